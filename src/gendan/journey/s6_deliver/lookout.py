"""The rule that opens and closes cases of parcels astray, by what is known of the parcels."""

from collections.abc import Sequence

from gendan.journey.s6_deliver.astray import close_exception, open_exception
from gendan.kernel import sql
from gendan.kernel.actor import SYSTEM
from gendan.kernel.outcome import Outcome
from gendan.kernel.taking import BATCH_MAX
from gendan.process.words import ExceptionKind, ExceptionOutcome

# What the clock says stands back behind what somebody said, and becomes that when it is said. What
# was looked into and closed is not opened again for the same cause.
AMISS = """
SELECT DISTINCT ON (s.id) s.id, cause.kind
  FROM shipment AS s
  LEFT JOIN waybill ON waybill.id = s.waybill_id
  LEFT JOIN carrier ON carrier.id = waybill.carrier_id
 CROSS JOIN LATERAL (
       SELECT 4 AS weight, 'disputed' AS kind, f.opened_at AS since FROM feedback AS f
        WHERE f.order_id = s.order_id AND f.kind = 'not_arrived' AND f.answered_at IS NULL
          AND s.state IN ('dispatched', 'delivered')
          AND (f.words = s.number OR NOT EXISTS (SELECT FROM shipment AS named
                WHERE named.order_id = s.order_id AND named.number = f.words))
        UNION ALL
       SELECT 3, CASE s.come_back_reason WHEN 'refused' THEN 'refused' ELSE 'failed' END,
              s.state_since
        WHERE s.state = 'coming_back' AND s.come_back_reason IN ('refused', 'undeliverable')
        UNION ALL
       SELECT 2, 'failed', s.carrier_status_at
        WHERE s.state = 'dispatched' AND s.carrier_status IN ('attempt_failed', 'exception')
        UNION ALL
       SELECT 1, CASE WHEN s.carrier_status = 'at_pickup_point' THEN 'uncollected'
                      WHEN s.carrier_status = '' AND carrier.kind = 'network' THEN 'no_scan'
                      ELSE 'no_movement' END, s.due_at
        WHERE s.state = 'dispatched' AND s.due_at < coalesce(s.paused_at, now())
       ) AS cause
 WHERE {which}
   AND NOT EXISTS (
       SELECT FROM delivery_exception AS known
        WHERE known.shipment_id = s.id
          AND (known.kind = cause.kind AND known.closed_at >= cause.since
               OR known.closed_at IS NULL AND (known.kind = cause.kind
                  OR known.kind NOT IN ('no_scan', 'no_movement', 'uncollected'))))
 ORDER BY s.id, cause.weight DESC
 LIMIT %(most)s
"""

# What the clock opened, a word of the carrier settles: it moves.
MOVING = """
SELECT s.id FROM delivery_exception AS known JOIN shipment AS s ON s.id = known.shipment_id
 WHERE known.closed_at IS NULL AND known.kind IN ('no_scan', 'no_movement', 'uncollected')
   AND s.state = 'dispatched' AND s.due_at >= coalesce(s.paused_at, now())
   AND (s.carrier_status_at > known.opened_at OR known.opened_by = %(system)s)
   AND (s.carrier_status IN ('collected', 'in_transit', 'forwarded', 'customs', 'out_for_delivery')
        OR s.carrier_status = 'at_pickup_point' AND known.kind <> 'uncollected')
   AND {which}
 ORDER BY s.id LIMIT %(most)s
"""
OF_ORDERS = "s.order_id = ANY(%(orders)s)"
LATE = "s.state = 'dispatched' AND s.due_at < now()"


def look_at(orders: Sequence[int]) -> list[Outcome]:
    """Something happened to the parcels of these orders: open or close what that calls for."""
    return _look(OF_ORDERS, OF_ORDERS, orders)


def look_at_late() -> list[Outcome]:
    """Time has passed: the same for every parcel of which nothing was heard for too long."""
    return _look(LATE, "true", ())


def _look(amiss: str, moving: str, orders: Sequence[int]) -> list[Outcome]:
    given = {"orders": list(orders), "most": BATCH_MAX, "system": SYSTEM.name}
    found: dict[str, list[int]] = {}
    for shipment, kind in sql.rows(AMISS.format(which=amiss), given):
        found.setdefault(kind, []).append(shipment)
    moved = [shipment for (shipment,) in sql.rows(MOVING.format(which=moving), given)]
    outcomes = [
        open_exception(found[kind.value], by=SYSTEM, kind=kind)
        for kind in ExceptionKind
        if kind.value in found
    ]
    if moved:
        outcomes.append(close_exception(moved, by=SYSTEM, outcome=ExceptionOutcome.MOVING))
    return outcomes
