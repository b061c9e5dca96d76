"""Dispatch: the carrier takes the parcel, and a number proves it."""

from collections.abc import Collection, Mapping, Sequence
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
from gendan.records.carriers import recognising
from gendan.records.following import noting
from gendan.records.shipments import waybills
from gendan.records.shipments.models import Shipment

DISPATCH = PROCESS.step("dispatch")
REPLACE_WAYBILL = PROCESS.step("replace_waybill")
ASSIGN_WAYBILL = PROCESS.step("assign_waybill")

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
UPDATE shipment AS s SET waybill_id = asked.waybill_id, carrier_id = asked.carrier_id{handed}
  FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[])
       AS asked (id, waybill_id, carrier_id, at)
 WHERE s.id = asked.id
"""
HANDED = ", handed_at = asked.at"


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


# By item: the position in what was given, or the shipment.
Parcels = Sequence[Parcel] | Mapping[int, Parcel]


@dataclass(frozen=True, slots=True)
class Label:
    """A waybill on a parcel. `old`: the one it bore until now, which is void when it is another."""

    shipment: int
    waybill: int
    carrier: int
    at: datetime
    old: int | None


def dispatch(parcels: Sequence[Parcel], *, by: Actor, at: When = None) -> Outcome:
    """Hand parcels to their carriers, under the numbers they bear or others; items are
    positions."""
    with taking(DISPATCH, Shipment, parcels, by=by, at=at) as batch:
        refuse_pickups(batch)
        live(label(batch, parcels, handed=True))
    return batch.outcome


def assign_waybill(parcels: Sequence[Parcel], *, by: Actor, at: When = None) -> Outcome:
    """Give parcels their numbers while they are still here; one that they had is void and kept.

    Items are positions. What only lacks a right check digit is refused: it was misread."""
    with taking(ASSIGN_WAYBILL, Shipment, parcels, by=by, at=at) as batch:
        refuse_pickups(batch)
        refuse_misread(batch, {item: parcels[item] for item in batch.items})
        label(batch, parcels, again=Refusal.ALREADY_DONE)
    return batch.outcome


def replace_waybill(parcels: Sequence[Parcel], *, by: Actor, at: When = None) -> Outcome:
    """Give parcels new numbers; the old ones are void and kept. Items are positions."""
    with taking(REPLACE_WAYBILL, Shipment, parcels, by=by, at=at) as batch:
        live(label(batch, parcels, again=Refusal.ALREADY_DONE))
    return batch.outcome


def refuse_pickups(batch: Batch) -> None:
    """What customers fetch goes with no carrier. One statement."""
    pickups = {id for (id,) in sql.rows(PICKUPS, [batch.ids, Fulfilment.DELIVERY.value])}
    batch.refuse_documents(dict.fromkeys(pickups, refused(Refusal.NOT_FOR_DELIVERY)))


def refuse_misread(batch: Batch, parcels: Mapping[int, Parcel]) -> None:
    """Numbers of which only the check digit is wrong. One statement."""
    known = recognising.patterns()
    for item, parcel in parcels.items():
        if recognising.misread(parcel.number.strip(), parcel.carrier, known):
            batch.refuse([item], Refusal.WAYBILL_MISREAD, "number", given=parcel.number)


def label(
    batch: Batch, parcels: Parcels, *, handed: bool = False, again: Refusal | None = None
) -> list[Label]:
    """Record the numbers that are free, put them on their parcels, and void what they replace.

    `again`: what is said of the number that the parcel bears already; nothing: it stays on. Five
    statements."""
    old = {id: (waybill, (carrier, number))
           for id, waybill, carrier, number in sql.rows(OLD, [batch.ids])}  # fmt: skip
    carriers = waybills.carriers({parcels[item].carrier for item in batch.items})
    names = {id: name for id, (_, name) in old.items()}
    wanted = _free_to_try(batch, parcels, carriers, names, again)
    new = [
        waybills.New(carrier, number, batch.at(parcel.shipment))
        for (carrier, number), (_, parcel) in wanted.items()
        if names.get(parcel.shipment) != (carrier, number)
    ]
    added = waybills.add(new, actor=batch.actor.name)
    labels: list[Label] = []
    for name, (item, parcel) in wanted.items():
        before, before_name = old.get(parcel.shipment, (None, None))
        waybill = before if name == before_name else added.get(name)
        if waybill is None:
            batch.refuse([item], Refusal.WAYBILL_TAKEN, "number", given=name[1])
            continue
        at = batch.at(parcel.shipment)
        labels.append(Label(parcel.shipment, waybill, name[0], at, before))
        batch.note(parcel.shipment, {"carrier": parcel.carrier, "number": name[1]})
    put_on(labels, handed=handed, actor=batch.actor.name)
    return labels


def live(labels: Collection[Label]) -> None:
    """The carriers have these now: who follows them is asked to. One statement, two if anybody
    does."""
    noting.follow([(one.waybill, one.carrier, one.at) for one in labels])


def put_on(labels: Collection[Label], *, handed: bool, actor: str) -> None:
    """Put the labels on, and void those they replace. Two statements."""
    rows = [(one.shipment, one.waybill, one.carrier, one.at) for one in labels]
    sql.run(LABEL.format(handed=HANDED if handed else ""), sql.columns(rows, 4))
    waybills.void(
        [
            (one.old, one.waybill, one.at)
            for one in labels
            if one.old is not None and one.old != one.waybill
        ],
        actor=actor,
    )


def _free_to_try(
    batch: Batch,
    parcels: Parcels,
    carriers: Mapping[str, int],
    old: Mapping[int, waybills.Name],
    again: Refusal | None,
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
        elif again is not None and name == old.get(parcel.shipment):
            batch.refuse([item], again)
        elif name in wanted:
            batch.refuse([item], Refusal.WAYBILL_TAKEN, "number", given=parcel.number)
        else:
            wanted[name] = (item, parcel)
            seen.add(parcel.shipment)
    return wanted
