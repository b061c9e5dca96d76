"""Promised time in working hours: when is a step due, when is it at risk, how late is it.

Pure functions: the calendar is an argument. An instant is an aware `datetime`; working time
runs only inside the opening hours of days that are worked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gendan.process.model import State

AT_RISK = 0.75  # of the promised time (domain §6)
HORIZON_DAYS = 366  # a calendar that opens on no day of a year is a mistake, not a promise


@dataclass(frozen=True)
class Calendar:
    """When people work. `week[0]` is Monday; a day without hours is `None`."""

    zone: str
    week: tuple[tuple[time, time] | None, ...]
    cutoff: time  # carriers collect until then
    exceptions: Mapping[date, bool] = field(default_factory=dict)  # holiday False, make-up day True

    def hours(self, day: date) -> tuple[datetime, datetime] | None:
        """Opening and closing of that day, in UTC; `None` when nobody works."""
        usual = self.week[day.weekday()]
        worked = usual or next((hours for hours in self.week if hours), None)
        if worked is None or not self.exceptions.get(day, usual is not None):
            return None
        # In UTC, because the hands of a clock in the zone may jump between the two.
        return self.instant(day, worked[0]), self.instant(day, worked[1])

    def instant(self, day: date, moment: time) -> datetime:
        """That moment of that day in the calendar's zone, in UTC."""
        return datetime.combine(day, moment, ZoneInfo(self.zone)).astimezone(UTC)

    def spans(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working spans from `since` on, the first one cut to begin no earlier.

        Raises `ValueError` after a year without a single one."""
        first = since.astimezone(ZoneInfo(self.zone)).date()
        for offset in range(HORIZON_DAYS):
            hours = self.hours(first + timedelta(days=offset))
            if hours and hours[1] > since:
                yield max(hours[0], since), hours[1]
        raise ValueError("the calendar has no working time within a year")


@dataclass(frozen=True)
class Promise:
    """When a document in a state is at risk and late, and by when somebody must have seen it.

    Aware instants; `None` where no such clock runs."""

    at_risk_at: datetime | None = None
    due_at: datetime | None = None
    acknowledge_by: datetime | None = None


def promise(state: State, since: datetime, calendar: Calendar) -> Promise:
    """What is promised to a document that entered `state` at `since`."""
    seen = add_working(since, state.acknowledge, calendar) if state.acknowledge else None
    if state.until_cutoff:
        due = next_cutoff(since, calendar)
        whole = working_between(since, due, calendar)
    elif state.within is not None:
        due = add_working(since, state.within, calendar)
        whole = state.within
    else:
        return Promise(acknowledge_by=seen)
    return Promise(min(due, add_working(since, whole * AT_RISK, calendar)), due, seen)


def add_working(since: datetime, working: timedelta, calendar: Calendar) -> datetime:
    """The instant at which `working` time has passed. `ValueError`: the calendar never opens."""
    for opens, closes in calendar.spans(since):
        if working <= closes - opens:
            return opens + working
        working -= closes - opens
    raise ValueError("the promised time is longer than a year of working time")


def working_between(since: datetime, until: datetime, calendar: Calendar) -> timedelta:
    """Working time between two instants; zero when `until` is not after `since`."""
    total = timedelta()
    if until <= since:
        return total
    for opens, closes in calendar.spans(since):
        if opens >= until:
            break
        total += min(closes, until) - opens
    return total


def next_cutoff(since: datetime, calendar: Calendar) -> datetime:
    """The first carriers' collection on a worked day at or after `since`."""
    for opens, _closes in calendar.spans(since):
        day = opens.astimezone(ZoneInfo(calendar.zone)).date()
        cutoff = calendar.instant(day, calendar.cutoff)
        if cutoff >= since:
            return cutoff
    raise ValueError("no collection within a year")
