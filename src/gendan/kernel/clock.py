"""Time as the database keeps it: the calendars of the house, with their holidays."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from django.db import models

from gendan.kernel import sql
from gendan.kernel.history import remembered
from gendan.process.deadlines import Calendar

CALENDARS = """
SELECT calendar.id, zone, week, cutoff,
       coalesce(json_object_agg(day, works) FILTER (WHERE day IS NOT NULL), '{}')::text
  FROM calendar LEFT JOIN holiday ON holiday.calendar_id = calendar.id AND day >= %s
 GROUP BY calendar.id
"""


@remembered("calendar")
class WorkCalendar(models.Model):
    """Opening hours by weekday, and until when carriers collect. Editable."""

    code = models.TextField(unique=True)
    zone = models.TextField(default="Asia/Shanghai")
    week = models.JSONField()  # seven times ["09:00", "21:00"] or null, Monday first
    cutoff = models.TimeField(default=time(17))

    class Meta:
        app_label = "kernel"
        db_table = "calendar"

    def __str__(self) -> str:
        return self.code


@remembered("holiday")
class Holiday(models.Model):
    """A day that differs from its weekday: a public holiday, or a made-up working day."""

    calendar = models.ForeignKey(WorkCalendar, models.CASCADE)
    day = models.DateField()
    works = models.BooleanField(default=False)
    name = models.TextField()

    class Meta:
        app_label = "kernel"
        db_table = "holiday"
        constraints = [
            models.UniqueConstraint(fields=["calendar", "day"], name="holiday_once_per_calendar")
        ]


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def calendars(since: date) -> Mapping[int, Calendar]:
    """Every calendar by its id, with the exceptions from that day on (in UTC): one statement."""
    return ask_calendars(since)()


def ask_calendars(since: date) -> Callable[[], Mapping[int, Calendar]]:
    """Ask for them; call what this gives for them."""
    first = since - timedelta(days=1)  # west of Greenwich it is yesterday for some hours
    rows = sql.ask(CALENDARS, [first])
    return lambda: {row[0]: _calendar(*row[1:]) for row in rows()}


def _calendar(zone: str, week: str | list[list[str] | None], cutoff: time, days: str) -> Calendar:
    hours = json.loads(week) if isinstance(week, str) else week
    return Calendar(
        zone=zone,
        week=tuple(
            (time.fromisoformat(span[0]), time.fromisoformat(span[1])) if span else None
            for span in hours
        ),
        cutoff=cutoff,
        exceptions={date.fromisoformat(day): works for day, works in json.loads(days).items()},
    )
