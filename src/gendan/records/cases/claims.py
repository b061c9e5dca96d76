"""What carriers are asked to pay for parcels, and what they grant: written in sets."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from gendan.kernel import sql
from gendan.kernel.batch import Batch

KNOWN = """
SELECT s.id, w.carrier_id IS NOT NULL, open.amount,
       EXISTS (SELECT FROM claim WHERE claim.shipment_id = s.id AND claim.granted > 0)
  FROM shipment AS s
  LEFT JOIN waybill AS w ON w.id = s.waybill_id
  LEFT JOIN claim AS open ON open.shipment_id = s.id AND open.settled_at IS NULL
 WHERE s.id = ANY(%s)
"""

CLAIM = """
INSERT INTO claim (shipment_id, carrier_id, currency, amount, at, actor, note)
SELECT s.id, w.carrier_id, o.currency, %s, asked.at, %s, %s
  FROM unnest(%s::bigint[], %s::timestamptz[]) AS asked (id, at)
  JOIN shipment AS s USING (id)
  JOIN waybill AS w ON w.id = s.waybill_id
  JOIN customer_order AS o ON o.id = s.order_id
"""

SETTLE = """
UPDATE claim SET granted = %s, settled_at = asked.at, settled_by = %s, conclusion = %s
  FROM unnest(%s::bigint[], %s::timestamptz[]) AS asked (id, at)
 WHERE claim.shipment_id = asked.id AND claim.settled_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is known of one parcel: a carrier had it; what is claimed and not settled; whether
    anything was granted."""

    carried: bool
    open: Decimal | None
    granted: bool


def known(shipments: Collection[int]) -> dict[int, Claimed]:
    """By shipment. One statement."""
    return {id: Claimed(*rest) for id, *rest in sql.rows(KNOWN, [list(shipments)])}


def claim(batch: Batch, amount: Decimal, note: str) -> None:
    """Claim so much for each parcel of the batch, of who carried it. One statement."""
    rows = sql.columns([(id, batch.at(id)) for id in batch.ids], 2)
    sql.run(CLAIM, [amount, batch.actor.name, note, *rows])


def settle(batch: Batch, granted: Decimal, conclusion: str) -> None:
    """So much was granted for each parcel of the batch. One statement."""
    rows = sql.columns([(id, batch.at(id)) for id in batch.ids], 2)
    sql.run(SETTLE, [granted, batch.actor.name, conclusion, *rows])
