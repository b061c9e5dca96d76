"""The tools of a list through the door: given out as a file, its columns, its views."""

import csv
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
from gendan.desks.lists.columns import COLUMNS
from gendan.desks.lists.sheets import as_csv
from gendan.kit.rest import pace
from gendan.records.orders.models import CustomerOrder
from gendan.records.parties.models import Channel
from gendan.records.people.models import VIEWS_MAX, SavedView, ShownColumns, Staff
from gendan.records.products.models import Product
from gendan.records.shipments.models import Shipment
from tests import world
from tests.desks.people import PASSWORD, SignIn

CHINESE = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}
EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx")
LINK = re.compile(r'<a href="([^"]+)"(?: aria-current="true")?>([^<]+)</a>')
ORDER_TITLES = [
    "订单号", "状态", "挂起", "商品", "商品种数", "件数", "收货人", "收货电话", "省", "市", "渠道",
    "渠道单号", "门店", "应付", "已付", "已退",
    "货币", "付款状态", "下单时间", "此状态自", "时限", "超时",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _counted_anew() -> None:
    pace.forget()


@pytest.fixture
def selling(signed_in: SignIn) -> Client:
    """Somebody of sales, who reads Chinese."""
    return in_chinese(signed_in("sales"))


def in_chinese(client: Client) -> Client:
    client.cookies["django_language"] = "zh-hans"
    return client


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return b"".join(answer).decode()  # type: ignore[arg-type]


def rows_of(client: Client, address: str) -> list[list[str]]:
    """The rows of a CSV file, its titles first."""
    text = text_of(client, address)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


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


# As a file


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


# Columns


def choose(client: Client, path: str, *columns: str, **rest: str) -> str:
    """Choose what shows; where that leads."""
    answer = client.post("/lists/columns", {"path": path, "column": columns, **rest})
    assert answer.status_code == 302
    return answer["Location"]


def columns_shown(client: Client, address: str) -> str | None:
    found = re.search(r'id="rows" class="scroll" data-columns="([^"]*)"', page_of(client, address))
    return found[1] if found else None


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_column_that_cells_name_can_be_chosen(signed_in: SignIn) -> None:
    world.to_pick()
    client = signed_in("manager")
    for kind, address in (("order", "/orders"), ("shipment", "/shipments")):
        found = re.findall(r'<t[hd] data-column="(\w+)"', page_of(client, address))
        assert set(found) == set(COLUMNS[kind])
        offered = re.findall(r'name="column" value="(\w+)" checked', page_of(client, address))
        assert offered == list(COLUMNS[kind])


def test_columns_are_remembered_for_a_person_and_a_kind_of_list(
    signed_in: SignIn,
) -> None:
    client, other = signed_in("sales"), signed_in("manager")
    assert columns_shown(client, "/orders") is None
    assert choose(client, "orders", "total", "goods", "moon") == "/orders"
    assert columns_shown(client, "/orders") == "goods total"
    assert columns_shown(client, "/desks/sales/review") == "goods total"
    assert columns_shown(client, "/shipments") is None
    assert columns_shown(other, "/orders") is None
    assert choose(client, "desks/sales/review", query="store=S1&columns=goods") == (
        "/desks/sales/review?store=S1"
    )
    assert columns_shown(client, "/orders") == "none"
    assert ShownColumns.objects.count() == 1


def test_columns_in_the_address_come_before_ones_own(selling: Client) -> None:
    choose(selling, "orders", "goods")
    assert columns_shown(selling, "/orders?columns=total,since") == "total since"
    assert columns_shown(selling, "/orders?columns=none") == "none"
    page = page_of(selling, "/orders?columns=total,since")
    assert 'name="columns" value="total,since" form="filters"' in page


def test_a_script_that_chooses_gets_no_page(selling: Client) -> None:
    given = {"path": "orders", "column": ["goods"]}
    answer = selling.post("/lists/columns", given, headers={"HX-Request": "true"})
    assert answer.status_code == 204


def test_columns_are_chosen_in_lists_that_one_sees_only(signed_in: SignIn) -> None:
    client = signed_in("sales")
    for path, status in {
        "desks/warehouse/to-pick": 403, "desks/sales/nothing": 404, "//evil.example": 404, "": 404,
    }.items():  # fmt: skip
        assert client.post("/lists/columns", {"path": path}).status_code == status, path
        assert client.post("/lists/views", {"path": path, "name": "x"}).status_code == status, path
    assert not ShownColumns.objects.exists()


# Views


def save(client: Client, path: str, name: str, query: str = "", *, shared: bool = False) -> str:
    """Save a view; where that leads, and what is said there."""
    given = {"path": path, "name": name, "query": query, **({"shared": "on"} if shared else {})}
    answer = client.post("/lists/views", given)
    assert answer.status_code == 302
    return answer["Location"]


def views_in(client: Client, address: str) -> dict[str, str]:
    """The links of the views that a list offers: by name, the address."""
    menu = page_of(client, address).partition('id="list-tools"')[2].partition("</details>\n")[0]
    return {name: href.replace("&amp;", "&") for href, name in LINK.findall(menu)}


def said(client: Client, address: str) -> str:
    """What was said last of what was pressed."""
    found = re.findall(r'<p class="said \w+" role="status">([^<]+)</p>', page_of(client, address))
    return found[-1]


def test_a_view_keeps_what_narrows_a_list_under_a_name(selling: Client) -> None:
    query = "cursor=x&sort=deadline&status=review&status=pending&limit=9&moon=1"
    kept = "/orders?status=review&status=pending&sort=deadline"
    assert save(selling, "orders", "  急  单 ", query) == kept
    assert said(selling, kept) == "已保存视图“急 单”。"
    assert views_in(selling, "/orders") == {"急 单": kept}
    assert views_in(selling, "/desks/sales/review") == {}
    assert 'aria-current="true">急 单' in page_of(selling, kept)
    assert 'aria-current="true">急 单' not in page_of(selling, "/orders")


def test_a_view_keeps_the_columns_somebody_chose(selling: Client) -> None:
    assert save(selling, "orders", "甲", "store=S1") == "/orders?store=S1"
    choose(selling, "orders", "goods", "total")
    assert save(selling, "orders", "乙", "store=S1") == "/orders?store=S1&columns=goods%2Ctotal"
    assert save(selling, "orders", "丙", "columns=none") == "/orders?columns=none"


def test_a_queues_own_filters_are_not_part_of_a_view(selling: Client) -> None:
    query = "status=shipped&sort=newest&store=S1"
    assert save(selling, "desks/sales/review", "本店", query) == "/desks/sales/review?store=S1"


def test_what_is_shared_is_seen_by_the_department_alone(signed_in: SignIn) -> None:
    selling = signed_in("sales")
    save(selling, "orders", "shared", "status=review", shared=True)
    save(selling, "orders", "own", "status=pending")
    colleague = Staff.objects.create_user(
        "colleague",
        password=PASSWORD,
        name="He",
        department="sales",
    )
    at_the_next_desk = signed_in("colleague")
    assert views_in(at_the_next_desk, "/orders") == {"shared": "/orders?status=review"}
    assert views_in(signed_in("manager"), "/orders") == {}
    view = SavedView.objects.get(name="shared")
    for verb in ("rename", "remove"):
        address = f"/lists/views/{view.pk}/{verb}"
        assert at_the_next_desk.post(address, {"name": "x"}).status_code == 404
    Staff.objects.filter(username="sales").update(is_active=False)
    assert views_in(at_the_next_desk, "/orders") == {}
    assert colleague.pk


def test_a_view_is_renamed_shared_and_deleted(selling: Client) -> None:
    kept = save(selling, "orders", "old", "status=review")
    view = SavedView.objects.get()
    address = f"/lists/views/{view.pk}"
    assert selling.post(f"{address}/rename", {"name": "new", "shared": "on"})["Location"] == kept
    view.refresh_from_db()
    assert (view.name, view.shared_with) == ("new", "sales")
    selling.post(f"{address}/rename", {"name": "new"})
    view.refresh_from_db()
    assert (view.name, view.shared_with) == ("new", "")
    assert selling.post(f"{address}/remove")["Location"] == kept
    assert said(selling, kept) == "已删除视图“new”。"
    assert views_in(selling, "/orders") == {}
    assert selling.post(f"{address}/remove").status_code == 404


def test_a_name_is_given_once_in_a_list(selling: Client) -> None:
    save(selling, "orders", "甲")
    save(selling, "orders", "甲", "status=review")
    assert "换一个名字" in said(selling, "/orders?status=review")
    save(selling, "shipments", "甲")
    save(selling, "orders", "乙")
    second = SavedView.objects.get(name="乙")
    selling.post(f"/lists/views/{second.pk}/rename", {"name": "甲"})
    assert "换一个名字" in said(selling, "/orders")
    assert sorted(SavedView.objects.values_list("path", "name")) == [
        ("orders", "乙"), ("orders", "甲"), ("shipments", "甲"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "nul\0"])
def test_a_view_needs_a_name(selling: Client, name: str) -> None:
    assert save(selling, "orders", name, "status=review") == "/orders?status=review"
    assert "写上名字再保存" in said(selling, "/orders?status=review")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("query", ["status=moon", f"reference={'x' * 2_000}"])
def test_a_view_that_could_not_be_shown_is_not_kept(selling: Client, query: str) -> None:
    address = save(selling, "orders", "甲", query)
    assert "改好条件再保存" in said(selling, address)
    assert not SavedView.objects.exists()


def test_one_keeps_so_many_views_and_no_more(selling: Client, signed_in: SignIn) -> None:
    for nth in range(VIEWS_MAX):
        save(selling, "orders", f"v{nth}")
    save(selling, "orders", "one more")
    assert f"已经有 {VIEWS_MAX} 个视图" in said(selling, "/orders")
    selling.post(f"/lists/views/{SavedView.objects.get(name='v7').pk}/remove")
    assert "已删除" in said(selling, "/orders")
    save(selling, "orders", "one more")
    assert SavedView.objects.get(name="one more").place == 8
    other = signed_in("manager")
    save(other, "orders", "v1")
    assert SavedView.objects.count() == VIEWS_MAX + 1


def test_names_are_no_markup(selling: Client) -> None:
    save(selling, "orders", '<script>alert("x")</script>')
    assert "<script>alert" not in page_of(selling, "/orders")


def test_many_views_cost_as_many_statements_as_none(selling: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            selling.get("/orders")
        return len(asked)

    statements()
    few = statements()
    for nth in range(20):
        save(selling, "orders", f"v{nth}")
    said(selling, "/orders")
    assert statements() == few
