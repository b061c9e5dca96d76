"""A list as a file, through the door: what stands in it, and how much."""

import io
import re
from datetime import datetime
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from gendan.desks.lists import export
from gendan.desks.lists.sheets import as_csv
from gendan.kit.rest import pace
from gendan.records.orders.models import CustomerOrder
from gendan.records.parties.models import Channel
from gendan.records.products.models import Product
from gendan.records.shipments.models import Shipment
from tests import world
from tests.desks.listing import choose, counted_anew, in_chinese, rows_of, selling, text_of
from tests.desks.people import SignIn

__all__ = ["counted_anew", "selling"]  # fixtures
EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx")
ORDER_TITLES = [
    "订单号", "状态", "挂起", "商品", "商品种数", "件数", "收货人", "收货电话", "省", "市", "渠道",
    "渠道单号", "门店", "应付", "已付", "已退",
    "货币", "付款状态", "下单时间", "此状态自", "时限", "超时",
]  # fmt: skip


def book_of(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == export.TYPES["xlsx"]
    return b"".join(answer)  # type: ignore[arg-type]


def cells_of(book: bytes) -> list[list[object]]:
    (sheet,) = (book := CalamineWorkbook.from_filelike(io.BytesIO(book))).sheet_names
    return book.get_sheet_by_name(sheet).to_python()


def local(at: datetime | None) -> datetime:
    assert at is not None
    return timezone.make_naive(at).replace(microsecond=0)


def test_a_list_is_given_out_as_it_stands_with_titles_in_the_readers_words(
    selling: Client,
) -> None:
    (order,) = world.placed(1, "tea", 2, channel="phone")
    world.confirmed()
    kept = CustomerOrder.objects.get(id=order)
    titles, row = rows_of(selling, "/orders.csv?status=review")
    assert titles == ORDER_TITLES
    assert row == [
        kept.number, "待确认", "", "tea", "1", "2", "王**", f"138******{kept.phone[-2:]}", "浙江省",
        "杭州市", "电话", kept.reference, "湖滨店", "60.00", "0.00", "0.00", "CNY", "未付款",
        str(local(kept.placed_at)), str(local(kept.status_since)), str(local(kept.due_at)), "否",
    ]  # fmt: skip
    selling.cookies["django_language"] = "en"
    titles, row = rows_of(selling, "/orders.csv?status=review")
    assert titles[:3] == ["Order number", "Status", "Held"]
    assert row[1] == "To review"


def test_a_workbook_holds_numbers_as_numbers_and_moments_as_the_clock_shows_them(
    selling: Client,
) -> None:
    (order,) = world.placed(1, "tea", 2, channel="phone")
    kept = CustomerOrder.objects.get(id=order)
    titles, row = cells_of(book_of(selling, "/desks/sales/review.xlsx"))
    assert titles == ORDER_TITLES
    told = dict(zip(titles, row, strict=True))
    assert told["订单号"] == kept.number
    assert told["应付"] == 60.0
    assert told["件数"] == 2.0
    assert told["下单时间"] == local(kept.placed_at)
    assert told["收货人"] == "王**"


def test_shipments_are_given_out_with_their_waybills(signed_in: SignIn) -> None:
    (box,) = world.dispatched()
    kept = Shipment.objects.select_related("order", "waybill").get(id=box)
    client = in_chinese(signed_in("logistics"))
    for address in ("/shipments.csv", "/desks/logistics/on-the-way.csv"):
        titles, row = rows_of(client, address)
        told = dict(zip(titles, row, strict=True))
        assert told["发货单号"] == kept.number
        assert told["订单号"] == kept.order.number
        assert told["承运商"] == "顺丰"
        assert kept.waybill
        assert told["运单号"] == kept.waybill.number
        assert told["发货时间"] == str(local(kept.handed_at))
        assert told["签收时间"] == ""
    assert cells_of(book_of(client, "/shipments.xlsx"))[1][0] == kept.number


def test_nothing_that_somebody_typed_becomes_a_formula(selling: Client) -> None:
    for nth, text in enumerate(EVIL):
        Channel.objects.create(code=f"c{nth}", name=text, kind="phone")
        Product.objects.filter(sku="cup").update(name=text)
        world.placed(1, "cup", channel=f"c{nth}", name=text, province=text, reference=text)
    for row in rows_of(selling, "/orders.csv")[1:]:
        assert [cell for cell in row if cell.startswith(tuple("=+-@\t\r"))] == []
    with ZipFile(io.BytesIO(book_of(selling, "/orders.xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=1+1" in sheet


def test_long_numbers_keep_their_digits_and_amounts_below_nothing_stay_amounts(
    selling: Client,
) -> None:
    world.placed(1, channel="phone", reference="1234567890123456789")
    row = dict(zip(*rows_of(selling, "/orders.csv"), strict=True))
    assert row["渠道单号"] == "'1234567890123456789"
    row = dict(zip(*cells_of(book_of(selling, "/orders.xlsx")), strict=True))
    assert row["渠道单号"] == "1234567890123456789"
    assert "".join(as_csv(["a"], [[[Decimal("-1.50")]]])) == "\ufeffa\r\n-1.50\r\n"


def test_what_is_in_a_field_stays_in_it(selling: Client) -> None:
    world.placed(1, channel="phone", province='a,"b"\nc')
    row = dict(zip(*rows_of(selling, "/orders.csv"), strict=True))
    assert row["省"] == 'a,"b"\nc'
    assert text_of(selling, "/orders.csv").count("\r\n") == 2


def test_all_pages_are_given_out_in_the_order_of_the_list(
    selling: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "ON_A_PAGE", 10)
    world.placed(35, channel="phone")
    newest = CustomerOrder.objects.order_by("-placed_at", "-number")
    rows = rows_of(selling, "/orders.csv?limit=3&cursor=")
    assert [row[0] for row in rows[1:]] == [order.number for order in newest]
    urgent = [row[0] for row in rows_of(selling, "/desks/sales/review.csv")[1:]]
    assert sorted(urgent) == sorted(order.number for order in newest)


def test_a_thousand_rows_cost_as_many_statements_as_one(
    selling: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "ON_A_PAGE", 10)
    rows_of(selling, "/orders.csv")  # a session begins once
    statements = {}
    for count in (1, 9, 20):  # 1, 10 and 30 rows: one page, one, three
        world.placed(count, channel="phone")
        for address in ("/orders.csv?store=S1", "/orders.xlsx", "/orders.csv?columns=none"):
            pace.forget()
            with CaptureQueriesContext(connection) as asked:
                b"".join(selling.get(address))  # type: ignore[arg-type]
            statements[address, count] = len(asked)
    for address, a_page in {
        "/orders.csv?store=S1": 3,
        "/orders.xlsx": 2,
        "/orders.csv?columns=none": 1,
    }.items():
        one, ten, thirty = (statements[address, count] for count in (1, 9, 20))
        assert one == ten <= 12, address
        assert thirty - ten == 2 * a_page, address


def test_what_is_too_much_for_one_file_is_said_at_its_end(
    selling: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "ON_A_PAGE", 5)
    monkeypatch.setattr(export, "ROWS_MOST", 10)
    world.placed(10, channel="phone")
    assert len(rows_of(selling, "/orders.csv")) == 11
    world.placed(1, channel="phone")
    rows = rows_of(selling, "/orders.csv")
    assert len(rows) == 12
    assert rows[-1] == [export.CUT.zh]
    assert cells_of(book_of(selling, "/orders.xlsx"))[-1][0] == export.CUT.zh


def test_of_more_rows_than_a_workbook_holds_csv_alone_is_given_out(
    selling: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "IN_A_BOOK", 2)
    world.to_pick(2)
    for address in ("/orders.xlsx", "/shipments.xlsx", "/orders.xlsx?sort=deadline"):
        assert len(cells_of(book_of(selling, address))) == 3
    world.to_pick(1)
    for whole in ("orders", "shipments"):
        answer = selling.get(f"/{whole}.xlsx?limit=1", follow=True)
        assert answer.redirect_chain == [(f"/{whole}?limit=1", 302)]
        assert export.TOO_MANY.zh in answer.content.decode()
        assert len(rows_of(selling, f"/{whole}.csv")) == 4
    assert len(cells_of(book_of(selling, "/orders.xlsx?status=review"))) == 1


def test_a_wrong_filter_leads_back_to_the_list_that_names_it(selling: Client) -> None:
    answer = selling.get("/orders.csv?status=moon", follow=True)
    assert answer.redirect_chain == [("/orders?status=moon", 302)]
    assert "这个条件不能用：订单状态" in answer.content.decode()


def test_who_exports_too_often_waits(signed_in: SignIn) -> None:
    selling, other = signed_in("sales"), signed_in("manager")
    for _ in range(export.A_MINUTE):
        assert selling.get("/orders.csv").status_code == 200
    answer = selling.get("/orders.xlsx")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert other.get("/orders.csv").status_code == 200


def test_a_file_has_a_name_of_its_list(selling: Client) -> None:
    for address, name in {
        "/orders.csv": "orders", "/shipments.xlsx": "shipments",
        "/desks/sales/review.csv": "desks-sales-review",
    }.items():  # fmt: skip
        given = selling.get(address)["Content-Disposition"]
        ending = address.rpartition(".")[2]
        assert re.fullmatch(
            rf'attachment; filename="gendan-{name}-\d{{8}}-\d{{4}}.{ending}"', given
        )


def test_an_empty_list_is_a_file_of_titles(selling: Client) -> None:
    assert rows_of(selling, "/desks/sales/review.csv") == [ORDER_TITLES]
    assert cells_of(book_of(selling, "/desks/sales/held.xlsx")) == [ORDER_TITLES]


def test_a_file_holds_the_columns_that_the_list_shows(selling: Client) -> None:
    world.placed(1, channel="phone")
    always = ["订单号", "状态", "挂起", "时限", "超时"]
    assert rows_of(selling, "/orders.csv?columns=none")[0] == always
    assert rows_of(selling, "/orders.csv?columns=payment,moon")[0] == [
        *always[:3], "付款状态", *always[3:],
    ]  # fmt: skip
    choose(selling, "orders", "channel")
    assert rows_of(selling, "/orders.csv")[0] == [
        *always[:3], "渠道", "渠道单号", "门店", *always[3:],
    ]  # fmt: skip
