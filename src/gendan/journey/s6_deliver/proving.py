"""Deliveries one by one, each with its moment, who took it, and the pictures that prove it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gendan.journey.s6_deliver.commands import DELIVER, arrive
from gendan.kernel import clock, sql
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.records.dock import pictures
from gendan.records.dock.pictures import Picture, Proof
from gendan.records.shipments.models import Shipment

HANDED = "SELECT id, handed_at FROM shipment WHERE id = ANY(%s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A parcel that arrived: when (now, unless told), who took it, and what proves it."""

    shipment: int
    at: datetime | None = None
    received_by: str = ""
    pictures: tuple[Picture, ...] = ()

    @property
    def document(self) -> int:
        """The shipment."""
        return self.shipment


def deliver_each(arrivals: Sequence[Arrival], *, by: Actor) -> Outcome:
    """Confirm that parcels arrived; items are positions.

    A moment in the future, or before the carrier had the parcel, is a mistake of whoever typed."""
    now = clock.now()
    moments = {one.shipment: one.at or now for one in arrivals}
    with taking(DELIVER, Shipment, arrivals, by=by, at=moments) as batch:
        handed = dict(sql.rows(HANDED, [batch.ids]))
        taken: dict[int, Arrival] = {}
        for item in batch.items:
            one = arrivals[item]
            at = one.at or now
            if one.shipment in taken:
                batch.refuse([item], Refusal.REPEATED_IN_BATCH)
            elif at > now:
                batch.refuse([item], Refusal.IN_FUTURE, "at", given=at.isoformat())
            elif at < handed[one.shipment]:
                batch.refuse([item], Refusal.BEFORE_HANDED, "at", given=at.isoformat())
            else:
                taken[one.shipment] = one
        arrive(batch, {id: one.received_by for id, one in taken.items()})
        pictures.keep(
            [Proof(picture=picture, at=batch.at(one.shipment), shipment=one.shipment)
             for one in taken.values() for picture in one.pictures],
            actor=by.name,
        )  # fmt: skip
    return batch.outcome
