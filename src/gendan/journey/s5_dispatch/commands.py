"""Dispatch: the carrier takes the parcel, and a number proves it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.process.words import Fulfilment
from gendan.records.shipments import waybills
from gendan.records.shipments.models import Shipment

DISPATCH = PROCESS.step("dispatch")
REPLACE_WAYBILL = PROCESS.step("replace_waybill")

PICKUPS = """
SELECT s.id FROM shipment AS s JOIN customer_order AS o ON o.id = s.order_id
 WHERE s.id = ANY(%s) AND o.fulfilment <> %s
"""

OLD = """
SELECT s.id, w.id, w.carrier_id, w.number FROM shipment AS s JOIN waybill AS w ON w.id = waybill_id
 WHERE s.id = ANY(%s)
"""

# {handed}: whether the parcel leaves our hands with it.
LABEL = """
UPDATE shipment AS s SET waybill_id = asked.waybill_id{handed}
  FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS asked (id, waybill_id, at)
 WHERE s.id = asked.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A shipment under a carrier's number. `carrier` is its code; own vans are a carrier too."""

    shipment: int
    carrier: str
    number: str

    @property
    def document(self) -> int:
        """The shipment."""
        return self.shipment


def dispatch(parcels: Sequence[Parcel], *, by: Actor, at: When = None) -> Outcome:
    """Hand parcels to their carriers; items are positions."""
    with taking(DISPATCH, Shipment, parcels, by=by, at=at) as batch:
        pickups = {id for (id,) in sql.rows(PICKUPS, [batch.ids, Fulfilment.DELIVERY.value])}
        batch.refuse_documents(dict.fromkeys(pickups, refused(Refusal.NOT_FOR_DELIVERY)))
        _label(batch, parcels, {}, handed=", handed_at = asked.at")
    return batch.outcome


def replace_waybill(parcels: Sequence[Parcel], *, by: Actor, at: When = None) -> Outcome:
    """Give parcels new numbers; the old ones are void and kept. Items are positions."""
    with taking(REPLACE_WAYBILL, Shipment, parcels, by=by, at=at) as batch:
        old = {id: (waybill, (carrier, number))
               for id, waybill, carrier, number in sql.rows(OLD, [batch.ids])}  # fmt: skip
        labelled = _label(batch, parcels, {id: name for id, (_, name) in old.items()}, handed="")
        waybills.void([(old[id][0], new, moment) for id, new, moment in labelled], actor=by.name)
    return batch.outcome


def _label(
    batch: Batch, parcels: Sequence[Parcel], old: Mapping[int, waybills.Name], *, handed: str
) -> list[tuple[int, int, datetime]]:
    """Record the numbers that are free and put them on their parcels: shipment, waybill, when.

    `old`: the number that a shipment bears now. Three statements."""
    carriers = waybills.carriers({parcels[item].carrier for item in batch.items})
    wanted = _free_to_try(batch, parcels, carriers, old)
    new = [
        waybills.New(carrier, number, batch.at(parcel.shipment))
        for (carrier, number), (_, parcel) in wanted.items()
    ]
    added = waybills.add(new, actor=batch.actor.name)
    labelled: list[tuple[int, int, datetime]] = []
    for name, (item, parcel) in wanted.items():
        if name in added:
            labelled.append((parcel.shipment, added[name], batch.at(parcel.shipment)))
            batch.note(parcel.shipment, {"carrier": parcel.carrier, "number": name[1]})
        else:
            batch.refuse([item], Refusal.WAYBILL_TAKEN, "number", given=name[1])
    sql.run(LABEL.format(handed=handed), sql.columns(labelled, 3))
    return labelled


def _free_to_try(
    batch: Batch,
    parcels: Sequence[Parcel],
    carriers: Mapping[str, int],
    old: Mapping[int, waybills.Name],
) -> dict[waybills.Name, tuple[int, Parcel]]:
    """By carrier and number, the item and parcel; what is wrong in itself is refused."""
    wanted: dict[waybills.Name, tuple[int, Parcel]] = {}
    seen: set[int] = set()
    for item in batch.items:
        parcel = parcels[item]
        name = (carriers.get(parcel.carrier, 0), parcel.number.strip())
        if parcel.carrier not in carriers:
            batch.refuse([item], Refusal.UNKNOWN_CARRIER, "carrier", given=parcel.carrier)
        elif not name[1]:
            batch.refuse([item], Refusal.MISSING, "number")
        elif parcel.shipment in seen:
            batch.refuse([item], Refusal.REPEATED_IN_BATCH)
        elif name == old.get(parcel.shipment):
            batch.refuse([item], Refusal.ALREADY_DONE)
        elif name in wanted:
            batch.refuse([item], Refusal.WAYBILL_TAKEN, "number", given=parcel.number)
        else:
            wanted[name] = (item, parcel)
            seen.add(parcel.shipment)
    return wanted
