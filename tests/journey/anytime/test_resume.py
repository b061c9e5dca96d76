"""Resuming a clock: what was left of the promise is left still."""

from datetime import UTC, datetime, timedelta

from gendan.journey.anytime.pauses import pause, resume
from gendan.journey.s2_review.commands import confirm
from gendan.kernel.clock import Holiday, WorkCalendar
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import PauseReason
from gendan.records.shipments.models import ClockPause
from tests import world
from tests.cast import MEI, SAM
from tests.journey.facts import box, everything, news

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # Monday, 12:00 in Shanghai; open 9 to 21
HOUR = timedelta(hours=1)


def paused(count: int = 1) -> list[int]:
    """Due at 14:00, at risk from 13:30, and standing still since 12:30."""
    orders = world.placed(count, placed_at=NOON)
    world.all_done(confirm(orders, by=SAM, at=NOON))
    made = world.boxes(orders)
    world.all_done(pause(made, by=MEI, reason=PauseReason.CUSTOMER, at=NOON + HOUR / 2))
    return made


def test_resume_gives_the_time_back_that_was_left(shop: None) -> None:
    (made,) = paused()
    (id,) = world.orders_of([made])
    with news() as came:
        outcome = resume([made], by=MEI, at=NOON + 4 * HOUR)
    assert outcome == Outcome(done=(made,))
    assert came.journal == [(id, 5, "resume", "shipment", made, "to_pick", "to_pick", "pending")]
    row = box(made)
    assert (row.paused_at, row.at_risk_at, row.due_at) == (
        None,
        NOON + 5 * HOUR,
        NOON + 5.5 * HOUR,
    )
    (stood,) = ClockPause.objects.filter(shipment=made)
    assert (stood.until, stood.working_seconds) == (NOON + 4 * HOUR, 3.5 * 3600)


def test_resume_counts_working_time_only_across_nights_and_holidays(shop: None) -> None:
    calendar = WorkCalendar.objects.get()
    Holiday.objects.create(calendar=calendar, day=NOON.date() + timedelta(days=1), name="休")
    (made,) = paused()
    # Wednesday 08:00 in Shanghai: the shop opens at nine, an hour and a half is left.
    world.all_done(resume([made], by=MEI, at=datetime(2026, 3, 4, 0, 0, tzinfo=UTC)))
    assert box(made).due_at == datetime(2026, 3, 4, 2, 30, tzinfo=UTC)
    # It stood still for half a Monday: from 12:30 to 21:00.
    assert ClockPause.objects.get().working_seconds == 8.5 * 3600


def test_a_promise_that_was_broken_before_stays_broken(shop: None) -> None:
    (id,) = world.placed(placed_at=NOON)
    world.all_done(confirm([id], by=SAM, at=NOON))
    (made,) = world.boxes([id])
    late = NOON + 3 * HOUR
    world.all_done(pause([made], by=MEI, reason=PauseReason.GOODS, at=late))
    world.all_done(resume([made], by=MEI, at=late + HOUR))
    assert (box(made).due_at, box(made).at_risk_at) == (NOON + 2 * HOUR, NOON + 1.5 * HOUR)


def test_resume_refuses_a_clock_that_runs_and_resumes_the_rest(shop: None) -> None:
    (runs,) = world.to_pick()
    (made,) = paused()
    assert resume([runs, made], by=MEI) == Outcome((made,), {runs: refused(Refusal.NOT_PAUSED)})


def test_resume_twice_resumes_once(shop: None) -> None:
    (made,) = paused()
    world.all_done(resume([made], by=MEI))
    before = everything()
    assert resume([made], by=MEI) == Outcome(refused={made: refused(Refusal.NOT_PAUSED)})
    assert everything() == before
