"""Delivery over the API: what carriers say, and how parcels end."""

from collections.abc import Sequence
from functools import partial

from ninja import Router
from pydantic import Field

from gendan.journey.s6_deliver import commands, feed, pickups
from gendan.journey.s6_deliver.events import Event
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kit.rest.bodies import MOST, Body, Code, Count, ShipmentNumber, Short, Words
from gendan.kit.rest.commands import Shipments, StepBody, command
from gendan.kit.rest.naming import of_documents, of_items
from gendan.process.words import ComeBackReason
from gendan.records.shipments import numbers

router = Router(tags=["送达 · Delivered"])
PARCELS = ["12345674-1"]


class Events(StepBody):
    """What carriers said."""

    events: list[Event] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """Nothing: an event names a waybill."""
        return [""] * len(self.events)


class ShipmentsReceived(Shipments):
    """Shipments that arrived."""

    received_by: Short = Field("", description="Who signed, if anybody did.")


class ShipmentsWithReason(Shipments):
    """Shipments, and why."""

    reason: Words


class ShipmentsTurnedBack(Shipments):
    """Shipments on their way back."""

    reason: ComeBackReason


class Scrapped(Body):
    """Units that nobody can sell any more."""

    sku: Code
    quantity: Count


class ParcelBack(Body):
    """A parcel that came back, and what of it is scrapped; the rest is restocked."""

    shipment: ShipmentNumber
    scrapped: list[Scrapped] = Field([], max_length=MOST)


class ParcelsBack(StepBody):
    """Parcels that came back."""

    parcels: list[ParcelBack] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The shipments."""
        return [parcel.shipment for parcel in self.parcels]


@command(
    router,
    "record_carrier_event",
    "/carrier-events",
    example={
        "events": [
            {
                "carrier": "sf",
                "number": "SF1234567890123",
                "key": "2026-11-27T10:00:00+08:00/50",
                "at": "2026-11-27T10:00:00+08:00",
                "scheme": "kuaidi100",
                "code": "0",
                "text": "快件已揽收",
                "place": "杭州市",
            }
        ]
    },
)
def record_carrier_event(body: Events, by: Actor) -> Outcome:
    """Keep what carriers said."""
    return feed.record_carrier_event([event.word for event in body.events], by=by)


@command(
    router,
    "deliver",
    "/shipments/deliveries",
    example={"shipments": PARCELS, "received_by": "王小明"},
)
def deliver(body: ShipmentsReceived, by: Actor) -> Outcome:
    """Confirm that parcels arrived."""
    return body.take(partial(commands.deliver, by=by, received_by=body.received_by))


@command(
    router,
    "collect",
    "/shipments/collections",
    example={"shipments": PARCELS, "received_by": "王小明"},
)
def collect(body: ShipmentsReceived, by: Actor) -> Outcome:
    """The customer fetched them."""
    return body.take(partial(commands.collect, by=by, received_by=body.received_by))


@command(router, "make_ready", "/shipments/pickup-notices", example={"shipments": PARCELS})
def make_ready(body: Shipments, by: Actor) -> Outcome:
    """Tell customers that their goods wait, and the code."""
    return body.take(partial(pickups.make_ready, by=by))


class AtTheDesk(Body):
    """A customer who fetches a shipment."""

    shipment: ShipmentNumber
    pickup_code: Short = Field("", description="The six digits that the customer names.")
    without_code: Short = Field("", description="How it was seen who they are, without the code.")
    received_by: Short = ""


class Pickups(StepBody):
    """Customers at the desk."""

    pickups: list[AtTheDesk] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The shipments."""
        return [one.shipment for one in self.pickups]


@command(
    router,
    "collect",
    "/shipments/collections-by-code",
    example={"pickups": [{"shipment": PARCELS[0], "pickup_code": "062841"}]},
    way="collect_by_code",
)
def collect_by_code(body: Pickups, by: Actor) -> Outcome:
    """Hand over against pickup codes."""

    def pickup(position: int, shipment: int) -> pickups.Pickup:
        one = body.pickups[position]
        return pickups.Pickup(
            shipment=shipment,
            code=one.pickup_code,
            without_code=one.without_code,
            received_by=one.received_by,
        )

    return of_items(body.named(), numbers.ids, pickup, partial(pickups.collect_by_code, by=by))


@command(
    router,
    "undo_deliver",
    "/shipments/delivery-reversals",
    example={"shipments": PARCELS, "reason": "记错了单号"},
)
def undo_deliver(body: ShipmentsWithReason, by: Actor) -> Outcome:
    """Take deliveries back."""
    return body.take(partial(commands.undo_deliver, by=by, reason=body.reason))


@command(
    router,
    "come_back",
    "/shipments/turn-backs",
    example={"shipments": PARCELS, "reason": "refused"},
)
def come_back(body: ShipmentsTurnedBack, by: Actor) -> Outcome:
    """They are on their way back."""
    return body.take(partial(commands.come_back, by=by, reason=body.reason))


@command(
    router,
    "receive_back",
    "/shipments/returns",
    example={"parcels": [{"shipment": PARCELS[0], "scrapped": [{"sku": "tea", "quantity": 1}]}]},
)
def receive_back(body: ParcelsBack, by: Actor) -> Outcome:
    """Receive what came back."""
    ids = numbers.ids(body.named())
    scrapped: dict[int, dict[str, int]] = {}
    for parcel in body.parcels:
        if parcel.shipment in ids:
            units = scrapped.setdefault(ids[parcel.shipment], {})
            for one in parcel.scrapped:
                units[one.sku] = units.get(one.sku, 0) + one.quantity
    command = partial(commands.receive_back, by=by, scrapped=scrapped)
    return of_documents(body.named(), lambda _: ids, command)


@command(
    router, "lose", "/shipments/losses", example={"shipments": PARCELS, "reason": "承运商认赔"}
)
def lose(body: ShipmentsWithReason, by: Actor) -> Outcome:
    """They will not come."""
    return body.take(partial(commands.lose, by=by, reason=body.reason))
