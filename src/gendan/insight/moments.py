"""Where days and minutes begin: figures of today, and figures that may be a minute old."""

import time
from datetime import datetime

from django.utils import timezone

MINUTE = 60
MOMENT = 0.5  # seconds


def midnight() -> datetime:
    """When this day began, by the house's clock."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def this_minute() -> int:
    """Another number every minute. What is cached under it is computed once a minute."""
    return int(time.monotonic() // MINUTE)


def this_moment() -> int:
    """Another number every half second."""
    return int(time.monotonic() / MOMENT)
