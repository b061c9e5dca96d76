"""Dispatch over the API: for the dock, and for programs that book with carriers."""

from collections.abc import Callable, Sequence
from functools import partial

from ninja import Router
from pydantic import Field

from gendan.journey.s5_dispatch import booking, choosing, commands, handing
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kit.rest.bodies import MOST, Body, Code, ShipmentNumber, Short
from gendan.kit.rest.commands import Shipments, StepBody, command
from gendan.kit.rest.naming import of_items, staff_ids
from gendan.process.words import ProofKind
from gendan.records.dock import pictures
from gendan.records.dock.models import PROOF_MAX
from gendan.records.shipments import numbers

router = Router(tags=["发货 · Dispatched"])
EXAMPLE = {"parcels": [{"shipment": "12345674-1", "carrier": "sf", "number": "SF1234567890123"}]}


class ParcelToHand(Body):
    """A shipment under a carrier's number."""

    shipment: ShipmentNumber
    carrier: Code = Field(description="The carrier's code; own vans are a carrier too.")
    number: Code = Field(description="The waybill's.")


class Parcels(StepBody):
    """Shipments under carriers' numbers."""

    parcels: list[ParcelToHand] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The shipments."""
        return [parcel.shipment for parcel in self.parcels]

    def take(self, command: Callable[[Sequence[commands.Parcel]], Outcome]) -> Outcome:
        """Take a command with them."""

        def parcel(position: int, shipment: int) -> commands.Parcel:
            one = self.parcels[position]
            return commands.Parcel(shipment=shipment, carrier=one.carrier, number=one.number)

        return of_items(self.named(), numbers.ids, parcel, command)


class CarrierChosen(Body):
    """A shipment, and who shall carry it."""

    shipment: ShipmentNumber
    carrier: Code = Field(description="The carrier's code.")
    reason: Short = Field("", description="Why; it stands in the journal.")


class CarriersChosen(StepBody):
    """Shipments, and who shall carry them."""

    parcels: list[CarrierChosen] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The shipments."""
        return [parcel.shipment for parcel in self.parcels]


class HandedOver(Shipments):
    """Shipments that one carrier takes away at once, in the order in which they were scanned."""

    carrier: Code = Field(description="The carrier's code.")
    taken_by: Short = Field("", description="Who signed for the carrier.")
    driver: Short = Field("", description="Username of our own driver, of own vans.")
    signature: str = Field(
        "",
        max_length=PROOF_MAX * 4 // 3 + 100,
        description="What was signed: PNG or JPEG in base64.",
    )


@command(
    router,
    "choose_carrier",
    "/shipments/carrier-choices",
    example={
        "parcels": [
            {"shipment": "12345674-1", "carrier": "sf", "reason": "首重便宜 3 元，浙江次日达"}
        ]
    },
)
def choose_carrier(body: CarriersChosen, by: Actor) -> Outcome:
    """Settle who carries parcels."""

    def choice(position: int, shipment: int) -> choosing.Choice:
        one = body.parcels[position]
        return choosing.Choice(shipment=shipment, carrier=one.carrier, reason=one.reason)

    return of_items(body.named(), numbers.ids, choice, partial(choosing.choose_carrier, by=by))


@command(router, "assign_waybill", "/shipments/waybills", example=EXAMPLE)
def assign_waybill(body: Parcels, by: Actor) -> Outcome:
    """Give parcels their numbers, as they were scanned from the labels."""
    return body.take(partial(commands.assign_waybill, by=by))


@command(
    router,
    "assign_waybill",
    "/shipments/waybills-from-blocks",
    example={"shipments": ["12345674-1"]},
    way="draw_waybill",
)
def draw_waybill(body: Shipments, by: Actor) -> Outcome:
    """Give parcels the next numbers of their carriers' blocks."""
    return body.take(partial(choosing.draw_waybill, by=by))


@command(
    router,
    "book_waybill",
    "/shipments/waybill-bookings",
    example={"shipments": ["12345674-1"]},
)
def book_waybill(body: Shipments, by: Actor) -> Outcome:
    """Ask the carriers of parcels for numbers."""
    return body.take(partial(booking.book_waybill, by=by))


@command(
    router,
    "dispatch",
    "/shipments/handovers",
    example={"shipments": ["12345674-1"], "carrier": "sf", "taken_by": "张师傅"},
    way="hand_to_carrier",
)
def hand_to_carrier(body: HandedOver, by: Actor) -> Outcome:
    """Hand over what was scanned for one carrier, with a list and a signature."""
    drivers = staff_ids([body.driver] if body.driver else [])
    try:
        signature = (
            pictures.read(body.signature, ProofKind.SIGNATURE.value) if body.signature else None
        )
    except pictures.NoPicture:
        fault = refused(Refusal.BAD_PICTURE, "signature", given=PROOF_MAX // 1000)
        return Outcome(refused=dict.fromkeys(range(len(body.shipments)), fault))
    if body.driver and drivers[body.driver] < 0:
        fault = refused(Refusal.UNKNOWN_PERSON, "driver", given=body.driver)
        return Outcome(refused=dict.fromkeys(range(len(body.shipments)), fault))
    trolley = handing.Trolley(
        carrier=body.carrier,
        taken_by=body.taken_by,
        driver=drivers.get(body.driver),
        signature=signature,
    )
    return body.take(lambda ids: handing.hand_to_carrier(ids, trolley, by=by))


@command(router, "dispatch", "/shipments/dispatches", example=EXAMPLE)
def dispatch(body: Parcels, by: Actor) -> Outcome:
    """Hand parcels to their carriers."""
    return body.take(partial(commands.dispatch, by=by))


@command(router, "replace_waybill", "/shipments/waybill-replacements", example=EXAMPLE)
def replace_waybill(body: Parcels, by: Actor) -> Outcome:
    """Give parcels new numbers."""
    return body.take(partial(commands.replace_waybill, by=by))
