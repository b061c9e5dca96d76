"""Waybills: recorded once, live on one parcel, voided but kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from gendan.kernel import sql

CARRIERS = "SELECT code, id FROM carrier WHERE code = ANY(%s)"

# Two dispatchers may type the same number at this moment: the first one has it.
ADD = """
INSERT INTO waybill (carrier_id, number, recorded_at, recorded_by, voided_by)
SELECT carrier_id, number, at, %s, ''
  FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[]) AS new (carrier_id, number, at)
 ORDER BY carrier_id, number
ON CONFLICT (carrier_id, number) WHERE voided_at IS NULL DO NOTHING
RETURNING carrier_id, number, id
"""

# One that other boxes still travel under stays live.
VOID = """
UPDATE waybill AS w SET voided_at = asked.at, voided_by = %s, replaced_by_id = asked.new
  FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS asked (old, new, at)
 WHERE w.id = asked.old AND voided_at IS NULL
   AND NOT EXISTS (SELECT FROM shipment AS s WHERE s.waybill_id = w.id)
"""

# They did not leave: the number goes with the label, into the bin.
TAKE_OFF = """
WITH bare AS (
    UPDATE shipment AS s SET waybill_id = NULL
      FROM shipment AS before
     WHERE s.id = ANY(%s) AND before.id = s.id AND s.waybill_id IS NOT NULL
    RETURNING before.waybill_id
)
UPDATE waybill AS w SET voided_at = %s, voided_by = %s
  FROM bare WHERE w.id = bare.waybill_id AND w.voided_at IS NULL
   AND NOT EXISTS (SELECT FROM shipment AS other
                    WHERE other.waybill_id = w.id AND other.id <> ALL(%s))
"""

# Who carries a parcel, and its number, were settled for the address it had.
READDRESSED = """
WITH bare AS (
    UPDATE shipment AS s SET waybill_id = NULL, carrier_id = NULL
      FROM shipment AS before
     WHERE s.order_id = ANY(%s) AND s.state = 'issued' AND before.id = s.id
       AND s.carrier_id IS NOT NULL
    RETURNING s.order_id, before.waybill_id
), gone AS (
    UPDATE waybill AS w SET voided_at = %s, voided_by = %s
      FROM bare WHERE w.id = bare.waybill_id AND w.voided_at IS NULL
       AND NOT EXISTS (SELECT FROM shipment AS other
                        WHERE other.waybill_id = w.id AND other.state <> 'issued')
    RETURNING w.id, w.number
)
SELECT bare.order_id, gone.number FROM bare JOIN gone ON gone.id = bare.waybill_id ORDER BY 1, 2
"""

Name = tuple[int, str]  # carrier and number


@dataclass(frozen=True, slots=True)
class New:
    """A number to be recorded."""

    carrier: int
    number: str
    at: datetime


def carriers(codes: Collection[str]) -> dict[str, int]:
    """Ids by code. One statement."""
    return dict(sql.rows(CARRIERS, [list(codes)]))


def add(new: Sequence[New], *, actor: str) -> dict[Name, int]:
    """Record the numbers; ids of those that were free. One statement."""
    return {
        (carrier, number): id
        for carrier, number, id in sql.rows(
            ADD,
            [
                actor,
                [waybill.carrier for waybill in new],
                [waybill.number for waybill in new],
                [waybill.at for waybill in new],
            ],
        )
    }


def void(replaced: Sequence[tuple[int, int, datetime]], *, actor: str) -> None:
    """Void those (old, new, when) that no box travels under any more. One statement."""
    sql.run(VOID, [actor, *sql.columns(replaced, 3)])


def take_off(shipments: Collection[int], *, actor: str, at: datetime) -> None:
    """Void the numbers of boxes that stay in the house after all. One statement."""
    ids = list(shipments)
    sql.run(TAKE_OFF, [ids, at, actor, ids])


def readdressed(orders: Collection[int], *, actor: str, at: datetime) -> dict[int, list[str]]:
    """Void the numbers of boxes that wait for a carrier, and leave it open again who that is;
    the numbers by order. One statement."""
    gone: dict[int, list[str]] = {}
    for order, number in sql.rows(READDRESSED, [list(orders), at, actor]):
        gone.setdefault(order, []).append(number)
    return gone
