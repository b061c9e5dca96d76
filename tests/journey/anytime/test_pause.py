"""Pausing a clock: for a coded reason only, and it is told how long."""

from datetime import UTC, datetime, timedelta

import pytest

from gendan.journey.anytime.pauses import pause
from gendan.journey.s2_review.commands import confirm
from gendan.journey.s3_pick.commands import start_pick
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import PauseReason
from gendan.records.shipments.models import ClockPause
from tests import world
from tests.cast import MEI, SAM
from tests.journey.facts import box, everything, news, reason

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize("why", PauseReason)
def test_pause_stops_the_clock_and_says_why(shop: None, why: PauseReason) -> None:
    (made,) = world.to_pick()
    (id,) = world.orders_of([made])
    due = box(made).due_at
    with news() as came:
        outcome = pause([made], by=MEI, reason=why, note="客户出差", at=NOON)
    assert outcome == Outcome(done=(made,))
    assert came.journal == [(id, 4, "pause", "shipment", made, "to_pick", "to_pick", "pending")]
    assert came.told == set()
    assert reason(id, "pause") == why.value
    assert (box(made).paused_at, box(made).due_at) == (NOON, due)
    (row,) = ClockPause.objects.filter(shipment=made)
    assert (row.reason, row.note, row.since, row.until) == (why.value, "客户出差", NOON, None)


def test_pause_refuses_what_has_no_clock_and_pauses_the_rest(shop: None) -> None:
    (there,) = world.delivered()
    (made,) = world.to_pick()
    assert pause([there, made], by=MEI, reason=PauseReason.GOODS) == Outcome(
        (made,), {there: refused(Refusal.WRONG_STATE, state="shipment.delivered")}
    )


def test_pause_twice_pauses_once(shop: None) -> None:
    (made,) = world.to_pick()
    world.all_done(pause([made], by=MEI, reason=PauseReason.GOODS))
    before = everything()
    assert pause([made], by=MEI, reason=PauseReason.CUSTOMER) == Outcome(
        refused={made: refused(Refusal.PAUSED_ALREADY)}
    )
    assert everything() == before


def test_a_step_that_is_taken_ends_the_pause(shop: None) -> None:
    (id,) = world.placed(placed_at=NOON)
    world.all_done(confirm([id], by=SAM, at=NOON))
    (made,) = world.boxes([id])
    hour = timedelta(hours=1)
    world.all_done(pause([made], by=MEI, reason=PauseReason.GOODS, at=NOON))
    world.all_done(start_pick([made], by=MEI, at=NOON + 3 * hour))
    (row,) = ClockPause.objects.filter(shipment=made)
    assert row.until == NOON + 3 * hour
    assert (box(made).paused_at, box(made).due_at) == (None, NOON + 7 * hour)
