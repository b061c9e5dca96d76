"""Picking: somebody takes the work, every unit is checked by its code, and the box is closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gendan.journey.s3_pick import marks, records, weights
from gendan.journey.s3_pick.marks import Marks
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.outcome import Outcome, Refused, refused
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
UNDO_PICK = PROCESS.step("undo_pick")
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
    """So many units with this code (SKU or GTIN) taken for a shipment, from a bin.

    `marks`: what the article asks for of each unit."""

    shipment: int
    code: str
    quantity: int = 1
    bin: str = ""
    marks: Marks = marks.NONE

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

    A code that is not on the list, one unit too many, one past its last day, or a serial number
    that is in a box already, is refused and changes nothing."""
    with taking(PICK, Shipment, scans, by=by, at=at) as batch:
        inside = contents(batch.ids)
        fitting: dict[int, list[tuple[Content, int]]] = {}
        for item in batch.items:
            scan = scans[item]
            matching = [c for c in inside[scan.shipment] if c.answers_to(scan.code)]
            unfit = _unfit(scan, matching, inside[scan.shipment])
            if not unfit:
                unfit = marks.unfit(matching[0], scan.quantity, scan.marks, batch.at(scan.shipment))
            if unfit:
                batch.refuse_each({item: unfit})
                continue
            fitting[item] = spread(matching, scan.quantity)
            for content, units in fitting[item]:
                content.picked += units
        marks.take_serials(batch, {i: (fitting[i][0][0], scans[i].marks) for i in batch.items})
        _record(batch, scans, fitting, sign=1)
    return batch.outcome


def undo_pick(scans: Sequence[Scan], *, by: Actor, at: When = None) -> Outcome:
    """Take back what was scanned by mistake: it goes back to its place, and the record says so.

    Items are positions; what asks for a serial number is named by it."""
    with taking(UNDO_PICK, Shipment, scans, by=by, at=at) as batch:
        inside = contents(batch.ids)
        fitting: dict[int, list[tuple[Content, int]]] = {}
        for item in batch.items:
            scan = scans[item]
            matching = [c for c in inside[scan.shipment] if c.answers_to(scan.code)]
            unfit = _not_inside(scan, matching)
            if unfit:
                batch.refuse_each({item: unfit})
                continue
            fitting[item] = _taken_of(matching, scan.quantity)
            for content, units in fitting[item]:
                content.picked -= units
        marks.free_serials(batch, {i: (fitting[i][0][0], scans[i].marks) for i in batch.items})
        _record(batch, scans, fitting, sign=-1)
    return batch.outcome


def pick_listed(shipments: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """Record that everything still open was picked as listed: counted by hand, not scanned.

    What asks for a lot, a serial number or a last day cannot be counted, and is refused."""
    with taking(PICK, Shipment, shipments, by=by, at=at) as batch:
        asking = {
            id: next((content for content in inside if content.open and content.asks), None)
            for id, inside in contents(batch.ids).items()
        }
        batch.refuse_each({id: marks.each_by_itself(c, c.asks[0]) for id, c in asking.items() if c})
        moments = [batch.at(id) for id in batch.ids]
        taken = records.record_listed(batch.ids, moments, actor=by.name)
        batch.refuse(set(batch.ids) - taken, Refusal.ALREADY_DONE)
    return batch.outcome


def pack(
    shipments: Sequence[int],
    *,
    by: Actor,
    weight_grams: Mapping[int, int] | None = None,
    rechecked: Mapping[int, str] | None = None,
    at: When = None,
) -> Outcome:
    """Close boxes whose every unit is picked; refused, with what is lacking, when one is not.

    A box that weighs what its goods cannot weigh is refused too, unless somebody opened it again:
    `rechecked` says by shipment what they found, and the journal keeps it."""
    with taking(PACK, Shipment, shipments, by=by, at=at) as batch:
        inside = contents(batch.ids)
        lacking = {
            shipment: next((content for content in found if content.open), None)
            for shipment, found in inside.items()
        }
        batch.refuse_each(
            {
                shipment: refused(Refusal.NOT_COMPLETE, sku=content.sku, expected=content.open)
                for shipment, content in lacking.items()
                if content
            }
        )
        given, found_right = weight_grams or {}, rechecked or {}
        for shipment in batch.ids:
            off = weights.off(inside[shipment], given.get(shipment))
            if off and found_right.get(shipment, "").strip():
                batch.explain([shipment], found_right[shipment])
            elif off:
                batch.refuse_each({shipment: off})
        asked = [batch.ids, [batch.at(id) for id in batch.ids], [given.get(id) for id in batch.ids]]
        sql.run(CLOSE_BOX, asked)
    return batch.outcome


def unpack(shipments: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """Open boxes again; every unit must be checked anew."""
    with taking(UNPACK, Shipment, shipments, by=by, at=at) as batch:
        records.put_back(batch)
        sql.run(OPEN_BOX, [batch.ids])
    return batch.outcome


def _set_picker(shipments: Sequence[int], staff: int | None) -> None:
    sql.run(SET_PICKER, [staff, list(shipments)])


def _unfit(scan: Scan, matching: Sequence[Content], inside: Sequence[Content]) -> Refused | None:
    """Why these units do not belong in the box."""
    if scan.quantity <= 0:
        return refused(Refusal.NOT_POSITIVE, "quantity", given=scan.quantity)
    if not matching:
        return refused(Refusal.WRONG_ITEM, "code", given=scan.code, expected=_expected(inside))
    if (there := sum(content.open for content in matching)) < scan.quantity:
        return refused(Refusal.TOO_MANY, "quantity", sku=matching[0].sku, expected=there,
                       given=scan.quantity)  # fmt: skip
    return None


def _not_inside(scan: Scan, matching: Sequence[Content]) -> Refused | None:
    """Why these units cannot be taken out of the box."""
    if scan.quantity <= 0:
        return refused(Refusal.NOT_POSITIVE, "quantity", given=scan.quantity)
    if not matching:
        return refused(Refusal.UNKNOWN_LINE, "code", given=scan.code)
    if (there := sum(content.picked for content in matching)) < scan.quantity:
        return refused(Refusal.NOT_PICKED, "quantity", sku=matching[0].sku, expected=there,
                       given=scan.quantity)  # fmt: skip
    return None


def _taken_of(matching: Sequence[Content], quantity: int) -> list[tuple[Content, int]]:
    """So many picked units, those taken last first."""
    taken = []
    for content in reversed(matching):
        if units := min(quantity, content.picked):
            taken.append((content, units))
            quantity -= units
    return taken


def _record(
    batch: Batch,
    scans: Sequence[Scan],
    fitting: Mapping[int, Sequence[tuple[Content, int]]],
    *,
    sign: int,
) -> None:
    """Write what was taken, or with a negative sign what was put back."""
    taken: list[records.Taken] = []
    noted: dict[int, list[list[object]]] = {}
    for item in batch.items:
        scan = scans[item]
        noted.setdefault(scan.shipment, []).append([scan.code, scan.quantity])
        taken += [
            records.Taken(
                content.id, sign * units, scan.code, scan.bin, batch.at(scan.shipment), scan.marks
            )
            for content, units in fitting[item]
        ]
    for shipment, codes in noted.items():
        batch.note(shipment, codes)
    records.record(taken, actor=batch.actor.name)


def _expected(inside: Sequence[Content]) -> str:
    """What the picker should look for next."""
    return next((content.name for content in inside if content.open), "—")
