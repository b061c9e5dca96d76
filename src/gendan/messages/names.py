"""What words may name: for whoever writes them, and the longest that may stand there."""

from collections.abc import Mapping
from dataclasses import dataclass

from gendan.process.model import Text


@dataclass(frozen=True, slots=True)
class Name:
    """A fact: what it says, and the longest of its kind. A number can be compared."""

    what: Text
    longest: Text | int | bool


def _same(text: str) -> Text:
    return Text(text, text)


_MONEY = _same("¥99,999.99")
_NUMBER = _same("1234567890")
NAMES: Mapping[str, Name] = {
    "order": Name(Text("订单号", "order number"), _NUMBER),
    "link": Name(
        Text("客户链接", "link to the order"), _same("https://orders.example.com/t/0123456789abcde")
    ),
    "shop": Name(Text("门店", "store"), Text("西湖银泰城旗舰店", "Lakeside Flagship Store")),
    "shop_phone": Name(Text("顾客电话", "phone for customers"), _same("0571-88888888")),
    "shop_email": Name(Text("顾客邮箱", "e-mail for customers"), _same("service@example.com")),
    "count": Name(Text("件数", "units in the order"), 999),
    "total": Name(Text("应付", "total"), _MONEY),
    "owed": Name(Text("待付，付清为空", "still to pay; empty when paid"), _MONEY),
    "overpaid": Name(Text("多付，没有为空", "paid too much; empty when not"), _MONEY),
    "cash_on_delivery": Name(Text("是否货到付款", "whether paid at the door"), True),
    "pickup": Name(Text("是否自提", "whether collected"), True),
    "carried": Name(Text("是否当面交付", "whether taken along"), True),
    "area": Name(
        Text("收货省市区", "province, city, district"),
        _same("新疆维吾尔自治区巴音郭楞蒙古自治州和静县"),
    ),
    "boxes": Name(Text("包裹数", "parcels of the order"), 99),
    "shipment": Name(Text("发货单号", "shipment number"), _same("1234567890-12")),
    "keep_until": Name(Text("保留到何时", "kept until"), Text("12月31日23:59", "Dec 31, 23:59")),
    "carrier": Name(Text("承运商", "carrier"), Text("中国邮政速递", "China Post Express")),
    "waybill": Name(Text("运单号", "waybill number"), _same("SF1234567890123456")),
    "pickup_code": Name(Text("取件码", "pickup code"), _same("000000")),
    "short_count": Name(Text("缺货件数", "units short"), 999),
    "substitutes": Name(Text("是否有替代品", "whether there is a substitute"), True),
    "decide_by": Name(Text("请在何时前决定", "decide by"), Text("12月31日23:59", "Dec 31, 23:59")),
    "decision": Name(
        Text("顾客的选择", "what the customer chose"), Text("取消缺货部分", "Cancel what is short")
    ),
    "reason": Name(
        Text("原因", "reason"), Text("商品已停产，无法补货", "The goods are no longer made")
    ),
    "amount": Name(Text("退款金额", "amount refunded"), _MONEY),
    "label": Name(
        Text("步骤名称", "name of the step"), Text("申请改地址", "Ask for a new address")
    ),
    "why": Name(
        Text("步骤说明", "what the step is for"), Text("顾客申请改地址", "The customer asked")
    ),
    "document": Name(Text("单号", "number of the document"), _same("1234567890-12")),
    "details": Name(
        Text("内容", "what it is about"),
        Text("顺丰 SF1234567890123456, 西湖龙井 ×3", "SF Express SF1234567890123456, Tea ×3"),
    ),
}


def longest(language: str) -> dict[str, object]:
    """Every fact at its longest, as words are filled in."""
    return {
        name: fact.longest.in_language(language) if isinstance(fact.longest, Text) else fact.longest
        for name, fact in NAMES.items()
    }
