"""The calendars of the house, as the tables keep them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from gendan.journey.s2_review.commands import confirm
from gendan.kernel import clock
from gendan.kernel.clock import Holiday, WorkCalendar
from tests import world
from tests.cast import SAM
from tests.journey.facts import box, order

DAY = date(2026, 3, 2)


def house(**rest: object) -> WorkCalendar:
    usual: dict[str, object] = {"code": "x", "week": [["09:00", "21:00"]] * 5 + [None] * 2}
    return WorkCalendar.objects.create(**(usual | rest))


@pytest.mark.django_db
def test_a_calendar_is_read_with_its_coming_exceptions() -> None:
    made = house(cutoff=time(16, 30))
    other = house(code="y", zone="Europe/Berlin")
    for days, works in ((-2, False), (0, False), (5, True)):
        day = DAY + timedelta(days=days)
        Holiday.objects.create(calendar=made, day=day, works=works, name="休")
    found = clock.calendars(DAY)
    open_ = (time(9), time(21))
    assert found[made.pk].week == (open_,) * 5 + (None,) * 2
    assert (found[made.pk].zone, found[made.pk].cutoff) == ("Asia/Shanghai", time(16, 30))
    assert found[made.pk].exceptions == {DAY: False, DAY + timedelta(days=5): True}
    assert (found[other.pk].zone, found[other.pk].exceptions) == ("Europe/Berlin", {})


@pytest.mark.django_db
def test_a_day_differs_once() -> None:
    made = house()
    Holiday.objects.create(calendar=made, day=DAY, name="休")
    with (
        pytest.raises(IntegrityError, match="holiday_once_per_calendar"),
        transaction.atomic(),
    ):
        Holiday.objects.create(calendar=made, day=DAY, works=True, name="班")


def test_now_is_an_instant() -> None:
    assert clock.now().tzinfo is UTC


def test_a_promise_made_before_a_holiday_is_due_after_it(shop: None) -> None:
    calendar = WorkCalendar.objects.get()
    for days in (1, 2):
        Holiday.objects.create(calendar=calendar, day=DAY + timedelta(days=days), name="春节")
    evening = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # Monday, 20:00 in Shanghai
    (id,) = world.placed(placed_at=evening + timedelta(minutes=50))
    assert order(id).due_at == datetime(2026, 3, 5, 1, 20, tzinfo=UTC)
    world.all_done(confirm([id], by=SAM, at=evening))
    (made,) = world.boxes([id])
    assert box(made).due_at == datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
    assert box(made).at_risk_at == datetime(2026, 3, 5, 1, 30, tzinfo=UTC)


def test_the_evening_of_a_holiday_in_the_west_is_a_holiday_still(shop: None) -> None:
    """When it is the fourth in Greenwich it may be the third in New York."""
    WorkCalendar.objects.update(zone="America/New_York")
    Holiday.objects.create(
        calendar=WorkCalendar.objects.get(), day=date(2026, 7, 3), name="Independence Day"
    )
    at = datetime(2026, 7, 4, 0, 30, tzinfo=UTC)  # the third, 20:30 in New York; open 9 to 21
    (id,) = world.placed(placed_at=at)
    assert order(id).due_at == datetime(2026, 7, 4, 13, 30, tzinfo=UTC)
