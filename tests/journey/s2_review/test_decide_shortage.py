"""Deciding a shortage: what the customer chose is carried out, and the money of it is right."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from gendan.journey.anytime.edit import Edit, LineChange, edit
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s2_review.commands import confirm
from gendan.journey.s2_review.offers import Option, Substitute, options
from gendan.journey.s2_review.shortage import Choice, decide, reserve_again
from gendan.journey.s3_pick.commands import start_pick
from gendan.journey.s3_pick.short import Short, report_short
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import Decision, ShortReason
from gendan.records.cases.models import ShortageCase
from gendan.records.products import models as products
from tests import world
from tests.cast import ADA, MEI, SAM, ZOE
from tests.journey.facts import (
    box,
    boxes,
    changed,
    everything,
    holds,
    line,
    lines,
    money,
    news,
    order,
    reason,
    stock,
)
from tests.world import PLENTY

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
WANTED = (
    NewLine(sku="tea", quantity=1),
    NewLine(sku="rare", quantity=3, discount=Decimal("10.00")),
)  # 30.00 and 188.00; one of the rare ones is there
GIVEN = {"lines": WANTED, "charges": Decimal("12.00")}


def short(**rest: object) -> int:
    """An order with one box and two units missing."""
    world.receive("rare", 1)
    (id,) = world.confirmed(**(GIVEN | rest))  # type: ignore[arg-type]
    return id


def choose(id: int, decision: Decision, **rest: object) -> Outcome:
    return decide([Choice(order=id, decision=decision, note="电话", **rest)], by=SAM)  # type: ignore[arg-type]


def case(id: int) -> ShortageCase:
    return ShortageCase.objects.get(order=id)


def offer(id: int, decision: Decision) -> Option:
    (found,) = [option for option in options([id])[id] if option.decision is decision]
    return found


def test_decide_substitute_sends_another_article_and_keeps_what_was_ordered(shop: None) -> None:
    id = short()
    with news() as came:
        outcome = choose(id, Decision.SUBSTITUTE)
    _, second = world.boxes([id])
    assert outcome == Outcome(done=(0,))
    assert came.journal == [
        (id, 5, "decide_shortage", "order", id, "shortage", "pending", "pending"),
        (id, 6, "plan", "shipment", second, None, "to_pick", "pending"),
    ]
    assert came.told == {
        *(("decide_shortage", "order", id, who, 5) for who in ("customer", "sales", "warehouse")),
        ("plan", "shipment", second, "warehouse", 0),
    }
    assert lines(id) == [("tea", 1, 0, 0, 0, 1), ("rare", 3, 0, 2, 0, 1), ("twin", 2, 0, 0, 0, 2)]
    assert boxes(id) == [
        ("-1", "W1", "to_pick", {"tea": 1, "rare": 1}),
        ("-2", "W1", "to_pick", {"twin": 2}),
    ]
    assert stock("twin") == (PLENTY, 2, 0)
    assert reason(id, "decide_shortage") == "substitute"
    assert changed(id, "decide_shortage") == {"decision": "substitute", "note": "电话"}
    assert (holds(id), case(id).decision, case(id).decided_by) == ([], "substitute", "sam")
    assert case(id).closed_at is not None


def test_decide_refuses_what_is_unfounded_and_carries_out_the_rest(shop: None) -> None:
    one, two, three = world.confirmed(3, "rare")
    (fine,) = world.confirmed()
    chosen = [
        Choice(order=one, decision=Decision.REDUCE, note="电话"),
        Choice(order=one, decision=Decision.CANCEL, note="电话"),
        Choice(order=two, decision=Decision.REDUCE),
        Choice(order=fine, decision=Decision.REDUCE, note="电话"),
        Choice(
            order=three,
            decision=Decision.SUBSTITUTE,
            note="电话",
            substitutes={line(three, "rare"): "cup"},
        ),
    ]
    assert decide(chosen, by=SAM) == Outcome(
        (0,),
        {
            1: refused(Refusal.REPEATED_IN_BATCH),
            2: refused(Refusal.MISSING, "note"),
            3: refused(Refusal.NO_OPEN_CASE),
            4: refused(Refusal.NO_SUBSTITUTE, "substitutes", sku="cup"),
        },
    )
    assert world.status([one, two, three]) == ["cancelled", "shortage", "shortage"]


def test_decide_twice_does_it_once(shop: None) -> None:
    id = short()
    world.all_done(choose(id, Decision.REDUCE))
    before = everything()
    assert choose(id, Decision.CANCEL) == Outcome(refused={0: refused(Refusal.NO_OPEN_CASE)})
    assert everything() == before


# Payable is 30.00 + 188.00 + 12.00; each rare unit stands for a third of 188.00.
REDUCED = Decimal("30.00") + Decimal("62.67") + Decimal("12.00")
MONEY = [
    ("60.00", Decision.SUBSTITUTE, REDUCED + 120),
    ("66.00", Decision.SUBSTITUTE, REDUCED + 132),
    ("99.99", Decision.SUBSTITUTE, REDUCED + Decimal("199.98")),
    ("60.00", Decision.SHIP_AVAILABLE, Decimal("230.00")),
    ("60.00", Decision.WAIT, Decimal("230.00")),
    ("60.00", Decision.REDUCE, REDUCED),
    ("60.00", Decision.CANCEL, Decimal("12.00")),
]


@pytest.mark.parametrize("paid", [Decimal("0.00"), Decimal("100.00"), Decimal("230.00")])
@pytest.mark.parametrize(("price", "decision", "payable"), MONEY)
def test_the_money_of_each_choice_is_what_it_comes_to(
    shop: None, price: str, decision: Decision, payable: Decimal, paid: Decimal
) -> None:
    products.Product.objects.filter(sku="twin").update(price=price)
    id = short(paid=paid)
    option = offer(id, decision)
    assert (option.payable, option.customer_owes, option.refund_due) == (
        payable,
        max(payable - paid, Decimal(0)),
        max(paid - payable, Decimal(0)),
    )
    world.all_done(choose(id, decision))
    assert money(id)[:3] == (payable, paid, 0)


def test_a_substitute_is_offered_with_what_is_there_of_it(shop: None) -> None:
    id = short()
    twin = world.product("twin")
    assert offer(id, Decision.SUBSTITUTE).substitutes == (
        Substitute(line(id, "rare"), twin, "twin", Decimal("60.00"), PLENTY),
    )
    assert [option.decision for option in options([id])[id]] == [
        Decision.SUBSTITUTE,
        Decision.SHIP_AVAILABLE,
        Decision.WAIT,
        Decision.REDUCE,
        Decision.CANCEL,
    ]


def test_no_substitute_is_offered_that_is_short_itself_or_sold_no_more(shop: None) -> None:
    products.Substitute.objects.create(
        product_id=world.product("rare"), substitute_id=world.product("cup"), rank=2
    )
    world.confirmed(sku="twin", quantity=PLENTY - 1)
    id = short()
    assert [s.sku for s in offer(id, Decision.SUBSTITUTE).substitutes] == ["cup"]
    assert choose(id, Decision.SUBSTITUTE, substitutes={line(id, "rare"): "twin"}) == Outcome(
        refused={0: refused(Refusal.SHORT_STOCK, "substitutes", sku="twin")}
    )
    products.Product.objects.filter(sku="cup").update(is_sold=False)
    assert Decision.SUBSTITUTE not in [option.decision for option in options([id])[id]]
    assert choose(id, Decision.SUBSTITUTE) == Outcome(
        refused={0: refused(Refusal.NO_SUBSTITUTE, "substitutes", sku="rare")}
    )
    assert stock("cup") == (PLENTY, 0, 0)


def test_ship_available_lets_the_box_go_and_the_case_wait(shop: None) -> None:
    id = short()
    (first,) = world.boxes([id])
    assert start_pick([first], by=MEI).reasons() == {first: Refusal.HELD}
    with news() as came:
        world.all_done(choose(id, Decision.SHIP_AVAILABLE))
    assert [row[2:] for row in came.journal] == [
        ("decide_shortage", "order", id, "shortage", "shortage", "shortage")
    ]
    assert (holds(id), case(id).closed_at) == ([], None)
    assert lines(id)[1] == ("rare", 3, 0, 0, 2, 1)
    world.all_done(start_pick([first], by=MEI))
    assert order(id).status == "processing"


def test_wait_stops_the_clocks_and_the_box(shop: None) -> None:
    world.receive("rare", 1)
    (id,) = world.placed(lines=WANTED, placed_at=NOON)
    world.all_done(confirm([id], by=SAM, at=NOON))
    (first,) = world.boxes([id])
    at = NOON + timedelta(hours=1)
    chosen = [Choice(order=id, decision=Decision.WAIT, note="电话")]
    world.all_done(decide(chosen, by=SAM, at=at))
    assert (holds(id), case(id).closed_at, case(id).decision) == (["shortage"], None, "wait")
    assert box(first).paused_at == at
    assert start_pick([first], by=MEI).reasons() == {first: Refusal.HELD}


def test_wait_leaves_the_clock_of_what_is_on_the_road_alone(shop: None) -> None:
    (id,) = world.partly_shipped()
    gone, waiting = world.boxes([id])
    world.all_done(start_pick([waiting], by=MEI))
    report_missing(waiting)
    world.all_done(choose(id, Decision.WAIT))
    assert (box(gone).state, box(gone).paused_at) == ("dispatched", None)


@pytest.mark.parametrize("second", [Decision.SUBSTITUTE, Decision.SHIP_AVAILABLE, Decision.REDUCE])
def test_who_waited_may_choose_again_and_the_clocks_go_on(shop: None, second: Decision) -> None:
    id = short()
    (first,) = world.boxes([id])
    world.all_done(choose(id, Decision.WAIT))
    assert box(first).paused_at is not None
    world.all_done(choose(id, second))
    assert (holds(id), box(first).paused_at) == ([], None)


def test_who_waited_and_wants_less_has_the_clocks_going_again(shop: None) -> None:
    id = short()
    world.all_done(choose(id, Decision.SHIP_AVAILABLE))
    (first,) = world.boxes([id])
    world.all_done(start_pick([first], by=MEI))
    world.all_done(choose(id, Decision.WAIT))
    less = Edit(order=id, lines=(LineChange(line=line(id, "rare"), quantity=1),))
    world.all_done(edit([less], by=SAM))
    assert (holds(id), box(first).paused_at) == ([], None)
    assert case(id).closed_at is not None


def test_cancel_frees_what_was_promised(shop: None) -> None:
    id = short()
    (first,) = world.boxes([id])
    with news() as came:
        world.all_done(choose(id, Decision.CANCEL))
    assert came.journal == [
        (id, 5, "decide_shortage", "order", id, "shortage", "cancelled", "cancelled"),
        (id, 6, "withdraw", "shipment", first, "to_pick", "cancelled", "cancelled"),
    ]
    assert lines(id) == [("tea", 1, 1, 0, 0, 0), ("rare", 3, 3, 0, 0, 0)]
    assert (stock("tea"), stock("rare")) == ((PLENTY, 0, 0), (1, 0, 0))
    assert (holds(id), case(id).closed_at is None) == ([], False)


def test_cancel_asks_the_warehouse_when_it_has_begun(shop: None) -> None:
    id = short()
    (first,) = world.boxes([id])
    world.all_done(choose(id, Decision.SHIP_AVAILABLE))
    world.all_done(start_pick([first], by=MEI))
    with news() as came:
        world.all_done(choose(id, Decision.CANCEL))
    assert [row[2] for row in came.journal] == ["decide_shortage", "request_cancel"]
    assert lines(id) == [("tea", 1, 0, 0, 0, 1), ("rare", 3, 2, 0, 0, 1)]
    assert (order(id).status, holds(id)) == ("processing", ["cancel_requested"])


def test_cancel_costs_what_is_on_the_road_already(shop: None) -> None:
    (id,) = world.partly_shipped()
    (waiting,) = [b for b in world.boxes([id]) if box(b).state == "to_pick"]
    world.all_done(start_pick([waiting], by=MEI))
    report_missing(waiting)
    option = offer(id, Decision.CANCEL)
    world.all_done(choose(id, Decision.CANCEL))
    assert option.payable == money(id)[0] == Decimal("30.00")


def report_missing(shipment: int) -> None:
    missing = Short(shipment=shipment, code="rare", quantity=1, reason=ShortReason.NOT_FOUND)
    world.all_done(report_short([missing], by=MEI))


@pytest.mark.parametrize(("age_in_days", "answer"), [(1, None), (3, Refusal.OFFER_EXPIRED)])
def test_a_customer_chooses_until_the_offer_expires(
    shop: None, age_in_days: int, answer: Refusal | None
) -> None:
    then = datetime.now(UTC) - timedelta(days=age_in_days)
    (id,) = world.placed(sku="rare", placed_at=then)
    world.all_done(confirm([id], by=SAM, at=then))
    outcome = decide([Choice(order=id, decision=Decision.REDUCE)], by=ZOE)
    assert outcome.reasons() == ({0: answer} if answer else {})
    staff = decide([Choice(order=id, decision=Decision.REDUCE, note="电话")], by=ADA)
    assert staff.done == ((0,) if answer else ())


def test_what_came_meanwhile_closes_the_case_of_one_who_waited(shop: None) -> None:
    id = short()
    (first,) = world.boxes([id])
    world.all_done(choose(id, Decision.WAIT))
    world.receive("rare", 2)
    world.all_done(reserve_again([id], by=SAM))
    assert (holds(id), box(first).paused_at, order(id).status) == ([], None, "pending")
