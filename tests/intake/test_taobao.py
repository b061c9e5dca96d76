"""The order list and the detail list of the platform, joined."""

from decimal import Decimal

import pytest

from gendan.records.orders.models import CustomerOrder, Hold, OrderLine
from gendan.records.places.models import Division
from gendan.records.products.models import Product
from tests.intake.files import SHARED, complaints, import_file, read_bad, write_csv

ORDERS = (
    "订单编号", "买家会员名", "买家应付货款", "买家应付邮费", "总金额", "买家实际支付金额",
    "订单状态", "买家留言", "收货人姓名", "收货地址 ", "联系电话 ", "联系手机", "订单创建时间",
    "订单付款时间 ", "宝贝总数量", "订单备注", "修改后的收货地址",
)  # fmt: skip
DETAILS = (
    "订单编号",
    "标题",
    "价格",
    "购买数量",
    "外部系统编号",
    "商品属性",
    "备注",
    "订单状态",
    "商家编码",
)
PAID, UNPAID = "买家已付款，等待卖家发货", "等待买家付款"
pytestmark = pytest.mark.usefixtures("shop")


def order(number, status=PAID, **changes):
    row = dict(zip(ORDERS, [
        number, "琳**", "200.00", "8.00", "198.00", "198.00", status, "null", "张**",
        "浙江省 杭州市 西湖区 文三路1号(310000)", "", "'13800000000", "2017-07-08 00:42:32",
        "2017-07-08 00:42:39", "2", "'null", "",
    ], strict=True))  # fmt: skip
    return list((row | changes).values())


def detail(number, sku="SKU-1", quantity="2", price="100.00"):
    return [number, "雪平锅", price, quantity, "", "颜色：银色", "", PAID, sku]


def lists(tmp_path, orders, details):
    return (
        write_csv(tmp_path / "orders.csv", ORDERS, orders, "gb18030"),
        write_csv(tmp_path / "details.csv", DETAILS, details, "gb18030"),
    )


def test_a_paid_order_comes_in_with_its_goods(tmp_path):
    for code, name, level, parent in (
        ("330000", "浙江省", 1, None), ("330100", "杭州市", 2, "330000"),
        ("330106", "西湖区", 3, "330100"),
    ):  # fmt: skip
        Division.objects.get_or_create(
            code=code, defaults={"name": name, "level": level, "parent_id": parent}
        )
    number = '="35000000000000001"'
    files = lists(tmp_path, [order(number)], [detail(number)])
    imported = import_file(*files, source="taobao")
    assert imported.status == 0
    assert imported.figures["kinds"] == {"order": 1, "order_line": 1}
    placed = CustomerOrder.objects.get()
    assert (placed.reference, placed.channel.code) == ("35000000000000001", "taobao")
    assert placed.placed_at.isoformat() == "2017-07-07T16:42:32+00:00"
    assert (placed.total, placed.paid, placed.charges) == (Decimal(198), Decimal(198), Decimal(-2))
    assert (placed.consignee, placed.phone, placed.remark) == ("张**", "+8613800000000", "")
    assert (placed.division_id, placed.street) == ("330106", "文三路1号")
    line = OrderLine.objects.get()
    assert (line.product.sku, line.quantity, line.name) == ("SKU-1", 2, "雪平锅 颜色：银色")
    assert Product.objects.get(sku="SKU-1").price == 100


@pytest.mark.parametrize("swapped", [False, True])
def test_the_two_lists_may_come_in_either_order(tmp_path, swapped):
    orders, details = lists(tmp_path, [order("1")], [detail("1")])
    files = (details, orders) if swapped else (orders, details)
    assert import_file(*files, source="taobao").figures["placed"] == 1


def test_one_list_alone_is_not_enough(tmp_path):
    orders, _ = lists(tmp_path, [order("1")], [])
    imported = import_file(orders, source="taobao")
    assert imported.status == 1
    assert "订单报表和宝贝报表" in imported.words


def test_an_unpaid_order_waits_for_its_money(tmp_path):
    files = lists(tmp_path, [order("1", UNPAID)], [detail("1")])
    import_file(*files, source="taobao")
    assert (CustomerOrder.objects.get().paid, Hold.objects.get().kind) == (0, "awaiting_payment")


def test_what_the_platform_shipped_or_closed_is_left_out_and_counted(tmp_path):
    states = ["卖家已发货，等待买家确认", "卖家已发货,等待买家确认", "交易成功", "交易关闭", PAID]
    numbers = [str(number) for number in range(5)]
    orders = [order(number, state) for number, state in zip(numbers, states, strict=True)]
    files = lists(tmp_path, orders, [detail(number) for number in numbers])
    imported = import_file(*files, source="taobao")
    assert imported.status == 0
    assert (imported.figures["placed"], sum(imported.figures["left_out"].values())) == (1, 4)
    assert imported.figures["kinds"] == {"order": 1, "order_line": 1, "left_out": 8}


def test_what_cannot_be_certain_goes_to_a_person(tmp_path):
    orders = [
        order("3.5E+17"), order("1"), order("2", 宝贝总数量="3"), order("3", "新状态"), order("4"),
        order("5"), order("6"),
    ]  # fmt: skip
    details = [
        detail("2"), detail("3"), detail("4", sku=""), detail("5", price="x"), detail("9"),
        detail("6"),
    ]  # fmt: skip
    imported = import_file(*lists(tmp_path, orders, details), source="taobao")
    assert (imported.status, imported.figures["placed"]) == (2, 1)
    of_orders = complaints(imported.bad_rows)
    assert [fault for fault in of_orders if fault[1]] == [
        (2, "订单编号", "3.5E+17"),
        (3, "订单编号", "1"),
        (4, "宝贝总数量", "3"),
        (5, "订单状态", "新状态"),
    ]
    of_details = imported.bad_rows.with_name("bad-orders.csv-2.csv")
    assert [fault for fault in complaints(of_details) if fault[1]] == [
        (4, "商家编码", ""),
        (5, "价格", "x"),
        (6, "订单编号", "9"),
    ]


def test_both_files_of_bad_rows_are_corrected_and_imported_together(tmp_path):
    files = lists(tmp_path, [order("1"), order("2")], [detail("1", sku=""), detail("2")])
    imported = import_file(*files, source="taobao")
    assert imported.figures["placed"] == 1
    orders, details = imported.bad_rows, imported.bad_rows.with_name("bad-orders.csv-2.csv")
    header, (row,) = read_bad(details)
    row[DETAILS.index("商家编码")] = "SKU-1"
    write_csv(details, header, [row])
    assert import_file(orders, details, source="taobao").figures["placed"] == 1
    assert OrderLine.objects.count() == 2


def test_hidden_people_and_extended_numbers_stay_what_they_are(tmp_path):
    orders = [
        order("1", 联系手机="138****0000"),
        order("2", 联系手机="13800000000-1234"),
        order("3", 联系手机="", **{"联系电话 ": "0571-88888888"}),
        order("4", **{"收货地址 ": "广东省****", "修改后的收货地址": ""}),
    ]
    files = lists(tmp_path, orders, [detail(str(number)) for number in range(1, 5)])
    assert import_file(*files, source="taobao").status == 0
    found = CustomerOrder.objects.order_by("reference").values_list("phone", "remark", "street")
    assert list(found) == [
        ("", "", "文三路1号"),
        ("", "13800000000-1234", "文三路1号"),
        ("+8657188888888", "", "文三路1号"),
        ("+8613800000000", "", "广东省****"),
    ]


def test_the_address_that_the_seller_corrected_is_the_one(tmp_path):
    changed = order("1", 修改后的收货地址="江苏省 苏州市 姑苏区 平江路2号")
    import_file(*lists(tmp_path, [changed], [detail("1")]), source="taobao")
    assert CustomerOrder.objects.get().street == "平江路2号"


def test_real_bytes_of_the_platform(tmp_path):
    folder = SHARED / "cn_exports"
    if not folder.is_dir():
        pytest.skip(f"the real exports are not there: {folder}")
    names = ("fixture_taobao_ExportOrderList_2017", "fixture_taobao_ExportOrderDetailList")
    files = [tmp_path / f"{name}.csv" for name in names]
    for name, file in zip(names, files, strict=True):
        file.write_bytes((folder / f"{name}.gbk.csv").read_bytes())
    imported = import_file(*files, source="taobao")
    assert imported.status == 0
    assert CustomerOrder.objects.get().reference == "35000000000000001"
    assert OrderLine.objects.get().product.sku == "SKU-001"
    assert imported.figures["left_out"] == {"shipped or completed on the platform already": 1}
