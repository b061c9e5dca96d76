"""Every list is read along an index: no table that grows with orders is read whole."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest

from gendan.demo import bulk
from gendan.insight import pages, scope
from gendan.insight.conditions import Condition
from gendan.insight.goods import stock
from gendan.insight.orders import cases, lists, shipments
from gendan.insight.orders.filters import OrderSearch, conditions
from gendan.insight.orders.shipments import ShipmentFilters
from gendan.insight.people import customers
from gendan.journey.s1_place.suspicion import SUSPECTS
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.process.definition import DUPLICATE_WINDOW, MINUTE
from gendan.process.model import Role
from gendan.records.places.models import Store
from gendan.records.products.models import Product
from tests import world

ORDERS = 3_000
GROWING = ("customer_order", "order_line", "shipment", "shipment_line", "journal", "notice",
           "customer", "waybill", "payment", "stock_movement")  # fmt: skip
READ_WHOLE = re.compile(r"Seq Scan on (\w+)")


@pytest.fixture
def years(shop: None) -> None:
    """Years of work; the planner knows it."""
    Product.objects.bulk_create(
        Product(sku=f"P{nth}", name=f"商品 {nth}", price=Decimal(nth)) for nth in range(200)
    )
    bulk.load(ORDERS)
    for table in GROWING:  # its indexes are as large as these rows make them, whatever ran before
        sql.run(f"REINDEX TABLE {table}")
    sql.run("ANALYZE")


def read_whole(listing: pages.Listing, sorting: pages.Sorting, where: list[Condition],
               place: list[str] | None = None) -> set[str]:  # fmt: skip
    """The growing tables that the plan of a page of fifty reads from end to end."""
    condition = pages.all_of([*where, sorting.after(place)])
    statement = "EXPLAIN " + pages._statement(listing, sorting, condition.text, 51)
    plan = "\n".join(line for (line,) in sql.rows(statement, condition.values))
    return set(READ_WHOLE.findall(plan)) & set(GROWING)


def actors() -> Iterator[Actor]:
    yield Actor("all", Role.MANAGER)
    some = frozenset(Store.objects.filter(code="S2").values_list("id", flat=True))
    yield Actor("some", Role.MANAGER, stores=some)


ASKED: list[dict[str, object]] = [
    {},
    {"status": ["review"]},
    {"status": ["completed"]},
    {"status": ["closed", "shortage"]},
    {"payment_status": ["partly_refunded"]},
    {"store": "S1"},
    {"store": "S2"},
    {"warehouse": "W1"},
    {"warehouse": "W2"},
    {"channel": "web"},
    {"late": True},
    {"at_risk": True},
    {"held": True},
    {"to_refund": True},
    {"reference": "bulk-1"},
    {"number": "12345674"},
    {"sku": "P1"},
    {"phone": "13811112222"},
    {"customer": "web:c-9"},
    {"placed_from": "2026-03-01T00:00:00Z", "placed_to": "2026-03-02T00:00:00Z"},
    {"sort": "deadline"},
    {"sort": "deadline", "store": "S1"},
]
BOXES: list[dict[str, object]] = [
    {},
    {"state": ["lost"]},
    {"state": ["to_pick"], "warehouse": "W1", "sort": "deadline"},
    {"warehouse": "W2"},
    {"waybill": "B1"},
    {"late": True},
    {"unacknowledged": True},
    {"sort": "deadline"},
    {"order": "12345674"},
]


def test_no_list_reads_a_growing_table_whole(years: None) -> None:
    found = {}
    for actor in actors():
        for asked in ASKED:
            search = OrderSearch(**asked)  # type: ignore[arg-type]
            where = [scope.of_orders(actor), *conditions(search)]
            sorting = lists.SORTINGS[search.sort]
            place = ["2026-06-01T00:00:00Z", "12345674"]
            # The orders of the clocks are looked up one by one once there are some ten thousand;
            # so few are sooner read whole. The clocks themselves never are.
            few: set[str] = set()
            if search.sort == "deadline":
                where += [lists.RUNNING, lists.EARLIEST]
                few = {"customer_order"}
            found[actor.name, str(asked)] = read_whole(lists.LISTING, sorting, where) - few
            further = read_whole(lists.LISTING, sorting, where, place)
            found[actor.name, f"{asked} on"] = further - few
        for asked in BOXES:
            boxes = ShipmentFilters(**asked)  # type: ignore[arg-type]
            where = [scope.of_shipments(actor), *shipments.conditions(boxes)]
            sorting = shipments.SORTINGS[boxes.sort]
            found[actor.name, f"boxes {asked}"] = read_whole(shipments.LISTING, sorting, where)
        found[actor.name, "cases"] = read_whole(
            cases.LISTING, cases.SORTING, [scope.of_orders(actor)]
        )
    for asked in ({}, {"phone": "13811112222"}, {"reference": "web:c-9"}):
        search = customers.CustomerSearch(**asked)  # type: ignore[arg-type]
        where = list(customers.conditions(search))
        found["people", str(asked)] = read_whole(customers.LISTING, customers.SORTING, where)
    tea = Condition("moved.product_id = %(product)s", {"product": world.product("tea")})
    found["goods", "tea"] = read_whole(stock.movement("true"), stock.MOVEMENTS, [tea])
    assert {asked: tables for asked, tables in found.items() if tables} == {}


@pytest.mark.parametrize("name", ["小", "小明", "王小明"])
def test_a_part_of_a_name_is_found_in_the_index_of_names(shop: None, name: str) -> None:
    sql.run("INSERT INTO customer (name, initials, email)"
            " SELECT '顾客' || nth, 'gk', '' FROM generate_series(1, 20000) AS nth")  # fmt: skip
    sql.run("ANALYZE customer")
    search = customers.CustomerSearch(name=name)
    where = list(customers.conditions(search))
    assert "customer" not in read_whole(customers.LISTING, customers.SORTING, where)


def test_a_second_order_of_a_rush_hour_is_found_by_its_phone(years: None) -> None:
    some = [n for (n,) in sql.rows("SELECT number FROM customer_order ORDER BY id LIMIT 20")]
    asked = {"numbers": some, "minutes": DUPLICATE_WINDOW // MINUTE}
    plan = "\n".join(line for (line,) in sql.rows("EXPLAIN " + SUSPECTS, asked))
    # Along the time, it would look at whatever else was ordered in these minutes.
    assert "order_by_phone on customer_order earlier" in plan
