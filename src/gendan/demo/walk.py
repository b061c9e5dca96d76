"""Walks the demo's orders through the journey at a speed that can be watched."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from gendan.demo import cast, left_over, programme, shopping, watch
from gendan.demo.day import Day
from gendan.kernel import clock
from gendan.kernel.clock import WorkCalendar
from gendan.records.orders.models import CustomerOrder

WHOLE, SHORT = timedelta(days=3), timedelta(days=2)
WHOLE_SECONDS, SHORT_SECONDS = 32.0, 14.0  # of the reader's time
ENOUGH = 40  # orders, from which on a start walks only a few more
GLANCE_SECONDS = 0.05  # between two looks at the clock

View = Callable[[Day, datetime], None]


def begin(seed: int, until: datetime, language: str) -> Day:
    """A day that ends at `until`, with its tales ready to be told: all, or a few more.

    The same seed tells the same tales in the same database."""
    before = CustomerOrder.objects.filter(store__code__startswith="demo-").count()
    whole = before < ENOUGH
    rng = Random(f"{seed} {before}")  # noqa: S311 - invents orders, no secrets
    local = timezone.localtime(until)
    since = local - (WHOLE if whole else SHORT)
    id = WorkCalendar.objects.values_list("id", flat=True).get(code="demo")
    day = Day(
        since=since,
        until=local,
        calendar=clock.calendars(since.date())[id],
        rng=rng,
        cast=cast.assemble(rng),
        shop=shopping.open_shop(rng, before),
        at=since,
        language=language,
        seconds=WHOLE_SECONDS if whole else SHORT_SECONDS,
        orders=watch.left_over(),
    )
    left_over.go_on(day, day.orders)
    for share, tale in programme.whole(rng) if whole else programme.short(rng):
        day.start(tale(day), at=day.moment(share))
    return day


def walk(day: Day, view: View, seconds: float) -> None:
    """Tell the day's tales in about so many seconds; zero: as fast as it goes."""
    began = time.monotonic()

    def wait(at: datetime) -> None:
        view(day, at)
        while (left := began + day.progress(at) * seconds - time.monotonic()) > 0:
            time.sleep(min(left, GLANCE_SECONDS))
            view(day, at)

    day.run(wait)
    day.at = day.until
    view(day, day.until)
