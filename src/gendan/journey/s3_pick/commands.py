"""Picking: somebody takes the work, every unit is checked by its code, and the box is closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gendan.journey.s3_pick import records
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import When
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.records.people.models import Staff
from gendan.records.shipments.contents import Content, contents, spread
from gendan.records.shipments.models import Shipment

ACKNOWLEDGE = PROCESS.step("acknowledge")
START_PICK = PROCESS.step("start_pick")
STOP_PICK = PROCESS.step("stop_pick")
REASSIGN = PROCESS.step("reassign")
PICK = PROCESS.step("pick")
PACK = PROCESS.step("pack")
UNPACK = PROCESS.step("unpack")

SEEN = """
UPDATE shipment AS s SET acknowledged_at = asked.at, acknowledged_by = %s
  FROM unnest(%s::bigint[], %s::timestamptz[]) AS asked (id, at)
 WHERE s.id = asked.id AND acknowledged_at IS NULL RETURNING s.id
"""
SET_PICKER = "UPDATE shipment SET picker_id = %s WHERE id = ANY(%s)"
CLOSE_BOX = """
UPDATE shipment AS s SET packed_at = asked.at, weight_grams = asked.weight
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::int[]) AS asked (id, at, weight)
 WHERE s.id = asked.id
"""
OPEN_BOX = "UPDATE shipment SET packed_at = NULL, weight_grams = NULL WHERE id = ANY(%s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """So many units with this code (SKU or GTIN) taken for a shipment, from a bin."""

    shipment: int
    code: str
    quantity: int = 1
    bin: str = ""

    @property
    def document(self) -> int:
        """The shipment."""
        return self.shipment


def acknowledge(shipments: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """Say that handed-over work was seen; stops the fifteen-minute clock."""
    with taking(ACKNOWLEDGE, Shipment, shipments, by=by, at=at) as batch:
        seen = {
            id for (id,) in sql.rows(SEEN, [by.name, batch.ids, [batch.at(id) for id in batch.ids]])
        }
        batch.refuse(set(batch.ids) - seen, Refusal.ALREADY_DONE)
    return batch.outcome


def start_pick(shipments: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """Take the work, one shipment or a wave; the taker is the picker from now on."""
    with taking(START_PICK, Shipment, shipments, by=by, at=at) as batch:
        _set_picker(batch.ids, by.staff)
    return batch.outcome


def stop_pick(shipments: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """Give the work back; what was picked goes back to its place, and the record says so."""
    with taking(STOP_PICK, Shipment, shipments, by=by, at=at) as batch:
        records.put_back(batch)
        _set_picker(batch.ids, None)
    return batch.outcome


def reassign(shipments: Sequence[int], *, by: Actor, to: int, at: When = None) -> Outcome:
    """Let another person go on with the work; `to` is the id of one who works here."""
    with taking(REASSIGN, Shipment, shipments, by=by, at=at) as batch:
        if not Staff.objects.filter(id=to, is_active=True).exists():
            batch.refuse(batch.items, Refusal.UNKNOWN_PERSON, "to", given=to)
        for shipment in batch.ids:
            batch.note(shipment, {"picker": to})
        _set_picker(batch.ids, to)
    return batch.outcome


def pick(scans: Sequence[Scan], *, by: Actor, at: When = None) -> Outcome:
    """Record scanned or counted units; items are positions.

    A code that is not on the list, or one unit too many, is refused and changes nothing."""
    with taking(PICK, Shipment, scans, by=by, at=at) as batch:
        inside = contents(batch.ids)
        taken: list[records.Taken] = []
        picked: dict[int, list[list[object]]] = {}
        for item in batch.items:
            scan = scans[item]
            matching = [c for c in inside[scan.shipment] if c.answers_to(scan.code)]
            if scan.quantity <= 0:
                batch.refuse([item], Refusal.NOT_POSITIVE, "quantity", given=scan.quantity)
            elif not matching:
                expected = _expected(inside[scan.shipment])
                batch.refuse([item], Refusal.WRONG_ITEM, "code", given=scan.code, expected=expected)
            elif (there := sum(content.open for content in matching)) < scan.quantity:
                sku = matching[0].sku
                batch.refuse([item], Refusal.TOO_MANY, "quantity", sku=sku, expected=there,
                             given=scan.quantity)  # fmt: skip
            else:
                for content, units in spread(matching, scan.quantity):
                    content.picked += units
                    at_ = batch.at(scan.shipment)
                    taken.append(records.Taken(content.id, units, scan.code, scan.bin, at_))
                picked.setdefault(scan.shipment, []).append([scan.code, scan.quantity])
        for shipment in batch.ids:
            batch.note(shipment, picked[shipment])
        records.record(taken, actor=by.name)
    return batch.outcome


def pick_listed(shipments: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """Record that everything still open was picked as listed: counted by hand, not scanned."""
    with taking(PICK, Shipment, shipments, by=by, at=at) as batch:
        moments = [batch.at(id) for id in batch.ids]
        taken = records.record_listed(batch.ids, moments, actor=by.name)
        batch.refuse(set(batch.ids) - taken, Refusal.ALREADY_DONE)
    return batch.outcome


def pack(
    shipments: Sequence[int],
    *,
    by: Actor,
    weight_grams: Mapping[int, int] | None = None,
    at: When = None,
) -> Outcome:
    """Close boxes whose every unit is picked; refused, with what is lacking, when one is not."""
    with taking(PACK, Shipment, shipments, by=by, at=at) as batch:
        lacking = {
            shipment: next((content for content in inside if content.open), None)
            for shipment, inside in contents(batch.ids).items()
        }
        batch.refuse_each(
            {
                shipment: refused(Refusal.NOT_COMPLETE, sku=content.sku, expected=content.open)
                for shipment, content in lacking.items()
                if content
            }
        )
        weights = [(weight_grams or {}).get(id) for id in batch.ids]
        sql.run(CLOSE_BOX, [batch.ids, [batch.at(id) for id in batch.ids], weights])
    return batch.outcome


def unpack(shipments: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """Open boxes again; every unit must be checked anew."""
    with taking(UNPACK, Shipment, shipments, by=by, at=at) as batch:
        records.put_back(batch)
        sql.run(OPEN_BOX, [batch.ids])
    return batch.outcome


def _set_picker(shipments: Sequence[int], staff: int | None) -> None:
    sql.run(SET_PICKER, [staff, list(shipments)])


def _expected(inside: Sequence[Content]) -> str:
    """What the picker should look for next."""
    return next((content.sku for content in inside if content.open), "—")
