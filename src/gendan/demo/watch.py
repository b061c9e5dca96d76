"""What the reader of the demo sees, asked of the database: the river, and what just happened."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

# Of an order and its boxes, the clock that runs out first counts; one that stands still does not.
RIVER = """
SELECT o.status, count(*),
       count(*) FILTER (WHERE least(o.due_at, box.due_at) < %(at)s),
       count(*) FILTER (WHERE least(o.at_risk_at, box.at_risk_at) < %(at)s
                          AND least(o.due_at, box.due_at) >= %(at)s)
  FROM customer_order AS o
  LEFT JOIN LATERAL (
       SELECT min(due_at) AS due_at, min(at_risk_at) AS at_risk_at
         FROM shipment AS s WHERE s.order_id = o.id AND s.paused_at IS NULL) AS box ON true
 WHERE o.id = ANY(%(orders)s)
 GROUP BY o.status
"""

# How long orders stayed in a status, where they have left it: the median.
TYPICAL = """
SELECT status, extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY left_at - at))
  FROM (SELECT status, at, lead(at) OVER (PARTITION BY order_id ORDER BY seq) AS left_at
          FROM (SELECT order_id, seq, at, status,
                       lag(status) OVER (PARTITION BY order_id ORDER BY seq) AS before
                  FROM journal WHERE order_id = ANY(%s)) AS entry
         WHERE before IS DISTINCT FROM status) AS stay
 WHERE left_at IS NOT NULL
 GROUP BY status
"""

# What a carrier says is written down when we hear of it; it happened before.
EVENTS = """
SELECT j.id, CASE WHEN j.step = 'record_carrier_event' THEN s.carrier_status_at ELSE j.at END,
       j.step, coalesce(s.number, o.number), j.role, staff.name, channel.code,
       j.reason, j.changed::text
  FROM journal AS j
  JOIN customer_order AS o ON o.id = j.order_id
  JOIN channel ON channel.id = o.channel_id
  LEFT JOIN shipment AS s ON j.document = 'shipment' AND s.id = j.document_id
  LEFT JOIN staff ON staff.id = j.staff_id
 WHERE j.id > %s AND j.order_id = ANY(%s)
 ORDER BY j.id
"""

LAST = "SELECT coalesce(max(id), 0) FROM journal"

# What earlier starts left on somebody's desk.
LEFT_OVER = """
SELECT o.id FROM customer_order AS o JOIN store ON store.id = o.store_id
 WHERE o.status NOT IN ('completed', 'closed', 'cancelled') AND starts_with(store.code, 'demo-')
 ORDER BY o.id DESC LIMIT 500
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """A stretch of the river: orders in one status, how many are late, how many soon will be."""

    orders: int = 0
    late: int = 0
    at_risk: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the journal, as a reader needs it."""

    id: int
    at: datetime
    step: str
    number: str  # of the shipment, or of the order
    role: str
    who: str | None
    channel: str
    reason: str
    noted: str | None  # JSON: what the step wrote down

    @property
    def changed(self) -> object:
        """What the step wrote down."""
        return self.noted and json.loads(self.noted)


def river(orders: Collection[int], at: datetime) -> dict[str, Reach]:
    """By status, the orders that are there at that instant."""
    with connection.cursor() as cursor:
        cursor.execute(RIVER, {"orders": list(orders), "at": at})
        return {status: Reach(*counts) for status, *counts in cursor.fetchall()}


def typical(orders: Collection[int]) -> dict[str, float]:
    """By status, the seconds after which half of those that left it had left."""
    with connection.cursor() as cursor:
        cursor.execute(TYPICAL, [list(orders)])
        return {status: float(seconds) for status, seconds in cursor.fetchall()}


def events(orders: Collection[int], after: int) -> list[Event]:
    """What was written into the journal of these orders since that entry."""
    with connection.cursor() as cursor:
        cursor.execute(EVENTS, [after, list(orders)])
        return [Event(*row) for row in cursor.fetchall()]


def last_entry() -> int:
    """The newest journal entry there is."""
    with connection.cursor() as cursor:
        cursor.execute(LAST)
        return int(cursor.fetchone()[0])


def left_over() -> list[int]:
    """Open orders of the demo's stores, the newest five hundred."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT_OVER)
        return [order for (order,) in cursor.fetchall()]
