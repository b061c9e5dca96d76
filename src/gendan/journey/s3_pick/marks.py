"""What an article asks for of each unit: its lot 批号, its serial number 序列号, its last day 效期.

A serial number is in one box at a time: the database says so, whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from gendan.kernel import sql
from gendan.kernel.batch import Batch
from gendan.kernel.outcome import Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.records.shipments.contents import Content

TAKE = """
INSERT INTO picked_serial (product_id, serial, shipment_id, taken_at)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[])
ON CONFLICT (product_id, serial) WHERE put_back_at IS NULL DO NOTHING
RETURNING product_id, serial
"""
FREE = """
UPDATE picked_serial AS unit SET put_back_at = asked.at
  FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[])
       AS asked (product_id, serial, shipment_id, at)
 WHERE unit.product_id = asked.product_id AND unit.serial = asked.serial
   AND unit.shipment_id = asked.shipment_id AND unit.put_back_at IS NULL
RETURNING unit.product_id, unit.serial
"""

Serial = tuple[int, str]  # an article and the number of a unit of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What is told of a unit; `expires_on` is the last day on which it may be sold."""

    lot: str = ""
    serial: str = ""
    expires_on: date | None = None


NONE = Marks()


def unfit(content: Content, quantity: int, marks: Marks, at: datetime) -> Refused | None:
    """Why units with these marks may not be taken."""
    missing = next((name for name in content.asks if not getattr(marks, name)), None)
    if missing:
        return refused(Refusal.MISSING, missing)
    if marks.serial and quantity != 1:
        return each_by_itself(content, "serial")
    if marks.expires_on and marks.expires_on < timezone.localdate(at):
        return refused(Refusal.EXPIRED_UNIT, "expires_on", sku=content.sku, given=marks.expires_on)
    return None


def each_by_itself(content: Content, field: str) -> Refused:
    """It cannot be counted: each unit has something of its own to be recorded."""
    return refused(Refusal.ASKED_OF_EACH, field, sku=content.sku)


def take_serials(batch: Batch, units: Mapping[int, tuple[Content, Marks]]) -> None:
    """Claim the serial numbers of these items; one that is in a box already is refused.

    One statement, none without serial numbers."""
    taken = _asked(batch, units, TAKE)
    seen: set[Serial] = set()
    for item, (content, marks) in units.items():
        serial = (content.product, marks.serial)
        if marks.serial and (serial not in taken or serial in seen):
            batch.refuse([item], Refusal.SERIAL_TAKEN, "serial", given=marks.serial)
        seen.add(serial)


def free_serials(batch: Batch, units: Mapping[int, tuple[Content, Marks]]) -> None:
    """Let go of the serial numbers of these items; one that is not in that box is refused.

    One statement, none without serial numbers."""
    freed = _asked(batch, units, FREE)
    for item, (content, marks) in units.items():
        if "serial" in content.asks and not marks.serial:
            batch.refuse([item], Refusal.MISSING, "serial")
        elif marks.serial and (content.product, marks.serial) not in freed:
            batch.refuse([item], Refusal.NOT_PICKED, "serial", sku=content.sku, expected=0, given=1)


def _asked(batch: Batch, units: Mapping[int, tuple[Content, Marks]], statement: str) -> set[Serial]:
    named = [(content, marks.serial) for content, marks in units.values() if marks.serial]
    if not named:
        return set()
    parameters: list[object] = [
        [content.product for content, _ in named],
        [serial for _, serial in named],
        [content.shipment for content, _ in named],
        [batch.at(content.shipment) for content, _ in named],
    ]
    return {(product, serial) for product, serial in sql.rows(statement, parameters)}
