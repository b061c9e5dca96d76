"""An invented pile by which a template is tried: long, wordy, short, again, in rare characters."""

from collections.abc import Mapping
from datetime import UTC, datetime

from gendan.desks.papers.facts import Facts, Pile
from gendan.desks.papers.kinds import Paper

AT = "2026-11-11T06:05:00+00:00"
RARE = "䶮龘㛃𬭎𫖯𱁬"  # in people's names, and in few fonts
GOODS = (
    ("TEA005", "龙井 明前特级 礼盒装", "6901234567892", "A-02-11", 2, "129.00"),
    ("SHIRT-M", "经典白衬衫 M", None, "A-03-02", 1, "89.00"),
    ("SCARF-GY", "羊毛围巾 灰", "6901234560015", "B-07-01", 12, "178.00"),
    ("SET-4", "牛津纺床品四件套，加大，浅灰条纹，配两个枕套和一个收纳袋", None, "", 1, "459.00"),
)


def sample(paper: Paper) -> Pile:
    """Four shipments: an ordinary one, a long one that is printed again, one of few facts, and one
    of everything as long as it gets."""
    many = [
        _line(place, (f"SKU{place:03}", f"商品 {place}", None, f"C-01-{place:02}", place, "10.00"))
        for place in range(1, 31)
    ]
    usual = [_line(place, goods) for place, goods in enumerate(GOODS, start=1)]
    shipments = [
        _shipment(1, usual),
        _shipment(2, many, time=2, to_collect="1688.00", priority=5),
        _shipment(3, usual[:1], **BARE),
        _shipment(4, [_line(1, WORDY_GOODS), *usual], **WORDY),
    ]
    return Pile(paper.name, datetime.fromisoformat(AT).astimezone(UTC), "王师傅", shipments)


BARE: Mapping[str, object] = {
    "fulfilment": "pickup",
    "reference": "", "due_at": None, "promised_by": None, "picker": "", "packed_at": None,
    "weight_grams": None, "goods_issue_number": "CK1000099", "carrier": "", "waybill": "",
    "province": "", "city": "", "district": "", "consignee": "", "phone": "", "street": "",
    "remark": "", "customer": "", "wave": "", "slot": None, "handover": "", "taken_by": "",
    "taken_at": None, "ordinal": None,
}  # fmt: skip

WORDY_GOODS = (
    "BEDDING-SET-KING-LIGHTGREY-STRIPED-2026", "牛津纺床品四件套，加大，浅灰条纹，含防尘罩" * 4
    + "Supercalifragilistic" * 6, "6901234567892", "AISLE-12-SHELF-03-TRAY-2", 9999, "99999.00",
)  # fmt: skip
WORDY: Mapping[str, object] = {
    "box": 11, "boxes": 12, "time": 12, "to_collect": "123456.78", "priority": 9,
    "warehouse": "西北区域中心仓（乌鲁木齐经济技术开发区二号库）",
    "store": "克孜勒苏柯尔克孜自治州旗舰体验店（步行街店）",
    "channel": "微信小程序商城（新客专享）",
    "reference": "WXMALL-20261111-ABCDEFGH-000000000042", "picker": "亚历山大·弗拉基米罗维奇",
    "carrier": "中国邮政速递物流股份有限公司标准快递", "waybill": "EMS-1234-5678-9012-3456-7890-CN",
    "province": "新疆维吾尔自治区", "city": "克孜勒苏柯尔克孜自治州", "district": "阿合奇县",
    "street": "友谊路与团结路交叉口向东三百五十米𠮷祥花园二期（原纺织厂家属院）第十二栋三单元 "
    "2801 室，请从北门进，门口有石狮子，电话打不通时放在物业中心，不要放快递柜，也不要交给保安转交",
    "consignee": f"亚历山大·弗拉基米罗维奇·{RARE}", "customer": f"亚历山大·弗拉基米罗维奇·{RARE}",
    "remark": "请周末送，提前打 13800000042，" * 6, "finds_address": False,
    "taken_by": f"亚历山大·弗拉基米罗维奇·{RARE}，浙A·12345",
}  # fmt: skip


def _shipment(place: int, lines: list[dict[str, object]], **other: object) -> Facts:
    number = f"1234567{place}"
    usual = {
        "number": f"{number}-1", "order": number, "state": "issued", "box": 1, "boxes": place,
        "time": 1, "warehouse": "杭州一仓", "warehouse_code": "HZ1", "store": "湖滨店",
        "store_code": "S1", "channel": "官网", "reference": "WEB-20261111-0042",
        "fulfilment": "delivery", "priority": 0, "due_at": AT, "placed_at": AT, "promised_by": AT,
        "picker": "陈一鸣", "packed_at": AT, "weight_grams": 1860,
        "goods_issue_number": f"CK100000{place}", "issued_at": AT, "carrier": "顺丰速运",
        "waybill": f"SF123456789012{place}", "handed_at": AT, "province": "浙江省",
        "city": "杭州市", "district": "西湖区", "currency": "CNY", "charges": "0.00",
        "total": "1688.00", "to_collect": "0", "customer": "王小明", "consignee": f"王{RARE[:2]}",
        "phone": "+8613800000042", "street": "文三路 1 号 2 单元 301 室",
        "remark": "请周末送，提前打 13800000042", "lines": lines, "finds_address": True,
        "wave": "BC1001", "slot": place, "handover": "JJ1001", "taken_by": "张师傅",
        "taken_at": AT, "ordinal": place,
    }  # fmt: skip
    return {**usual, **other}


def _line(place: int, goods: tuple[str, str, str | None, str, int, str]) -> dict[str, object]:
    sku, name, gtin, shelf, quantity, price = goods
    return {
        "line": place, "sku": sku, "name": name, "gtin": gtin, "bin": shelf, "walk": place,
        "quantity": quantity, "picked": 0, "price": price,
        "amount": f"{float(price) * quantity:.2f}",
    }  # fmt: skip
