"""What may be sent now, taken for a while, so that several workers share the work.

Of each order only its first open delivery may go: the next one waits until it was heard. A claim
is a lease: no transaction stays open while the network is used, and what a worker that died had
claimed is due again by itself, under the same webhook-id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gendan.kernel import sql
from gendan.webhooks.events import Event

SLICE = 64  # deliveries claimed for one endpoint at once
LEASE_SECONDS = 90  # longer than a lane works on its share

# An endpoint that failed is asked with one delivery first, and not before its rest is over. What
# was chosen is named by an array: the planner cannot know how little it is.
CLAIM = """
WITH ready AS (
SELECT id, CASE WHEN failed_in_a_row = 0 THEN %(slice)s ELSE 1 END AS share
  FROM webhook_endpoint
 WHERE paused_at IS NULL AND (rests_until IS NULL OR rests_until <= now())
   AND id <> ALL(%(busy)s::bigint[])
), chosen AS MATERIALIZED (
SELECT first.id FROM ready CROSS JOIN LATERAL (
       SELECT delivery.id FROM webhook_delivery AS delivery
        WHERE endpoint_id = ready.id AND state = 'due' AND next_attempt_at <= now()
          AND (claimed_until IS NULL OR claimed_until <= now())
          AND NOT EXISTS (SELECT 1 FROM webhook_delivery AS earlier
                           WHERE earlier.endpoint_id = ready.id
                             AND earlier.order_id = delivery.order_id
                             AND earlier.seq < delivery.seq AND earlier.state IN ('due', 'dead'))
        ORDER BY delivery.id LIMIT ready.share FOR UPDATE SKIP LOCKED) AS first
), claimed AS (
UPDATE webhook_delivery AS delivery
   SET claimed_until = now() + make_interval(secs => %(lease)s)
 WHERE delivery.id = ANY(ARRAY(SELECT id FROM chosen))
RETURNING delivery.*
)
SELECT claimed.id, claimed.endpoint_id, claimed.attempts, claimed.claimed_until, claimed.message,
       entry.document, entry.step, o.number, shipment.number, store.code, entry.at, entry.seq,
       entry.was, entry.now, entry.status, entry.role, entry.reason
  FROM claimed
  JOIN journal AS entry ON entry.id = claimed.entry_id
  JOIN customer_order AS o ON o.id = claimed.order_id
  JOIN store ON store.id = o.store_id
  LEFT JOIN shipment ON entry.document = 'shipment' AND shipment.id = entry.document_id
 ORDER BY claimed.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery that is ours until `until`."""

    id: int
    endpoint: int
    attempts: int  # before this one
    until: datetime
    event: Event


def claim(busy: Sequence[int]) -> list[Claimed]:
    """Take what is due at endpoints other than the busy ones: one statement."""
    found = sql.rows(CLAIM, {"busy": list(busy), "slice": SLICE, "lease": LEASE_SECONDS})
    return [
        Claimed(
            id=row[0],
            endpoint=row[1],
            attempts=row[2],
            until=row[3],
            event=Event(
                message=row[4],
                document=row[5],
                step=row[6],
                order=row[7],
                shipment=row[8],
                store=row[9],
                at=row[10],
                seq=row[11],
                was=row[12],
                now=row[13],
                status=row[14],
                role=row[15],
                reason=row[16],
            ),
        )
        for row in found
    ]
