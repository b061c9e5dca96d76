"""Acknowledging: somebody saw the work that was handed over."""

from datetime import UTC, datetime, timedelta

from gendan.journey.s2_review.commands import confirm
from gendan.journey.s3_pick.commands import acknowledge, start_pick
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import LIN, MEI, SAM
from tests.journey.facts import box, everything, news

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def test_acknowledge_stops_the_fifteen_minute_clock(shop: None) -> None:
    (id,) = world.placed(placed_at=NOON)
    world.all_done(confirm([id], by=SAM, at=NOON))
    (made,) = world.boxes([id])
    at = NOON + timedelta(minutes=10)
    with news() as came:
        outcome = acknowledge([made], by=MEI, at=at)
    assert outcome == Outcome(done=(made,))
    assert came.journal == [
        (id, 4, "acknowledge", "shipment", made, "to_pick", "to_pick", "pending")
    ]
    assert came.told == set()
    row = box(made)
    assert (row.acknowledged_at, row.acknowledged_by) == (at, "mei")
    assert row.acknowledge_by == NOON + timedelta(minutes=15)
    assert row.due_at == NOON + timedelta(hours=2)


def test_acknowledge_refuses_work_that_is_taken_already(shop: None) -> None:
    (taken,) = world.picking()
    (waiting,) = world.to_pick()
    assert acknowledge([taken, waiting], by=MEI) == Outcome(
        (waiting,), {taken: refused(Refusal.WRONG_STATE, state="shipment.picking")}
    )


def test_acknowledge_twice_keeps_the_first_name(shop: None) -> None:
    (made,) = world.to_pick()
    world.all_done(acknowledge([made], by=MEI))
    before = everything()
    assert acknowledge([made], by=LIN) == Outcome(refused={made: refused(Refusal.ALREADY_DONE)})
    assert everything() == before


def test_each_hand_over_is_to_be_seen_anew(shop: None) -> None:
    (made,) = world.to_pick()
    world.all_done(acknowledge([made], by=MEI))
    world.all_done(start_pick([made], by=MEI))
    assert (box(made).acknowledged_at, box(made).acknowledge_by) == (None, None)


def test_the_dock_acknowledges_what_was_issued(shop: None) -> None:
    (made,) = world.issued()
    assert box(made).acknowledge_by is not None
    world.all_done(acknowledge([made], by=LIN))
    assert box(made).acknowledged_by == "lin"
