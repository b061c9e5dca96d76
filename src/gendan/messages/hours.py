"""When a message may ring, and how long to wait before the next attempt."""

from datetime import datetime, time, timedelta

from django.utils import timezone

QUIET_FROM, QUIET_UNTIL = time(21), time(8)  # on the shop's clock

# After each attempt that may pass. Together a day: then it is refused, and people see it.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 30, 60, 120, 240, 480, 500))


def morning(at: datetime) -> datetime | None:
    """When the quiet hours that it is now are over; nothing when it is day."""
    local = timezone.localtime(at)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return None
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(day, QUIET_UNTIL, tzinfo=local.tzinfo)


def next_attempt(attempts: int, at: datetime, seconds: float) -> datetime | None:
    """When to try again after so many attempts; nothing when it is enough."""
    if attempts > len(WAITS):
        return None
    return at + max(WAITS[attempts - 1], timedelta(seconds=seconds))
