"""When a message may ring, and how long to wait before the next attempt."""

from datetime import datetime, time, timedelta

from django.utils import timezone

# After each attempt that may pass. Together a day: then it is refused, and people see it.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 30, 60, 120, 240, 480, 500))


def morning(at: datetime, quiet_from: time, quiet_until: time) -> datetime | None:
    """When the quiet hours that it is now are over; nothing when it is day.

    They begin in the evening and end in the morning, on the shop's clock."""
    local = timezone.localtime(at)
    if quiet_until <= local.time() < quiet_from:
        return None
    day = local.date() + timedelta(days=1 if local.time() >= quiet_from else 0)
    return datetime.combine(day, quiet_until, tzinfo=local.tzinfo)


def next_attempt(attempts: int, at: datetime, seconds: float) -> datetime | None:
    """When to try again after so many attempts; nothing when it is enough."""
    if attempts > len(WAITS):
        return None
    return at + max(WAITS[attempts - 1], timedelta(seconds=seconds))
