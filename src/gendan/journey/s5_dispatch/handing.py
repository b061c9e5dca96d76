"""The trolley leaves: what was scanned for one carrier is dispatched at once and signed for."""

from collections.abc import Sequence
from dataclasses import dataclass

from gendan.journey.s5_dispatch.commands import DISPATCH, Parcel, label, live, refuse_pickups
from gendan.kernel import clock, sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.outcome import Outcome
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.words import CarrierKind
from gendan.records.dock import handovers, pictures
from gendan.records.dock.handovers import Taken
from gendan.records.shipments.models import Shipment

CARRIER = """
SELECT id, name, kind = %s FROM carrier WHERE code = %s
"""
# The number that each bears, whose it is, and who else was meant to carry it.
BORNE = """
SELECT s.id, s.number, w.number, coalesce(w.carrier_id, s.carrier_id), carrier.name
  FROM shipment AS s
  LEFT JOIN waybill AS w ON w.id = s.waybill_id
  LEFT JOIN carrier ON carrier.id = coalesce(w.carrier_id, s.carrier_id)
 WHERE s.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trolley:
    """Who takes it: the carrier's code, and a name or a driver of ours; and what was signed."""

    carrier: str
    taken_by: str = ""
    driver: int | None = None  # of our own vans
    signature: pictures.Picture | None = None


def hand_to_carrier(
    shipments: Sequence[int], trolley: Trolley, *, by: Actor, at: When = None
) -> Outcome:
    """Dispatch what lies on the trolley, in the order in which it was scanned.

    1. What is for another carrier, has no number, or is held stays here.
    2. Our own vans carry a parcel under its own number.
    3. Each warehouse gets its handover list, with the signature."""
    moment = clock.now() if at is None else at
    with taking(DISPATCH, Shipment, shipments, by=by, at=moment) as batch:
        refuse_pickups(batch)
        found = sql.rows(CARRIER, [CarrierKind.OWN.value, trolley.carrier])
        carrier, name, is_ours = found[0] if found else (0, "", False)
        if not carrier:
            batch.refuse(list(batch.items), Refusal.UNKNOWN_CARRIER, "carrier",
                         given=trolley.carrier)  # fmt: skip
        parcels = _fit(batch, trolley.carrier, carrier, name, is_ours)
        labelled = label(batch, parcels, handed=True)
        live(labelled)
        labels = {one.shipment: one.waybill for one in labelled}
        rows = [(id, labels[id], batch.row(id).warehouses[0]) for id in shipments if id in labels]
        _write(batch, rows, Taken(carrier=carrier, taken_by=trolley.taken_by,
                                  driver=trolley.driver), trolley, parcels)  # fmt: skip
    return batch.outcome


def _fit(batch: Batch, code: str, carrier: int, name: str, is_ours: bool) -> dict[int, Parcel]:
    """Those that are this carrier's, under their numbers; the others are refused."""
    parcels: dict[int, Parcel] = {}
    for id, own, number, whose, called in sql.rows(BORNE, [batch.ids]):
        if whose not in (None, carrier):
            batch.refuse([id], Refusal.OTHER_CARRIER, "carrier", expected=called, given=name)
        elif number is None and not is_ours:
            batch.refuse([id], Refusal.NO_WAYBILL_YET)
        else:
            parcels[id] = Parcel(shipment=id, carrier=code, number=number or own)
    return parcels


def _write(
    batch: Batch,
    rows: Sequence[tuple[int, int, int]],
    taken: Taken,
    trolley: Trolley,
    parcels: dict[int, Parcel],
) -> None:
    """The lists, and on each the signature."""
    if not rows:
        return
    first = batch.at(rows[0][0])
    written = handovers.write(
        taken, rows, at=first, actor=batch.actor.name, staff=batch.actor.staff
    )
    for shipment, _, warehouse in rows:
        batch.note(shipment, {
            "carrier": parcels[shipment].carrier, "number": parcels[shipment].number,
            "handover": written[warehouse].number,
        })  # fmt: skip
    signed = [trolley.signature] if trolley.signature else []
    pictures.keep(
        [pictures.Proof(picture=picture, at=first, handover=one.id)
         for one in written.values() for picture in signed],
        actor=batch.actor.name,
    )  # fmt: skip
