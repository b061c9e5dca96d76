"""Dispatch over the API: for the dock, and for programs that book with carriers."""

from collections.abc import Callable, Sequence
from functools import partial

from ninja import Router
from pydantic import Field

from gendan.journey.s5_dispatch import commands
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kit.rest.bodies import MOST, Body, Code, ShipmentNumber
from gendan.kit.rest.commands import Named, command
from gendan.kit.rest.naming import of_items
from gendan.records.shipments import numbers

router = Router(tags=["发货 · Dispatched"])
EXAMPLE = {"parcels": [{"shipment": "12345674-1", "carrier": "sf", "number": "SF1234567890123"}]}


class ParcelToHand(Body):
    """A shipment under a carrier's number."""

    shipment: ShipmentNumber
    carrier: Code = Field(description="The carrier's code; own vans are a carrier too.")
    number: Code = Field(description="The waybill's.")


class Parcels(Named):
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


@command(router, "dispatch", "/shipments/dispatches", example=EXAMPLE)
def dispatch(body: Parcels, by: Actor) -> Outcome:
    """Hand parcels to their carriers."""
    return body.take(partial(commands.dispatch, by=by))


@command(router, "replace_waybill", "/shipments/waybill-replacements", example=EXAMPLE)
def replace_waybill(body: Parcels, by: Actor) -> Outcome:
    """Give parcels new numbers."""
    return body.take(partial(commands.replace_waybill, by=by))
