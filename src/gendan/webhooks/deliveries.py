"""What managers do with deliveries: look at them, send them again, skip what was given up."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery

from gendan.kernel import clock, sql
from gendan.kernel.actor import Actor
from gendan.kernel.alarms import settle_alarm
from gendan.records.orders import numbers as orders
from gendan.records.orders.models import CustomerOrder
from gendan.webhooks.endpoints import seen_by
from gendan.webhooks.models import Delivery
from gendan.webhooks.settling import DEAD

KEPT = timedelta(days=7)  # after they were heard
SLICE = 10_000

REDELIVER = """
UPDATE webhook_delivery SET state = 'due', attempts = 0, next_attempt_at = now(), settled_at = NULL
 WHERE endpoint_id = %s AND message = ANY(%s)
"""
SKIP = """
UPDATE webhook_delivery SET state = 'skipped', settled_at = now()
 WHERE endpoint_id = %s AND state = 'dead' AND message = ANY(%s)
"""

# In slices, so that no lock is held for long.
PRUNE = """
DELETE FROM webhook_delivery WHERE id IN (
SELECT id FROM webhook_delivery
 WHERE state IN ('sent', 'skipped') AND settled_at < %s ORDER BY settled_at LIMIT %s)
"""


def listed(
    key: str, *, by: Actor, state: str | None, order: str | None, before: int | None, limit: int
) -> list[Delivery]:
    """Deliveries of an endpoint, the newest first, each with the `number` of its order."""
    numbers = CustomerOrder.objects.filter(pk=OuterRef("order_id")).values("number")
    found = Delivery.objects.filter(endpoint=seen_by(by).get(key=key)).annotate(
        number=Subquery(numbers)
    )
    if state is not None:
        found = found.filter(state=state)
    if order is not None:
        found = found.filter(order_id__in=orders.ids([order]).values())
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[:limit])


def redeliver(key: str, messages: Sequence[str], *, by: Actor) -> int:
    """Send these again under the ids they have; how many there are. They go before what is later
    of their orders."""
    return _change(REDELIVER, key, messages, by)


def skip(key: str, messages: Sequence[str], *, by: Actor) -> int:
    """Give up for good what is dead, so that the later ones of its order go; how many were."""
    return _change(SKIP, key, messages, by)


def prune() -> int:
    """Remove what was heard or skipped a week ago; how many. For a periodic job."""
    before = clock.now() - KEPT
    removed = 0
    while gone := sql.run(PRUNE, [before, SLICE]):
        removed += gone
    return removed


def _change(statement: str, key: str, messages: Sequence[str], by: Actor) -> int:
    with transaction.atomic():
        endpoint = seen_by(by).select_for_update(no_key=True).get(key=key)
        changed = sql.run(statement, [endpoint.pk, list(messages)])
        if not Delivery.objects.filter(endpoint=endpoint, state="dead").exists():
            settle_alarm(DEAD, key)
    return changed
