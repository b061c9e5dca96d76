"""Lists: every filter, how far each reader sees, and pages that show each row exactly once."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from gendan.insight.orders.many import ARE_MANY
from gendan.journey.anytime.holds import hold
from gendan.journey.anytime.pauses import pause
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s3_pick.commands import acknowledge
from gendan.journey.s5_dispatch.commands import Parcel, replace_waybill
from gendan.kernel import sql
from gendan.process.words import PauseReason
from gendan.records.parties.models import Customer
from gendan.records.places.models import Store, Supply
from gendan.records.products.models import Product
from gendan.records.shipments.models import Shipment
from tests import world
from tests.cast import LIN, MEI, SAM
from tests.insight.reading.readers import box_number, number, numbers, reader, statements

LONG_AGO = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture
def river(shop: None) -> dict[str, str]:
    """Orders each of which differs from the others; their numbers by what they are."""
    Supply.objects.create(
        store=Store.objects.get(code="S2"), warehouse_id=world.warehouse("W2"), rank=1
    )
    world.receive("pot", 10, "W2")
    orders = {
        "late": world.placed()[0],
        "fresh": world.placed(phone="13811112222", channel="phone", reference="p-7")[0],
        "held": world.placed(sku="cup")[0],
        "short": world.confirmed(sku="rare")[0],
        "second": world.confirmed(sku="pot", store="S2")[0],
        "paid": world.confirmed(quantity=2)[0],
        "old": world.placed(placed_at=LONG_AGO, phone="", customer_reference="web:c-9")[0],
        "gone": world.orders_of(world.dispatched())[0],
    }  # fmt: skip
    world.all_done(hold([orders["held"]], by=SAM, reason="等电话"))
    world.pay(orders["paid"], "60.00")
    clocks = {"late": (-2, -1), "fresh": (-1, 1), "held": (5, 9), "short": (6, 8), "old": (5, 7)}
    for name, (risk, due) in clocks.items():
        _set_clock("customer_order", "id", orders[name], risk, due)
    for name, due in {"second": 2, "paid": 3, "gone": -3}.items():
        _set_clock("shipment", "order_id", orders[name], due, due)
    return {name: number(order) for name, order in orders.items()}


def _set_clock(table: str, column: str, id: int, risk: int, due: int) -> None:
    sql.run(
        f"UPDATE {table} SET at_risk_at = now() + %s * interval '1 hour',"
        f" due_at = now() + %s * interval '1 hour' WHERE {column} = %s",
        [risk, due, id],
    )


FILTERS = {
    "": "late fresh held short second paid old gone",
    "status=review": "late fresh held old",
    "status=review&status=shortage": "late fresh held short old",
    "payment_status=paid": "paid",
    "payment_status=unpaid&status=pending": "second",
    "store=S2": "second",
    "store=nowhere": "",
    "warehouse=W1": "paid gone",
    "warehouse=W2": "second",
    "channel=phone": "fresh",
    "carrier=sf": "gone",
    "placed_to=2026-03-03T00:00:00Z": "old",
    "placed_from=2026-03-03T00:00:00Z&status=review": "late fresh held",
    "late=true": "late gone",
    "late=false": "fresh held short second paid old",
    "at_risk=true": "fresh",
    "at_risk=false": "late held short second paid old gone",
    "held=true": "held short",
    "held=false&status=review": "late fresh old",
    "reference=p-7": "fresh",
    "sku=cup": "held",
    "sku=nothing": "",
}
SEARCHES: dict[str, tuple[dict[str, object], str]] = {
    "phone": ({"phone": "138 1111 2222"}, "fresh"),
    "no phone": ({"phone": "none"}, ""),
    "customer": ({"customer": "web:c-9"}, "old"),
    "both": ({"phone": "13811112222", "status": ["pending"]}, ""),
}


@pytest.fixture(params=[False, True], ids=["as few", "as many"])
def found(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """However many there are said to be, the same are found."""
    monkeypatch.setattr(ARE_MANY, "_find", lambda _: request.param)
    ARE_MANY.forget()
    yield
    ARE_MANY.forget()


@pytest.mark.usefixtures("found")
def test_every_filter_of_orders_finds_what_it_says(river: dict[str, str]) -> None:
    names = {n: name for name, n in river.items()}
    who = reader()
    for query, expected in FILTERS.items():
        found = numbers(who.get(f"/orders?{query}"))
        assert {names[n] for n in found} == set(expected.split()), query
    for title, (body, expected) in SEARCHES.items():
        found = numbers(who.post("/orders/searches", body))
        assert {names[n] for n in found} == set(expected.split()), title
    assert numbers(who.get(f"/orders?number={river['paid']}")) == [river["paid"]]


def test_orders_are_sorted_by_deadline_or_the_newest_first(river: dict[str, str]) -> None:
    names = {n: name for name, n in river.items()}
    who = reader()
    urgent = numbers(who.get("/orders?sort=deadline"))
    assert " ".join(names[n] for n in urgent) == "gone late fresh second paid old short held"
    newest = numbers(who.get("/orders"))
    assert names[newest[-1]] == "old"
    assert newest[:-1] == sorted(newest[:-1], reverse=True)


@pytest.mark.usefixtures("found")
def test_by_deadline_the_same_are_found_whichever_way_is_shorter(river: dict[str, str]) -> None:
    names, who = {n: name for name, n in river.items()}, reader()
    slow = Shipment.objects.get(order__number=river["paid"])
    _set_clock("shipment", "id", slow.pk, -2, -1)
    world.all_done(pause([slow.pk], by=MEI, reason=PauseReason.CUSTOMER, at=_ago(hours=3)))
    found = {
        query: " ".join(names[n] for n in numbers(who.get(f"/orders?sort=deadline&{query}")))
        for query in (
            "late=true", "late=true&store=S1", "late=true&status=review",
            "status=review", "status=review&status=shortage", "status=completed",
            "status=pending&warehouse=W2",
        )
    }  # fmt: skip
    assert found == {
        "late=true": "gone late",
        "late=true&store=S1": "gone late",
        "late=true&status=review": "late",
        "status=review": "late fresh old held",
        "status=review&status=shortage": "late fresh old short held",
        "status=completed": "",
        "status=pending&warehouse=W2": "second",
    }


SCOPES: list[tuple[dict[str, frozenset[str]], Callable[[str], bool]]] = [
    ({}, bool),
    ({"stores": frozenset({"S1"})}, lambda name: name != "second"),
    ({"stores": frozenset({"S2"})}, lambda name: name == "second"),
    ({"warehouses": frozenset({"W1"})}, lambda name: name != "second"),
    ({"warehouses": frozenset({"W2"})}, lambda name: name not in {"paid", "gone"}),
]


@pytest.mark.parametrize(("bound", "seen"), SCOPES)
def test_no_filter_shows_what_is_out_of_reach(
    river: dict[str, str], bound: dict[str, frozenset[str]], seen: Callable[[str], bool]
) -> None:
    names = {n: name for name, n in river.items()}
    who = reader(**bound)
    for query, expected in FILTERS.items():
        for sort in ("newest", "deadline"):
            found = {names[n] for n in numbers(who.get(f"/orders?{query}&sort={sort}"))}
            assert found == {name for name in expected.split() if seen(name)}, (query, sort)
    shown = {names[n] for n in numbers(who.get("/shipments"), "order")}
    in_boxes = {"second", "paid", "gone"}
    assert shown == {name for name in in_boxes if seen(name)}
    cases = {names[n] for n in numbers(who.get("/shortage-cases"), "order")}
    assert cases == {name for name in ("short",) if seen(name)}
    counted = sum(part["orders"] for part in who.get("/river").json)
    assert counted == sum(seen(name) for name in river)


def test_the_river_counts_what_is_late_and_at_risk(river: dict[str, str]) -> None:
    told = {part["status"]["code"]: part for part in reader().get("/river").json}
    assert {
        code: (part["orders"], part["late"], part["at_risk"]) for code, part in told.items()
    } == {
        "review": (4, 1, 1),
        "shortage": (1, 0, 0),
        "pending": (2, 0, 0),
        "processing": (0, 0, 0),
        "ready": (0, 0, 0),
        "partly_shipped": (0, 0, 0),
        "shipped": (1, 1, 0),
    }


def test_every_filter_of_shipments_finds_what_it_says(shop: None) -> None:
    waiting, seen = world.to_pick(2)
    (going,) = world.dispatched()
    (slow,) = world.picking()
    world.all_done(acknowledge([seen], by=MEI))
    for box, due in ((waiting, 1), (seen, 2), (going, -2), (slow, -1)):
        _set_clock("shipment", "id", box, due, due)
    world.all_done(pause([slow], by=MEI, reason=PauseReason.CUSTOMER, at=_ago(hours=3)))
    old = Shipment.objects.values_list("waybill__number", flat=True).get(id=going)
    world.all_done(replace_waybill([Parcel(shipment=going, carrier="sf", number="SF-NEW")], by=LIN))
    (order,) = world.orders_of([seen])
    who = reader()
    every = (waiting, seen, going, slow)
    for query, expected in {
        "": every,
        "state=to_pick": (waiting, seen),
        "state=to_pick&state=picking": (waiting, seen, slow),
        "warehouse=W1": every,
        "warehouse=W2": (),
        "store=S1": every,
        "carrier=sf": (going,),
        "carrier=van": (),
        "waybill=SF-NEW": (going,),
        f"waybill={old}": (going,),
        "late=true": (going,),  # the clock of the slow one stopped before it was late
        "late=false": (waiting, seen, slow),
        "unacknowledged=true": (waiting,),
        "unacknowledged=false": (seen, going, slow),
        f"order={number(order)}": (seen,),
    }.items():
        found = numbers(who.get(f"/shipments?{query}"))
        assert set(found) == {box_number(box) for box in expected}, query
    urgent = numbers(who.get("/shipments?sort=deadline"))
    assert urgent == [box_number(box) for box in (going, slow, waiting, seen)]


def _ago(hours: int) -> datetime:
    return datetime.now(UTC) - timedelta(hours=hours)


def test_stock_and_its_movements_are_told_by_warehouse(shop: None) -> None:
    world.confirmed(quantity=3)
    world.receive("tea", 5, "W2")
    who = reader()
    (there, here) = who.get("/stock?sku=tea").json["items"], None
    assert here is None
    assert [
        (row["warehouse"], row["on_hand"], row["reserved"], row["available"]) for row in there
    ] == [
        ("W1", 100_000, 3, 99_997),
        ("W2", 5, 0, 5),
    ]
    assert numbers(who.get("/stock?available_below=6"), "sku") == ["tea"]
    assert numbers(who.get("/stock?warehouse=W2"), "sku") == ["tea"]
    assert [row["quantity"] for row in who.get("/stock/movements?sku=tea").json["items"]] == [
        5,
        100_000,
    ]
    bound = reader(warehouses=frozenset({"W2"}))
    assert numbers(bound.get("/stock"), "warehouse") == ["W2"]
    assert numbers(bound.get("/stock/movements?sku=tea"), "warehouse") == ["W2"]
    assert who.get("/stock/movements").status == 422


def test_pages_follow_numbers_as_numbers(shop: None) -> None:
    # Such as 98 to 102: in the middle the numbers become longer.
    (longest,) = sql.rows("SELECT length(max(id)::text) FROM stock_movement")[0]
    sequence = "pg_get_serial_sequence('stock_movement', 'id')"
    sql.rows(f"SELECT setval({sequence}, %(last)s::bigint)", {"last": 10**longest - 3})
    for quantity in range(1, 6):
        world.receive("cup", quantity)
    seen, after = [], ""
    while True:
        page = reader().get(f"/stock/movements?sku=cup&limit=2{after}").json
        seen += [row["quantity"] for row in page["items"]]
        if page["next"] is None:
            break
        after = f"&cursor={page['next']}"
    assert seen[:5] == [5, 4, 3, 2, 1]
    assert len(seen) == sql.rows("SELECT count(*) FROM stock_movement JOIN product AS p"
                                 " ON p.id = product_id WHERE sku = 'cup'")[0][0]  # fmt: skip


def test_whose_box_it_was_is_told_to_who_reaches_its_order(shop: None) -> None:
    (box,) = world.issued()
    mine, others = reader(stores=frozenset({"S1"})), reader(stores=frozenset({"S2"}))
    for who, told in ((reader(), box_number(box)), (mine, box_number(box)), (others, None)):
        went, came = who.get("/stock/movements?sku=tea").json["items"]
        assert (went["kind"], went["shipment"]) == ("issue", told)
        assert (went["note"] is None) == (told is None)
        assert (came["kind"], came["shipment"], came["note"]) == ("receipt", None, "")


def test_products_are_found_by_whatever_is_known_of_them(shop: None) -> None:
    Product.objects.filter(sku="tea").update(
        name="龙井绿茶 100%", name_en="Longjing green tea", initials="ljlc"
    )
    who = reader()
    for query, expected in {
        "sku=cup": ["cup"],
        "gtin=06901234567892": ["tea"],
        "name=井绿茶": ["tea"],
        "name=龙": ["tea"],
        "name=100%25": ["tea"],
        "name=0%25": ["tea"],
        "name=1_0%25": [],
        "name=longjing": ["tea"],
        "name=gr": ["tea"],
        "initials=LJ": ["tea"],
        "is_sold=false": [],
        "": ["cup", "pot", "rare", "tea", "twin"],
    }.items():
        assert numbers(who.get(f"/products?{query}"), "sku") == expected, query


def test_customers_are_found_and_only_within_reach(shop: None) -> None:
    world.placed(phone="13811112222", name="赵小明")
    world.placed(phone="", name="孙大", customer_reference="web:c-9")
    Customer.objects.create(name="钱小明", initials="qxm", phone="+8613800009999")
    who = reader()
    for body, expected in (
        ({"phone": "138 1111 2222"}, ["赵小明"]),
        ({"reference": "web:c-9"}, ["孙大"]),
        ({"name": "赵小明"}, ["赵小明"]),
        ({"name": "钱"}, ["钱小明"]),
        ({"name": "小明"}, ["钱小明", "赵小明"]),
        ({"initials": "qx"}, ["钱小明"]),
        ({"initials": "zxm"}, ["赵小明"]),
    ):
        assert numbers(who.post("/customers/searches", body), "name") == expected, body
    assert numbers(reader(stores=frozenset({"S1"})).post("/customers/searches", {}), "name") == [
        "孙大",
        "赵小明",
    ]
    assert numbers(reader(stores=frozenset({"S2"})).post("/customers/searches", {}), "name") == []
    masked = reader(personal=False).post("/customers/searches", {"phone": "13811112222"}).json
    assert (masked["items"][0]["name"], masked["items"][0]["phone"]) == ("赵**", "138******22")
    assert who.get("/customers?phone=13811112222").status in (404, 405)


def test_the_house_is_told_within_reach(shop: None) -> None:
    who = reader(stores=frozenset({"S1"}), warehouses=frozenset({"W2"}))
    assert who.get("/stores").json["items"][0]["warehouses"] == ["W1", "W2"]
    assert numbers(who.get("/stores"), "code") == ["S1"]
    assert numbers(who.get("/warehouses"), "code") == ["W2"]
    assert numbers(who.get("/carriers"), "code") == ["sf", "van"]
    assert numbers(who.get("/channels"), "code") == ["phone", "web"]
    steps = {step["name"]: step for step in who.get("/process").json["steps"]}
    assert steps["dispatch"]["from"] == ["issued"]
    assert steps["dispatch"]["label"] == {"zh": "发货", "en": "Dispatch"}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/orders", "number"),
        ("/orders?sort=deadline", "number"),
        ("/shipments", "number"),
        ("/shipments?sort=deadline", "number"),
        ("/products", "sku"),
        ("/stock", "sku"),
    ],
)
def test_pages_show_each_row_once_while_rows_are_added(shop: None, path: str, name: str) -> None:
    moment = _ago(hours=1)
    world.confirmed(5, placed_at=moment)  # all at the same moment
    world.placed(3, placed_at=moment)
    who = reader()
    sign = "&" if "?" in path else "?"
    there = numbers(who.get(path), name)
    answer, seen = who.get(f"{path}{sign}limit=2"), []
    while True:
        seen += numbers(answer, name)
        if answer.json["next"] is None:
            assert "Link" not in answer.headers
            break
        world.confirmed()
        address, relation = answer.headers["Link"].split("; ")
        assert relation == 'rel="next"'
        answer = who.get(address.strip("<>").partition("/api/v1")[2])
    assert [row for row in seen if row in there] == there
    assert len(seen) == len(set(seen))


def test_a_cursor_leads_only_where_it_was_given(shop: None) -> None:
    world.placed(3)
    who = reader()
    cursor = who.get("/orders?limit=2").json["next"]
    assert who.get(f"/orders?limit=2&cursor={cursor}").status == 200
    for path in (f"/shipments?cursor={cursor}", "/orders?cursor=made-up",
                 f"/orders?sort=deadline&cursor={cursor}"):  # fmt: skip
        answer = who.get(path)
        assert (answer.status, answer.json["errors"][0]["field"]) == (422, "cursor")
    searched = who.post("/orders/searches", {"limit": 2, "cursor": cursor})
    assert len(searched.json["items"]) == 1


def test_a_filter_nobody_knows_is_refused_with_those_there_are(shop: None) -> None:
    who = reader()
    for path, known in (
        ("/orders?phone=13811112222", "payment_status"),
        ("/shipments?colour=red", "unacknowledged"),
        ("/stock?colour=red", "available_below"),
        ("/products?colour=red", "gtin"),
        ("/shortage-cases?colour=red", "cursor"),
    ):
        answer = who.get(path)
        assert (answer.status, answer.code) == (422, "invalid")
        assert known in answer.json["errors"][0]["remedy"]
    assert who.get("/orders?limit=201").status == 422
    assert who.get("/orders?status=lost").status == 422


def test_a_page_of_many_costs_as_many_statements_as_one_of_few(shop: None) -> None:
    world.to_pick()
    who = reader(personal=False)
    paths = {
        "/orders": 1,
        "/orders?store=S1&sku=tea&warehouse=W1": 2,
        "/orders?sort=deadline&late=false&held=false": 1,
        "/shipments?warehouse=W1": 2,
        "/stock": 1,
        "/stock/movements?sku=tea": 1,
        "/products?name=tea": 1,
        "/shortage-cases": 1,
        "/river": 1,
    }
    assert {path: statements(who, path) for path in paths} == paths
    world.confirmed(12, lines=(NewLine(sku="tea", quantity=1), NewLine(sku="rare", quantity=1)))
    assert {path: statements(who, path) for path in paths} == paths
