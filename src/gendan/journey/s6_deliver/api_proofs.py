"""Deliveries over the API with what proves them: from a driver's telephone, or a carrier's file."""

from collections.abc import Sequence

from ninja import Router
from pydantic import Field

from gendan.journey.s6_deliver.proving import Arrival, deliver_each
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.kit.rest.bodies import MOST, Body, Moment, ShipmentNumber, Short
from gendan.kit.rest.commands import StepBody, command
from gendan.kit.rest.naming import of_items
from gendan.process.words import ProofKind
from gendan.records.dock import pictures
from gendan.records.dock.models import PROOF_MAX
from gendan.records.shipments import numbers

router = Router(tags=["送达 · Delivered"])
PROOFS_MAX = 3  # pictures of one delivery
ENCODED_MAX = PROOF_MAX * 4 // 3 + 100


class ProofOfIt(Body):
    """A picture: JPEG or PNG, in base64."""

    kind: ProofKind
    image: str = Field(min_length=1, max_length=ENCODED_MAX)


class ParcelArrived(Body):
    """A parcel that arrived."""

    shipment: ShipmentNumber
    at: Moment | None = Field(None, description="Not given: now.")
    received_by: Short = Field("", description="Who signed, if anybody did.")
    proofs: list[ProofOfIt] = Field([], max_length=PROOFS_MAX)


class ParcelsArrived(StepBody):
    """Parcels that arrived."""

    parcels: list[ParcelArrived] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The shipments."""
        return [parcel.shipment for parcel in self.parcels]


@command(
    router,
    "deliver",
    "/shipments/proven-deliveries",
    example={
        "parcels": [
            {"shipment": "12345674-1", "at": "2026-11-27T10:00:00+08:00", "received_by": "王小明"}
        ]
    },
    way="deliver_each",
)
def deliver_each_one(body: ParcelsArrived, by: Actor) -> Outcome:
    """Confirm that parcels arrived, each with its own moment and proofs."""
    shown, faults = _pictures(body)

    def arrival(position: int, shipment: int) -> Arrival:
        one = body.parcels[position]
        return Arrival(
            shipment=shipment, at=one.at, received_by=one.received_by, pictures=shown[position]
        )

    named = [number if place not in faults else "" for place, number in enumerate(body.named())]
    outcome = of_items(named, numbers.ids, arrival, lambda given: deliver_each(given, by=by))
    return Outcome(outcome.done, {**outcome.refused, **faults})


def _pictures(
    body: ParcelsArrived,
) -> tuple[dict[int, tuple[pictures.Picture, ...]], dict[int, Refused]]:
    """By position, the pictures; or that one of them is none."""
    shown: dict[int, tuple[pictures.Picture, ...]] = {}
    faults: dict[int, Refused] = {}
    for place, parcel in enumerate(body.parcels):
        try:
            shown[place] = tuple(pictures.read(one.image, one.kind.value) for one in parcel.proofs)
        except pictures.NoPicture:
            faults[place] = refused(Refusal.BAD_PICTURE, "proofs", given=PROOF_MAX // 1000)
    return shown, faults
