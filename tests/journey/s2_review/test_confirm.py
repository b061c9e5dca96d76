"""Confirming: goods are promised and become work, or the customer hears that they are short."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from gendan.journey.anytime.holds import hold
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s2_review.commands import confirm, confirm_by_rule
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.model import Role
from gendan.records.cases.models import ShortageCase, ShortageItem
from gendan.records.orders.models import Hold
from gendan.records.places.models import Store, Supply
from gendan.records.shipments.models import Shipment
from tests import world
from tests.cast import SAM
from tests.journey.facts import (
    box,
    boxes,
    everything,
    holds,
    line,
    lines,
    news,
    order,
    stock,
    tasks,
)
from tests.world import PLENTY

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # Monday, 12:00 in Shanghai; open 9 to 21
HOUR = timedelta(hours=1)


def test_confirm_promises_the_goods_and_gives_the_warehouse_its_work(shop: None) -> None:
    (id,) = world.placed(quantity=2, placed_at=NOON)
    with news() as came:
        outcome = confirm([id], by=SAM, at=NOON)
    (made,) = world.boxes([id])
    assert outcome == Outcome(done=(id,))
    assert came.journal == [
        (id, 2, "confirm", "order", id, "review", "pending", "pending"),
        (id, 3, "plan", "shipment", made, None, "to_pick", "pending"),
    ]
    assert came.told == {("plan", "shipment", made, "warehouse", 0)}
    assert came.moved == []
    assert stock("tea") == (PLENTY, 2, 0)
    assert boxes(id) == [("-1", "W1", "to_pick", {"tea": 2})]
    assert lines(id) == [("tea", 2, 0, 0, 0, 2)]
    row = box(made)
    assert row.state_since == NOON
    assert (row.at_risk_at, row.due_at) == (NOON + 1.5 * HOUR, NOON + 2 * HOUR)
    assert row.acknowledge_by == NOON + HOUR / 4
    assert (order(id).at_risk_at, order(id).due_at) == (None, None)


def test_confirm_refuses_what_it_cannot_and_confirms_the_rest(shop: None) -> None:
    nowhere = Store.objects.get(code="S2")
    good, held, unserved, gone = world.placed(2) + world.placed(store="S2") + [0]
    world.all_done(hold([held], by=SAM, reason="核实地址"))
    outcome = confirm([gone, unserved, held, good], by=SAM)
    assert outcome == Outcome(
        done=(good,),
        refused={
            gone: refused(Refusal.NOT_FOUND),
            held: refused(Refusal.HELD, hold="manual"),
            unserved: refused(Refusal.NO_WAREHOUSE, given=nowhere.code),
        },
    )
    assert world.status([good, held, unserved]) == ["pending", "review", "review"]
    assert stock("tea") == (PLENTY, 1, 0)


def test_confirm_twice_promises_once(shop: None) -> None:
    (id,) = world.confirmed()
    before = everything()
    again = confirm([id, id], by=SAM)
    assert again == Outcome(refused={id: refused(Refusal.WRONG_STATE, state="order.pending")})
    assert everything() == before


def test_confirm_keeps_what_is_there_and_opens_a_case_for_the_rest(shop: None) -> None:
    world.receive("rare", 1)
    wanted = (NewLine(sku="tea", quantity=1), NewLine(sku="rare", quantity=3))
    (id,) = world.placed(lines=wanted, placed_at=NOON)
    with news() as came:
        outcome = confirm([id], by=SAM, at=NOON)
    (made,) = world.boxes([id])
    assert outcome == Outcome(done=(id,))
    assert came.journal == [
        (id, 2, "confirm", "order", id, "review", "shortage", "shortage"),
        (id, 3, "plan", "shipment", made, None, "to_pick", "shortage"),
        (id, 4, "open_shortage", "order", id, "review", "shortage", "shortage"),
    ]
    assert came.told == {
        ("plan", "shipment", made, "warehouse", 0),
        ("open_shortage", "order", id, "customer", 4),
        ("open_shortage", "order", id, "sales", 4),
    }
    assert boxes(id) == [("-1", "W1", "to_pick", {"tea": 1, "rare": 1})]
    assert lines(id) == [("tea", 1, 0, 0, 0, 1), ("rare", 3, 0, 0, 2, 1)]
    assert (stock("tea"), stock("rare")) == ((PLENTY, 1, 0), (1, 1, 0))
    case = ShortageCase.objects.get(order=id, closed_at=None)
    (item,) = ShortageItem.objects.filter(case=case)
    assert (item.line_id, item.quantity) == (line(id, "rare"), 2)
    assert (case.opened_at, case.contact_by) == (NOON, NOON + 2 * HOUR)
    # Twenty-four working hours are two days of twelve.
    assert case.decide_by == order(id).due_at == NOON + timedelta(days=2)
    (held,) = Hold.objects.filter(order=id, released_at=None)
    assert (held.kind, held.due_at) == ("shortage", case.decide_by)
    assert held.blocks == ["start_pick", "issue", "dispatch", "make_ready", "collect"]


def test_confirm_takes_one_warehouse_that_has_all_before_two_that_have_some(shop: None) -> None:
    world.receive("rare", 1, "W1")
    world.receive("rare", 2, "W2")
    world.receive("tea", 1, "W2")
    both = (NewLine(sku="tea", quantity=1), NewLine(sku="rare", quantity=2))
    (id,) = world.confirmed(lines=both)
    assert boxes(id) == [("-1", "W2", "to_pick", {"tea": 1, "rare": 2})]


def test_confirm_makes_one_box_for_each_warehouse_that_has_some(shop: None) -> None:
    world.receive("rare", 1, "W1")
    world.receive("rare", 2, "W2")
    both = (NewLine(sku="tea", quantity=1), NewLine(sku="rare", quantity=3))
    (id,) = world.confirmed(lines=both)
    assert boxes(id) == [
        ("-1", "W1", "to_pick", {"tea": 1, "rare": 1}),
        ("-2", "W2", "to_pick", {"rare": 2}),
    ]
    assert (stock("rare", "W1"), stock("rare", "W2")) == ((1, 1, 0), (2, 2, 0))


def test_confirm_serves_two_lines_of_one_article_from_one_shelf_once(shop: None) -> None:
    world.receive("rare", 3)
    twice = (NewLine(sku="rare", quantity=2), NewLine(sku="rare", quantity=2))
    (id,) = world.confirmed(lines=twice)
    assert lines(id) == [("rare", 2, 0, 0, 0, 2), ("rare", 2, 0, 0, 1, 1)]
    assert stock("rare") == (3, 3, 0)


def test_confirm_serves_the_urgent_order_first_and_then_who_came_first(shop: None) -> None:
    world.receive("rare", 2)
    early, late = world.placed(2, "rare")
    (urgent,) = world.placed(sku="rare", priority=5)
    world.all_done(confirm([late, early, urgent], by=SAM))
    assert world.status([urgent, early, late]) == ["pending", "pending", "shortage"]


def test_confirm_whole_only_leaves_a_short_order_in_review(shop: None) -> None:
    world.receive("rare", 1)
    wanted = (NewLine(sku="tea", quantity=1), NewLine(sku="rare", quantity=2))
    (short,) = world.placed(lines=wanted)
    (whole,) = world.placed(sku="rare")
    outcome = confirm([short, whole], by=SAM, whole_only=True)
    assert outcome == Outcome((whole,), {short: refused(Refusal.SHORT_STOCK, sku="rare")})
    assert world.status([short, whole]) == ["review", "pending"]
    assert (stock("tea"), stock("rare")) == ((PLENTY, 0, 0), (1, 1, 0))
    assert not ShortageCase.objects.exists()


def test_the_rule_confirms_trusted_channels_in_stock_and_held_by_nothing(shop: None) -> None:
    (good,) = world.placed()
    (phoned,) = world.placed(channel="phone")
    (unpaid,) = world.placed(awaits_payment=True)
    (short,) = world.placed(sku="rare")
    (done,) = world.confirmed()
    outcome = confirm_by_rule([done, short, unpaid, phoned, good])
    assert outcome == Outcome((good,), {short: refused(Refusal.SHORT_STOCK, sku="rare")})
    assert world.status([good, phoned, unpaid, short]) == ["pending", "review", "review", "review"]
    assert not tasks()


@pytest.mark.parametrize("role", [Role.SALES, Role.MANAGER])
def test_confirm_reaches_the_stores_of_the_actor_only(shop: None, role: Role) -> None:
    s1, s2 = (Store.objects.get(code=code).pk for code in ("S1", "S2"))
    (id,) = world.placed()
    before = everything()
    elsewhere = Actor("sun", role, stores=frozenset({s2}))
    assert confirm([id], by=elsewhere) == Outcome(refused={id: refused(Refusal.NOT_FOUND)})
    assert everything() == before
    assert confirm([id], by=Actor("shi", role, stores=frozenset({s1, s2}))).done == (id,)


def test_a_store_is_served_by_its_own_warehouses_only(shop: None) -> None:
    w2 = world.warehouse("W2")
    Supply.objects.create(store=Store.objects.get(code="S2"), warehouse_id=w2, rank=1)
    world.receive("tea", 1, "W2")
    (id,) = world.confirmed(quantity=2, store="S2")
    assert boxes(id) == [("-1", "W2", "to_pick", {"tea": 1})]
    assert holds(id) == ["shortage"]
    assert stock("tea") == (PLENTY, 0, 0)


def test_an_order_for_nothing_any_more_has_nothing_to_confirm(shop: None) -> None:
    (id,) = world.placed(paid=Decimal(30))
    world.all_done(confirm([id], by=SAM))
    (made,) = world.boxes([id])
    assert boxes(id) == [("-1", "W1", "to_pick", {"tea": 1})]
    assert box(made).number == f"{order(id).number}-1"


def test_boxes_of_an_order_come_into_being_in_the_order_of_their_numbers(shop: None) -> None:
    """However PostgreSQL joins at that moment: here it hashes the boxes, which turns them round."""
    world.receive("rare", 2, "W2")
    ids = world.placed(2, lines=(NewLine(sku="tea", quantity=1), NewLine(sku="rare", quantity=1)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customer_order")
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute("SET LOCAL enable_mergejoin = off")
    world.all_done(confirm(ids, by=SAM))
    made = Shipment.objects.order_by("id").values_list("order_id", "ordinal")
    assert list(made) == [(id, ordinal) for id in ids for ordinal in (1, 2)]
