"""Whatever somebody knows of an order leads to it, within their reach, along an index."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gendan.demo import bulk
from gendan.insight.finding import find as finding
from gendan.insight.finding import ways
from gendan.insight.finding.find import Found, find
from gendan.insight.finding.terms import read
from gendan.journey.s5_dispatch.commands import Parcel, replace_waybill
from gendan.kernel import sql
from gendan.kit.rest.identity import Caller
from gendan.process.model import Role
from gendan.records.integrations.models import READS
from gendan.records.orders.models import CustomerOrder
from gendan.records.parties.models import Customer
from gendan.records.places.models import Store
from gendan.records.products.models import Product
from gendan.records.shipments.models import Shipment
from tests import world
from tests.cast import BO, LIN

ORDERS = 3_000
GROWING = ("customer_order", "order_line", "shipment", "shipment_line", "customer", "waybill")
READ_WHOLE = re.compile(r"Seq Scan on (\w+)")
AT_A_DESK = replace(BO, staff=1)
MANAGER = Caller(AT_A_DESK, frozenset(READS), personal_data=True)


def within(stores: set[str] | None = None, warehouses: set[str] | None = None) -> Caller:
    """A manager of some stores and warehouses only."""
    reach = None if stores is None else frozenset(
        Store.objects.filter(code__in=stores).values_list("id", flat=True)
    )  # fmt: skip
    there = None if warehouses is None else frozenset(map(world.warehouse, warehouses))
    return replace(MANAGER, actor=replace(AT_A_DESK, stores=reach, warehouses=there))


def number(order: int) -> str:
    return CustomerOrder.objects.values_list("number", flat=True).get(id=order)


def found(typed: str, caller: Caller = MANAGER) -> dict[str, list[str]]:
    """By kind, the numbers of what was found; kinds without any are absent."""
    told = find(typed, caller)
    kinds = {
        "orders": [hit.number for hit in told.orders],
        "shipments": [hit.number for hit in told.shipments],
        "of_persons": [hit.number for hit in told.of_persons],
        "goods": [article.sku for article in told.goods],
    }
    return {kind: numbers for kind, numbers in kinds.items() if numbers}


def test_an_order_is_found_by_its_number_however_it_is_written(shop: None) -> None:
    (order,) = world.placed()
    n = number(order)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in n)
    scanned = f"https://orders.example.com/go/{n}"  # the code on a paper
    for typed in (n, f" {n[:4]} {n[4:]}\r", wide, f"\u200b{n}", scanned, f"{scanned}\r"):
        assert found(typed) == {"orders": [n]}, typed
        assert find(typed, MANAGER).order == n
    (hit,) = find(n, MANAGER).orders
    assert (hit.word.en, hit.late, hit.total, hit.currency) == ("To review", False, "30.00", "CNY")
    assert (hit.consignee, hit.phone[:3], hit.phone.count("*")) == ("王**", "138", 6)


def test_a_wrong_check_digit_is_told(shop: None) -> None:
    (order,) = world.placed()
    n = number(order)
    wrong = f"{n[:-1]}{(int(n[-1]) + 1) % 10}"
    assert find(wrong, MANAGER).mistyped == wrong
    assert find(f"{wrong}-1", MANAGER).mistyped == wrong
    assert find(n, MANAGER).mistyped == ""
    Product.objects.create(sku=wrong, name="号码", price=Decimal(1))
    assert find(wrong, MANAGER).mistyped == ""


def test_a_parcel_is_found_by_each_of_its_numbers(shop: None) -> None:
    (shipment,) = world.dispatched()
    box = Shipment.objects.get(id=shipment)
    order = number(box.order_id)
    old = box.waybill.number
    assert box.goods_issue_number is not None
    new = Parcel(shipment=shipment, carrier="sf", number="SF999000111")
    world.all_done(replace_waybill([new], by=LIN))
    for typed in (box.number, box.number.replace("-", "－"), old,
                  box.goods_issue_number, box.goods_issue_number.lower(), "SF999000111",
                  "sf 999 000 111"):  # fmt: skip
        assert found(typed) == {"shipments": [box.number]}, typed
        assert find(typed, MANAGER).order == order
    (hit,) = find(old, MANAGER).shipments
    assert (hit.word.en, hit.beside) == ("Dispatched", (box.goods_issue_number, "SF999000111"))
    assert found(f"{order}-7") == {"orders": [order]}, "the box is not there, but its order is"


def test_an_order_is_found_by_the_channels_own_number(shop: None) -> None:
    (order,) = world.placed(reference="TB 778-A")
    assert found("TB 778-A") == {"orders": [number(order)]}
    assert found("TB 778-B") == {}


def test_an_order_is_found_by_the_phone_or_its_end(shop: None) -> None:
    (order,) = world.placed(phone="13812345678")
    (gift,) = world.placed(phone="13800000001", consignee="李雷", consignee_phone="0571-88990011")
    for typed in ("13812345678", "138 1234 5678", "+86 138-1234-5678", "008613812345678", "5678",
                  "345678"):  # fmt: skip
        assert found(typed) == {"of_persons": [number(order)]}, typed
    for typed in ("0571 88990011", "88990011", "0011"):
        assert found(typed) == {"of_persons": [number(gift)]}, typed
    assert found("0001") == {"of_persons": [number(gift)]}, "whoever ordered it is known too"
    assert found("567") == {}


def test_orders_are_found_by_a_part_of_a_name_or_its_initials(shop: None) -> None:
    orders = world.placed(2, name="欧阳小明")
    (gift,) = world.placed(name="赵钱孙", consignee="欧阳锋")
    mine, theirs = [number(order) for order in reversed(orders)], number(gift)
    for typed in ("欧阳小明", "小明", "阳小明", "oyxm", "OY", "ｏｙ"):
        assert found(typed) == {"of_persons": mine}, typed
    assert found("欧阳") == {"of_persons": [theirs, *mine]}
    for typed in ("欧阳锋", "zqs", "赵钱"):
        assert found(typed) == {"of_persons": [theirs]}, typed
    for typed in ("欧", "o", "明小", "%", "_阳"):
        assert found(typed) == {}, typed


def test_goods_are_found_with_what_is_available_in_reach(shop: None) -> None:
    world.receive("tea", 7, "W2")
    world.confirmed(quantity=5)
    for typed in ("6901234567892", "06901234567892", "TEA"):
        (article,) = find(typed, MANAGER).goods
        assert (article.sku, article.exactly) == ("tea", True)
        assert article.stock == (("W1", world.PLENTY - 5), ("W2", 7))
    (article,) = find("6901234567892", within(warehouses={"W2"})).goods
    assert article.stock == (("W2", 7),)
    (article,) = find("po", MANAGER).goods
    assert (article.sku, article.exactly) == ("pot", False)


def test_an_exact_article_keeps_a_number_from_leading_to_one_order(shop: None) -> None:
    (order,) = world.placed()
    n = number(order)
    Product.objects.create(sku=n, name="号码", price=Decimal(1))
    assert found(n) == {"orders": [n], "goods": [n]}
    assert find(n, MANAGER).order is None


@pytest.mark.parametrize("typed", ["", "  ", "\r\n", "\0", "\ud800", "不存在", "x" * 5_000, "1"])
def test_nothing_is_found_by_nothing(shop: None, typed: str) -> None:
    world.placed()
    assert found(typed) == {}


REACH: list[tuple[set[str] | None, set[str] | None, bool]] = [
    (None, None, True),
    ({"S1"}, None, True),
    ({"S2"}, None, False),
    (None, {"W1"}, True),
    (None, {"W2"}, False),
    ({"S1"}, {"W1"}, True),
    ({"S2"}, {"W1"}, False),
    (set(), None, False),
]


@pytest.mark.parametrize(("stores", "warehouses", "seen"), REACH)
def test_what_is_out_of_reach_is_not_found(
    shop: None, stores: set[str] | None, warehouses: set[str] | None, *, seen: bool
) -> None:
    (shipment,) = world.dispatched(phone="13812345678", name="欧阳小明", reference="W-1")
    box = Shipment.objects.get(id=shipment)
    caller = within(stores, warehouses)
    assert box.goods_issue_number is not None
    for typed in (number(box.order_id), "W-1", box.number, box.goods_issue_number,
                  box.waybill.number, "13812345678", "5678", "欧阳", "oyxm"):  # fmt: skip
        assert bool(found(typed, caller)) is seen, typed


def test_the_newest_come_first_and_no_more_than_fit(shop: None) -> None:
    orders = world.placed(12, phone="13812345678")
    newest = [number(order) for order in reversed(orders)][: ways.MOST]
    assert found("5678") == {"of_persons": newest}


def test_late_is_what_a_clock_says(shop: None) -> None:
    (review,) = world.placed()
    (shipment,) = world.to_pick()
    (box,) = Shipment.objects.filter(id=shipment)
    for table, id in (("customer_order", review), ("shipment", shipment)):
        sql.run(f"UPDATE {table} SET due_at = now() - interval '1 hour' WHERE id = %s", [id])
    assert [hit.late for hit in find(number(review), MANAGER).orders] == [True]
    assert [hit.late for hit in find(box.number, MANAGER).shipments] == [True]
    assert [hit.late for hit in find(number(box.order_id), MANAGER).orders] == [True]
    sql.run(
        "UPDATE shipment SET paused_at = due_at - interval '1 minute' WHERE id = %s", [shipment]
    )
    assert [hit.late for hit in find(box.number, MANAGER).shipments] == [False]


@pytest.mark.parametrize("typed", ["12345674", "12345674-1", "CK1000001", "5678", "欧阳", "wxm"])
def test_two_statements_find_everything(shop: None, typed: str) -> None:
    world.placed(3, name="欧阳小明", phone="13812345678")
    with CaptureQueriesContext(connection) as asked:
        find(typed, MANAGER)
    assert len(asked) == 2


@pytest.fixture
def years(shop: None) -> None:
    """Years of work of many people; the planner knows it."""
    Product.objects.bulk_create(
        Product(sku=f"P{nth}", name=f"商品 {nth}", price=Decimal(nth)) for nth in range(200)
    )
    bulk.load(ORDERS)
    sql.run("INSERT INTO customer (name, initials, email)"
            " SELECT '顾客' || nth, 'gk', '' FROM generate_series(1, 20000) AS nth")  # fmt: skip
    sql.run("ANALYZE")


def plans(typed: str, caller: Caller) -> Iterator[str]:
    """How PostgreSQL would find the term."""
    term = read(typed)
    roads = " UNION ALL ".join(ways.ways(term, caller.actor))
    statement = "EXPLAIN " + finding.HITS.replace("<<ways>>", roads)
    return (line for (line,) in sql.rows(statement, ways.values(term, caller.actor), anew=True))


TYPED = ("12345674", "12345674-1", "CK1000001", "B12345674", "bulk-1", "13912345678", "5678",
         "345678", "王小", "小明", "王小明", "wxm", "wx")  # fmt: skip


def test_no_search_reads_a_growing_table_whole(years: None) -> None:
    callers = {"all": MANAGER, "store": within({"S2"}), "warehouse": within(warehouses={"W2"})}
    whole = {
        (who, typed): set(READ_WHOLE.findall("\n".join(plans(typed, caller)))) & set(GROWING)
        for who, caller in callers.items()
        for typed in TYPED
    }
    assert {asked: tables for asked, tables in whole.items() if tables} == {}


def test_each_way_has_its_index(years: None) -> None:
    for typed, indexes in {
        "5678": {"order_by_phone_end", "customer_by_phone_end", "order_of_customer"},
        "13912345678": {"order_by_phone", "order_by_phone_end"},
        "王小明": {"customer_by_name", "order_by_consignee", "order_newest"},
        "wxm": {"customer_by_name", "order_of_customer"},
        "B12345674": {"waybill_by_number", "order_once_in_its_channel"},
    }.items():
        plan = "\n".join(plans(typed, MANAGER))
        assert {index for index in indexes if index not in plan} == set(), typed


def test_a_crowd_of_one_name_is_looked_at_so_far_and_no_further(years: None) -> None:
    told = find("gk", MANAGER)
    assert len(told.of_persons) == ways.MOST
    newest = CustomerOrder.objects.order_by("-placed_at").values_list("number", flat=True)
    assert [hit.number for hit in told.of_persons] == list(newest[: ways.MOST])
    assert Customer.objects.filter(initials="gk").count() > ways.LOOKED_AT


def test_roles_do_not_matter_and_persons_are_masked_for_all(shop: None) -> None:
    world.placed(phone="13812345678")
    for role in (Role.SALES, Role.WAREHOUSE, Role.LOGISTICS, Role.SERVICE):
        caller = replace(MANAGER, actor=replace(AT_A_DESK, role=role))
        told: Found = find("5678", caller)
        assert [(hit.consignee, hit.phone) for hit in told.of_persons] == [("王**", "138******78")]
