"""Reserving again: goods arrived, and whoever waits for them gets them in turn."""

from datetime import UTC, datetime, timedelta

from gendan.journey.anytime.cancel import withdraw
from gendan.journey.anytime.pauses import pause
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s2_review.commands import confirm
from gendan.journey.s2_review.shortage import Choice, decide, reserve_again, waiting_for
from gendan.journey.s3_pick.commands import start_pick
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import Decision, PauseReason
from gendan.records.cases.models import ShortageCase
from tests import world
from tests.cast import MEI, SAM
from tests.journey.facts import box, boxes, everything, holds, lines, news, order, stock

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
BOTH = (NewLine(sku="tea", quantity=1), NewLine(sku="rare", quantity=2))


def test_reserve_again_completes_the_order_and_closes_its_case(shop: None) -> None:
    (id,) = world.confirmed(lines=BOTH)
    world.receive("rare", 2, "W2")
    with news() as came:
        outcome = reserve_again([id], by=MEI)
    _, made = world.boxes([id])
    assert outcome == Outcome(done=(id,))
    assert came.journal == [
        (id, 5, "reserve_again", "order", id, "shortage", "pending", "pending"),
        (id, 6, "plan", "shipment", made, None, "to_pick", "pending"),
    ]
    assert came.told == {("plan", "shipment", made, "warehouse", 0)}
    assert boxes(id)[1] == ("-2", "W2", "to_pick", {"rare": 2})
    assert lines(id) == [("tea", 1, 0, 0, 0, 1), ("rare", 2, 0, 0, 0, 2)]
    assert stock("rare", "W2") == (2, 2, 0)
    assert (holds(id), ShortageCase.objects.filter(closed_at=None).count()) == ([], 0)


def test_reserve_again_refuses_whom_it_cannot_help(shop: None) -> None:
    (fine,) = world.confirmed()
    first, second = world.confirmed(2, "rare")
    world.receive("rare", 1)
    outcome = reserve_again([second, fine, first], by=SAM)
    assert outcome == Outcome(
        (first,),
        {
            fine: refused(Refusal.NOTHING_WAITING),
            second: refused(Refusal.SHORT_STOCK, sku="rare"),
        },
    )
    assert world.status([first, second]) == ["pending", "shortage"]
    assert lines(second) == [("rare", 1, 0, 0, 1, 0)]


def test_reserve_again_twice_promises_once(shop: None) -> None:
    (id,) = world.confirmed(sku="rare")
    world.receive("rare", 5)
    world.all_done(reserve_again([id], by=SAM))
    before = everything()
    assert reserve_again([id], by=SAM).reasons() == {id: Refusal.NOTHING_WAITING}
    assert everything() == before


def test_some_of_what_waits_keeps_the_case_open_for_the_rest(shop: None) -> None:
    (id,) = world.confirmed(sku="rare", quantity=3)
    world.receive("rare", 2)
    world.all_done(reserve_again([id], by=SAM))
    assert lines(id) == [("rare", 3, 0, 0, 1, 2)]
    assert (order(id).status, holds(id)) == ("shortage", ["shortage"])


def test_who_chose_to_wait_has_the_clock_going_where_it_stood(shop: None) -> None:
    (id,) = world.placed(lines=BOTH, placed_at=NOON)
    world.all_done(confirm([id], by=SAM, at=NOON))
    (first,) = world.boxes([id])
    hour = timedelta(hours=1)
    waits = Choice(order=id, decision=Decision.WAIT, note="电话")
    world.all_done(decide([waits], by=SAM, at=NOON + hour / 2))
    world.receive("rare", 2)
    world.all_done(reserve_again([id], by=SAM, at=NOON + 3 * hour))
    row = box(first)
    assert (row.paused_at, row.due_at) == (None, NOON + 4.5 * hour)
    assert row.at_risk_at == NOON + 4 * hour


def test_who_chose_to_wait_waits_with_what_came_in_between(shop: None) -> None:
    (id,) = world.confirmed(lines=BOTH)
    (first,) = world.boxes([id])
    waits = Choice(order=id, decision=Decision.WAIT, note="电话")
    world.all_done(decide([waits], by=SAM))
    world.receive("rare", 1)
    world.all_done(reserve_again([id], by=SAM))
    _, second = world.boxes([id])
    assert box(second).paused_at is not None
    world.receive("rare", 1)
    world.all_done(reserve_again([id], by=SAM))
    assert [box(made).paused_at for made in world.boxes([id])] == [None] * 3
    assert first in world.boxes([id])


def test_a_clock_that_stands_still_for_another_reason_goes_on_standing(shop: None) -> None:
    (id,) = world.confirmed(lines=BOTH)
    (first,) = world.boxes([id])
    world.all_done(pause([first], by=MEI, reason=PauseReason.CUSTOMER))
    world.receive("rare", 2)
    world.all_done(reserve_again([id], by=SAM))
    assert box(first).paused_at is not None


def test_units_of_a_box_that_was_withdrawn_are_reserved_again(shop: None) -> None:
    world.receive("rare", 1, "W2")
    (id,) = world.confirmed(lines=(NewLine(sku="tea", quantity=2), NewLine(sku="rare", quantity=1)))
    first, second = world.boxes([id])
    world.all_done(start_pick([second], by=MEI))
    world.all_done(withdraw([first], by=MEI, reason="箱子坏了"))
    assert (order(id).status, lines(id)[0]) == ("processing", ("tea", 2, 0, 0, 0, 0))
    world.all_done(reserve_again([id], by=MEI))
    assert boxes(id)[2] == ("-3", "W1", "to_pick", {"tea": 2})


def test_what_is_missing_then_opens_a_case(shop: None) -> None:
    """Goods short without a case would be goods of which the customer never hears."""
    world.receive("rare", 2, "W2")
    (id,) = world.confirmed(lines=BOTH)
    first, second = world.boxes([id])
    world.all_done(start_pick([first], by=MEI))
    world.all_done(withdraw([second], by=MEI, reason="箱子坏了"))
    world.confirmed(sku="rare")
    with news() as came:
        world.all_done(reserve_again([id], by=MEI))
    assert [row[2] for row in came.journal] == ["reserve_again", "plan", "open_shortage"]
    assert lines(id)[1] == ("rare", 2, 0, 0, 1, 1)
    assert (order(id).status, holds(id)) == ("processing", ["shortage"])


def test_no_order_is_reserved_before_it_is_confirmed(shop: None) -> None:
    (unpaid,) = world.placed(awaits_payment=True)
    assert reserve_again([unpaid], by=SAM) == Outcome(
        refused={unpaid: refused(Refusal.WRONG_STATE, state="order.review")}
    )


def test_the_urgent_are_served_first_and_then_who_came_first(shop: None) -> None:
    early, late = world.confirmed(2, "rare")
    (urgent,) = world.confirmed(sku="rare", priority=1)
    rare = world.product("rare")
    assert waiting_for([rare]) == [urgent, early, late]
    assert waiting_for([world.product("tea")]) == []
    world.receive("rare", 2)
    assert reserve_again(waiting_for([rare]), by=SAM).done == (urgent, early)
    assert waiting_for([rare]) == [late]
