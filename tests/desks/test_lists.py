"""The lists of the desks through the door: who gets which, what narrows them, page by page."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gendan.desks.queues import DESKS
from gendan.insight.orders import typical
from gendan.insight.orders.many import ARE_MANY
from gendan.journey.anytime.cancel import cancel
from gendan.journey.anytime.holds import hold
from gendan.kit.rest import pace
from gendan.records.orders.models import CustomerOrder, OrderLine
from gendan.records.parties.models import Channel
from gendan.records.people.models import DEPARTMENTS, Staff
from gendan.records.places.models import Bin, Store, Warehouse
from gendan.records.products.models import Product
from gendan.records.shipments.models import Shipment
from gendan.records.stock.models import StockLevel
from tests import world
from tests.cast import SAM
from tests.desks.people import SignIn

STATEMENTS_MOST = 20
NUMBERS = re.compile(r'<tr id="row-([\d-]+)"')
NEXT = re.compile(r'href="([^"]+)" rel="next"')
REVIEW = "/desks/sales/review"


def shown(client: Client, address: str, **headers: str) -> list[str]:
    """The numbers of the rows, from above."""
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.content.decode()
    return NUMBERS.findall(answer.content.decode())


def numbers_of(orders: list[int]) -> list[str]:
    found = dict(CustomerOrder.objects.filter(id__in=orders).values_list("id", "number"))
    return [found[order] for order in orders]


def boxes_of(shipments: list[int]) -> list[str]:
    found = dict(Shipment.objects.filter(id__in=shipments).values_list("id", "number"))
    return [found[shipment] for shipment in shipments]


def walked(client: Client, address: str) -> list[str]:
    """The numbers of all pages, in their order."""
    found: list[str] = []
    while address:
        page = client.get(address).content.decode()
        found += NUMBERS.findall(page)
        following = NEXT.search(page)
        address = following[1].replace("&amp;", "&") if following else ""
    return found


def statements(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


@pytest.fixture
def selling(signed_in: SignIn) -> Client:
    """Somebody of sales, who reads Chinese."""
    client = signed_in("sales")
    client.cookies["django_language"] = "zh-hans"
    return client


def test_every_queue_is_for_those_who_sit_at_its_desk(signed_in: SignIn) -> None:
    for role in DEPARTMENTS:
        client = signed_in(role.value)
        for desk in DESKS:
            pace.forget()
            status = 200 if role in desk.roles else 403
            assert client.get(f"/desks/{desk.name}").status_code == status, (role, desk.name)
            for queue in desk.queues:
                for ending in ("", ".csv"):
                    address = f"/desks/{desk.name}/{queue.name}{ending}"
                    assert client.get(address).status_code == status, (role, address)
            if status == 200:
                assert client.get(f"/desks/{desk.name}/nothing").status_code == 404
                assert client.get(f"/desks/{desk.name}/nothing.csv").status_code == 404
        assert client.get("/desks/nowhere/review").status_code == 403


def test_a_desk_opens_on_its_first_queue_and_each_holds_what_waits_there(
    signed_in: SignIn,
) -> None:
    review = numbers_of(world.placed(2, channel="phone"))
    short = numbers_of(world.confirmed(1, "rare"))
    to_pick = boxes_of(world.to_pick(2))
    packed = boxes_of(world.packed())
    issued = boxes_of(world.issued())
    away = boxes_of(world.dispatched())
    back = boxes_of(world.coming_back())
    unpaid, paid = world.placed(2, channel="phone")
    world.pay(paid, "1.00")
    world.all_done(cancel([unpaid, paid], by=SAM))
    client = signed_in("manager")
    for address, numbers in {
        "/desks/sales": review,
        "/desks/sales/review": review,
        "/desks/sales/shortage": short,
        "/desks/service": [],
        "/desks/service/shortage": short,
        "/desks/warehouse/to-pick": to_pick,
        "/desks/warehouse/picking": [],
        "/desks/warehouse/packed": packed,
        "/desks/warehouse/back": back,
        "/desks/logistics/issued": issued,
        "/desks/logistics/on-the-way": away,
        "/desks/aftersales/refunds": numbers_of([paid]),
    }.items():
        assert sorted(shown(client, address)) == sorted(numbers), address
    tabs = client.get("/desks/aftersales").content.decode()
    assert re.search(r'refunds".*?class="count[^>]*>(?:<[^>]*>[^<]*</[^>]*>)?1<', tabs)


def test_filters_narrow_a_list(selling: Client) -> None:
    review = numbers_of(world.placed(2, channel="phone"))
    tea, cup = (numbers_of(world.confirmed(1, sku)) for sku in ("tea", "cup"))
    held = world.placed(1, channel="phone")
    hold(held, by=SAM, reason="客户要求")
    boxes = boxes_of(world.to_pick())
    for query, numbers in {
        "status=review": [*review, *numbers_of(held)],
        "status=review&held=true": numbers_of(held),
        "sku=cup": cup,
        f"number={tea[0]}": tea,
        "channel=phone&sku=cup": [],
        "placed_to=2000-01-01T00:00:00Z": [],
        "status=review&status=pending&sku=cup": cup,
    }.items():
        assert sorted(shown(selling, f"/orders?{query}")) == sorted(numbers), query
    assert shown(selling, f"/shipments?state=to_pick&order={boxes[0][:8]}") == boxes
    assert shown(selling, "/shipments?state=packed") == []
    # What makes a queue stays, whatever the address says.
    assert sorted(shown(selling, f"{REVIEW}?status=pending")) == sorted(
        [*review, *numbers_of(held)]
    )


def test_a_wrong_filter_is_named_with_what_to_do(selling: Client) -> None:
    world.placed()
    for query, name in {
        "status=moon": "订单状态",
        f"number={'9' * 33}": "订单号",
        "placed_from=yesterday": "下单时间起",
        "late=perhaps": "超时",
    }.items():
        page = selling.get(f"/orders?{query}").content.decode()
        assert re.search(rf'role="alert">这个条件不能用：{name}。改好再查。', page), query


def test_the_filters_are_called_as_people_call_them(selling: Client) -> None:
    page = selling.get("/orders").content.decode()
    assert re.search(r'<label for="f-number">订单号</label>', page)
    page = selling.get("/shipments").content.decode()
    assert re.search(r'<label for="f-waybill">运单号</label>', page)


def test_what_no_database_keeps_finds_nothing(selling: Client) -> None:
    world.placed()
    for address in ("/orders?reference=%00", "/orders?sku=%00", "/shipments?waybill=%00"):
        assert shown(selling, address) == []


def test_a_cursor_of_another_list_begins_at_the_first_page(selling: Client) -> None:
    world.placed(51, channel="phone")
    cursor = NEXT.search(selling.get("/orders").content.decode())
    assert cursor
    foreign = cursor[1].partition("cursor=")[2]
    assert len(shown(selling, f"{REVIEW}?cursor={foreign}")) == 50
    assert len(shown(selling, "/orders?cursor=nonsense")) == 50


@pytest.mark.parametrize("query", ["", "sort=deadline", "status=review", "limit=7"])
def test_pages_meet_no_row_twice_and_miss_none(selling: Client, query: str) -> None:
    orders = numbers_of(world.placed(61, channel="phone"))
    found = walked(selling, f"/orders?{query}")
    assert len(found) == len(set(found))
    assert sorted(found) == sorted(orders)


def test_pages_of_shipments_meet_no_row_twice_and_miss_none(signed_in: SignIn) -> None:
    boxes = boxes_of(world.to_pick(61))
    client = signed_in("warehouse")
    for address in ("/shipments", "/desks/warehouse/to-pick"):
        found = walked(client, address)
        assert len(found) == len(set(found))
        assert sorted(found) == sorted(boxes)


def test_what_is_out_of_reach_is_not_there(signed_in: SignIn) -> None:
    here = numbers_of(world.placed(2, channel="phone"))
    other = Store.objects.get(code="S2")
    there = numbers_of(world.placed(2, channel="phone", store="S2"))
    Staff.objects.get(username="sales").stores.set([other])
    client = signed_in("sales")
    for address in ("/orders", REVIEW):
        assert sorted(shown(client, address)) == sorted(there), address
        assert client.get(f"{address}?numbers=1").json()["numbers"] != here
    text = b"".join(client.get("/orders.csv")).decode()  # type: ignore[arg-type]
    assert there[0] in text
    assert here[0] not in text
    boxes = boxes_of(world.to_pick())
    Staff.objects.get(username="warehouse").warehouses.set([Warehouse.objects.get(code="W2")])
    away = signed_in("warehouse")
    assert shown(away, "/shipments") == []
    assert shown(signed_in("manager"), "/shipments") == boxes


def test_all_that_match_are_told_by_number(selling: Client) -> None:
    orders = numbers_of(world.placed(230, channel="phone"))
    told: dict[str, Any] = selling.get(f"{REVIEW}?numbers=1").json()
    assert sorted(told["numbers"]) == sorted(orders)
    assert told["more"] is False
    told = selling.get(f"/orders?numbers=1&number={orders[0]}").json()
    assert told == {"numbers": [orders[0]], "more": False}


@pytest.mark.parametrize(
    ("address", "is_open"),
    [("/orders", False), ("/orders?limit=20&sort=deadline", False), (REVIEW, False),
     ("/orders?late=true", True), (f"{REVIEW}?channel=web", True)],
)  # fmt: skip
def test_the_filters_stand_open_where_they_leave_something_out(
    selling: Client, address: str, is_open: bool
) -> None:
    page = selling.get(address).content.decode()
    assert ('<details class="narrow" open>' in page) is is_open


def test_to_a_script_only_the_rows_are_given(selling: Client) -> None:
    world.placed()
    page = selling.get(REVIEW, headers={"HX-Request": "true"}).content.decode()
    assert NUMBERS.search(page)
    assert "<table" in page
    for other in ("<html", "list-tools", 'id="filters"', "river"):
        assert other not in page


def test_a_list_costs_the_same_however_many_rows_it_has(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in (typical.TYPICALLY, typical.TODAY, ARE_MANY):
        monkeypatch.setattr(each, "seconds", 1e9)
        each.forget()
    world.placed(2, channel="phone")
    world.issued(2)
    client = signed_in("manager")
    addresses = ["/orders", "/shipments", "/orders?status=review&store=S1&sort=deadline"]
    addresses += [f"/desks/{d.name}/{queue.name}" for d in DESKS for queue in d.queues]
    for address in addresses:
        client.get(address)  # what is looked up once a minute
    few = {address: statements(client, address) for address in addresses}
    assert max(few.values()) <= STATEMENTS_MOST, few
    world.placed(30, channel="phone")
    world.issued(30)
    assert {address: statements(client, address) for address in addresses} == few


def test_nothing_that_was_typed_becomes_markup(selling: Client) -> None:
    Channel.objects.create(code="evil", name="<script>alert(1)</script>", kind="phone")
    world.placed(1, channel="evil", province="<b>省</b>")
    page = selling.get("/orders?number=<script>").content.decode()
    page += selling.get("/orders").content.decode()
    assert "<script>alert" not in page
    assert "<b>省" not in page
    assert "&lt;b&gt;省" in page


def test_what_was_typed_stays_when_a_filter_is_wrong_and_several_values_stay_several(
    signed_in: SignIn,
) -> None:
    client = signed_in("manager")
    text = client.get("/orders?sku=tea&placed_from=yesterday").content.decode()
    assert 'value="tea"' in text
    assert 'data-value="yesterday"' in text
    text = client.get("/orders?status=review&status=pending").content.decode()
    for code in ("review", "pending"):
        assert f'<option value="{code}" selected>' in text


def test_a_queue_says_how_much_waits_and_where_its_goods_are(signed_in: SignIn) -> None:
    world.to_pick(2, quantity=3)
    place = Bin.objects.create(warehouse_id=world.warehouse(), code="A-07-1", walk=1)
    StockLevel.objects.filter(product=world.product("tea")).update(bin=place)
    client = signed_in("warehouse")
    client.cookies["django_language"] = "zh-hans"
    queue = client.get("/desks/warehouse/to-pick").content.decode()
    assert re.search(r'id="amount">\s*2\s*单\s*·\s*6\s*件', queue)
    assert queue.count('<td data-column="bin" class="mono">A-07-1</td>') == 2
    assert 'data-without="waybill picker"' in queue
    narrowed = client.get("/desks/warehouse/to-pick?late=true").content.decode()
    assert re.search(r'id="amount"></span>', narrowed), "what is told is of the whole queue"
    again = client.get("/desks/warehouse/to-pick", headers={"HX-Request": "true"})
    assert '<hx-partial hx-target="#amount"' in again.content.decode()


def test_in_english_articles_are_called_as_in_the_catalogue(signed_in: SignIn) -> None:
    (box,) = world.to_pick()
    (number,) = numbers_of(world.orders_of([box]))
    Product.objects.filter(sku="tea").update(name="龙井茶", name_en="Longjing tea")
    OrderLine.objects.filter(product__sku="tea").update(name="龙井茶")
    pages = (
        "/orders", "/shipments", "/orders.csv", f"/orders/{number}", f"/orders/{number}/panel",
        f"/orders/{number}/panel/1", f"/orders/{number}/edit", f"/orders/{number}/split/1",
        "/desks/warehouse", "/scan", "/stock",
    )  # fmt: skip
    client = signed_in("manager")
    for language, called, other in (
        ("en", "Longjing tea", "龙井茶"),
        ("zh-hans", "龙井茶", "Longjing tea"),
    ):
        client.cookies["django_language"] = language
        shown = {page: read(client, page) for page in pages}
        assert [page for page in pages if called not in shown[page]] == []
        assert [page for page in pages if other in shown[page]] == []


def read(client: Client, page: str) -> str:
    answer = client.get(page)
    return answer.getvalue().decode()
