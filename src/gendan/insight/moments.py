"""Where days begin, and how long figures are fresh."""

from datetime import datetime

from django.utils import timezone

MINUTE = 60.0  # seconds; of figures that few changes move
MOMENT = 0.25  # seconds; of figures that every change moves


def midnight() -> datetime:
    """When this day began, by the house's clock."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
