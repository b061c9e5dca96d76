"""Promised time: in working hours, across nights, holidays, made-up days and New Year."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gendan.process.deadlines import (
    Calendar,
    Promise,
    add_working,
    next_cutoff,
    promise,
    working_between,
)
from gendan.process.definition import PROCESS
from gendan.process.model import Role, State, Text

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)
DAYS = (time(9), time(18))
OFFICE = Calendar(
    zone="Asia/Shanghai",
    week=(DAYS, DAYS, DAYS, DAYS, DAYS, None, None),
    cutoff=time(17),
    exceptions={
        date(2026, 12, 31): False,
        date(2027, 1, 1): False,
        date(2027, 1, 2): True,  # a Saturday that is worked
    },
)


def at(day: str, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour, minute), SHANGHAI)


MONDAY, FRIDAY = "2026-03-02", "2026-03-06"
ADDED: list[tuple[str, datetime, timedelta, datetime]] = [
    ("within a day", at(MONDAY, 10), 2 * HOUR, at(MONDAY, 12)),
    ("to the last minute", at(MONDAY, 10), 8 * HOUR, at(MONDAY, 18)),
    ("over night", at(MONDAY, 17), 2 * HOUR, at("2026-03-03", 10)),
    ("from before opening", at(MONDAY, 6), HOUR, at(MONDAY, 10)),
    ("from after closing", at(MONDAY, 20), HOUR, at("2026-03-03", 10)),
    ("over a weekend", at(FRIDAY, 17), 2 * HOUR, at("2026-03-09", 10)),
    ("from a Sunday", at("2026-03-08", 12), HOUR, at("2026-03-09", 10)),
    ("over New Year, on a made-up day", at("2026-12-30", 17), 2 * HOUR, at("2027-01-02", 10)),
    ("for days", at(MONDAY, 9), 45 * HOUR, at(FRIDAY, 18)),
    ("nothing", at(MONDAY, 10), timedelta(), at(MONDAY, 10)),
    ("nothing, at night", at(MONDAY, 20), timedelta(), at("2026-03-03", 9)),
]


@pytest.mark.parametrize(
    ("since", "working", "until"), [case[1:] for case in ADDED], ids=[case[0] for case in ADDED]
)
def test_working_time_runs_in_opening_hours_only(
    since: datetime, working: timedelta, until: datetime
) -> None:
    assert add_working(since, working, OFFICE) == until
    assert working_between(since, until, OFFICE) == working


@pytest.mark.parametrize(
    ("since", "cutoff"),
    [
        (at(MONDAY, 10), at(MONDAY, 17)),
        (at(MONDAY, 17), at(MONDAY, 17)),
        (at(MONDAY, 17, 1), at("2026-03-03", 17)),
        (at(MONDAY, 3), at(MONDAY, 17)),
        (at(FRIDAY, 18), at("2026-03-09", 17)),
        (at("2026-12-30", 18), at("2027-01-02", 17)),
    ],
)
def test_carriers_collect_on_worked_days(since: datetime, cutoff: datetime) -> None:
    assert next_cutoff(since, OFFICE) == cutoff


def clocked(**rest: object) -> State:
    return State(code="x", label=Text("字", "word"), owner=Role.SALES, **rest)  # type: ignore[arg-type]


def test_a_promise_is_at_risk_when_three_quarters_of_it_are_gone() -> None:
    state = clocked(within=4 * HOUR, acknowledge=HOUR / 4)
    assert promise(state, at(MONDAY, 16), OFFICE) == Promise(
        at_risk_at=at("2026-03-03", 10),
        due_at=at("2026-03-03", 11),
        acknowledge_by=at(MONDAY, 16, 15),
    )


def test_a_promise_until_the_cutoff_is_at_risk_on_the_way_there() -> None:
    state = clocked(until_cutoff=True)
    found = promise(state, at(FRIDAY, 17, 30), OFFICE)
    # Half an hour on Friday and eight on Monday; three quarters of 8.5 hours are 6 h 22 min 30 s.
    assert found == Promise(
        at_risk_at=at("2026-03-09", 14, 52) + timedelta(seconds=30), due_at=at("2026-03-09", 17)
    )


def test_a_cutoff_before_opening_is_at_risk_no_later_than_it_is_due() -> None:
    early = Calendar(zone="Asia/Shanghai", week=(DAYS,) * 7, cutoff=time(8))
    found = promise(clocked(until_cutoff=True), at(MONDAY, 7), early)
    assert found == Promise(at_risk_at=at(MONDAY, 8), due_at=at(MONDAY, 8))


def test_a_state_in_which_nobody_waits_promises_nothing() -> None:
    assert promise(clocked(), at(MONDAY, 10), OFFICE) == Promise()


@pytest.mark.parametrize("state", [s for d in PROCESS.documents for s in d.states], ids=str)
def test_every_promise_of_the_process_can_be_computed(state: State) -> None:
    found = promise(state, at("2026-12-30", 23), OFFICE)
    assert (found.due_at is None) == (state.within is None and not state.until_cutoff)
    assert (found.acknowledge_by is None) == (state.acknowledge is None)
    if found.due_at:
        assert found.at_risk_at is not None
        assert found.at_risk_at <= found.due_at


NEVER = Calendar(zone="Asia/Shanghai", week=(None,) * 7, cutoff=time(17))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: add_working(at(MONDAY, 10), HOUR, NEVER),
        lambda: next_cutoff(at(MONDAY, 10), NEVER),
        lambda: add_working(at(MONDAY, 10), 366 * 9 * HOUR, OFFICE),
    ],
)
def test_a_calendar_that_does_not_open_for_a_year_is_a_mistake(ask: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="year"):
        ask()


def test_a_made_up_day_of_a_house_that_never_opens_has_no_hours_to_take() -> None:
    only = Calendar(
        zone="Asia/Shanghai", week=(None,) * 7, cutoff=time(17), exceptions={date(2026, 3, 2): True}
    )
    with pytest.raises(ValueError, match="no working time"):
        add_working(at(MONDAY, 8), HOUR, only)


NIGHT = Calendar(zone="Europe/Berlin", week=((time(0), time(6)),) * 7, cutoff=time(5))


@pytest.mark.parametrize(
    ("day", "night"), [("2026-03-28", 6), ("2026-03-29", 5), ("2026-10-25", 7)]
)
def test_a_night_in_which_the_clock_is_put_forward_or_back_is_as_long_as_it_is(
    day: str, night: int
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    opens = datetime.combine(date.fromisoformat(day), time(0), zone)
    closes = datetime.combine(date.fromisoformat(day), time(6), zone)
    for since in (opens, opens.astimezone(UTC)):
        assert working_between(since, closes, NIGHT) == night * HOUR
        assert add_working(since, night * HOUR, NIGHT) == closes
    assert next_cutoff(opens, NIGHT) == datetime.combine(opens.date(), time(5), zone)


# --- properties ------------------------------------------------------------------------------

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC")
HOURS = st.tuples(st.integers(0, 22), st.integers(1, 23)).filter(lambda h: h[0] + 2 <= h[1])
SPANS = st.none() | HOURS.map(lambda h: (time(h[0]), time(h[1])))
INSTANTS = st.datetimes(
    min_value=datetime(2025, 1, 1),  # noqa: DTZ001 - the zone is given beside it
    max_value=datetime(2028, 12, 31),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, SHANGHAI, ZoneInfo("Europe/Berlin")]),
)
WORKING = st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=36))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = draw(st.lists(SPANS, min_size=7, max_size=7).filter(any))
    days = st.dates(date(2025, 1, 1), date(2029, 6, 1))
    return Calendar(
        zone=draw(st.sampled_from(ZONES)),
        week=tuple(week),
        cutoff=time(draw(st.integers(0, 23))),
        exceptions=draw(st.dictionaries(days, st.booleans(), max_size=20)),
    )


def is_open(instant: datetime, calendar: Calendar) -> bool:
    hours = calendar.hours(instant.astimezone(ZoneInfo(calendar.zone)).date())
    return hours is not None and hours[0] <= instant <= hours[1]


@given(INSTANTS, WORKING, calendars())
def test_adding_and_measuring_are_inverse(
    since: datetime, working: timedelta, calendar: Calendar
) -> None:
    until = add_working(since, working, calendar)
    assert working_between(since, until, calendar) == working


@given(INSTANTS, WORKING, calendars())
def test_no_promise_falls_outside_opening_hours(
    since: datetime, working: timedelta, calendar: Calendar
) -> None:
    until = add_working(since, working, calendar)
    assert until >= since
    assert is_open(until, calendar)


@given(INSTANTS, WORKING, WORKING, calendars())
def test_more_time_is_never_earlier(
    since: datetime, one: timedelta, other: timedelta, calendar: Calendar
) -> None:
    less, more = sorted((one, other))
    assert add_working(since, less, calendar) <= add_working(since, more, calendar)


@given(INSTANTS, INSTANTS, WORKING, calendars())
def test_who_begins_earlier_is_due_no_later(
    one: datetime, other: datetime, working: timedelta, calendar: Calendar
) -> None:
    early, late = sorted((one, other))
    assert add_working(early, working, calendar) <= add_working(late, working, calendar)


@given(INSTANTS, st.timedeltas(timedelta(), timedelta(days=30)), calendars(), st.floats(0, 1))
def test_the_parts_of_a_time_add_up(
    since: datetime, length: timedelta, calendar: Calendar, share: float
) -> None:
    until, between = since + length, since + length * share
    assert working_between(since, until, calendar) == (
        working_between(since, between, calendar) + working_between(between, until, calendar)
    )


@given(INSTANTS, calendars())
def test_time_that_has_not_passed_is_none(since: datetime, calendar: Calendar) -> None:
    assert working_between(since, since, calendar) == timedelta()
    assert working_between(since, since - HOUR, calendar) == timedelta()


@given(INSTANTS, calendars())
def test_the_cutoff_is_on_a_worked_day_and_not_in_the_past(
    since: datetime, calendar: Calendar
) -> None:
    cutoff = next_cutoff(since, calendar)
    local = cutoff.astimezone(ZoneInfo(calendar.zone))
    assert cutoff >= since
    assert calendar.hours(local.date()) is not None
    assert local.time() == calendar.cutoff
