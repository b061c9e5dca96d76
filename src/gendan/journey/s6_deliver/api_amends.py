"""Making good what a parcel did not bring, over the API."""

from functools import partial

from ninja import Router
from pydantic import Field

from gendan.journey.s6_deliver import amends
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kit.rest.bodies import SAME, Money, Short, Words
from gendan.kit.rest.commands import Shipments, command
from gendan.records.cases.redirections import Elsewhere

router = Router(tags=["送达 · Delivered"])
PARCELS = ["12345674-1"]


class ShipmentsRedirected(Shipments):
    """Shipments that go to another address while they are on their way."""

    street: Short
    consignee: Short = Field("", description=SAME)
    phone: Short = Field("", description=SAME)
    province: Short = Field("", description=SAME)
    city: Short = Field("", description=f"{SAME} With a province: none.")
    district: Short = Field("", description=f"{SAME} With a city: none.")
    division: Short | None = Field(
        None,
        description="GB/T 2260 code of the district. Without it and the names of a region: as it"
        " was.",
    )
    note: Words = ""


class ShipmentsSentAgain(Shipments):
    """Shipments of which the contents go out once more."""

    note: Words = ""


class ShipmentsClaimed(Shipments):
    """Shipments for which their carriers are to pay."""

    amount: Money = Field(description="For each parcel, in the currency of its order.")
    note: Words = Field("", description="The carrier's number of the claim, for one.")


class ClaimsSettled(Shipments):
    """Shipments of which the claim was answered."""

    granted: Money = Field(description="For each parcel; zero where the carrier refuses.")
    note: Words = ""


@command(
    router,
    "redirect",
    "/shipments/redirections",
    example={"shipments": PARCELS, "street": "新路 1 号", "note": "客户改到公司"},
)
def redirect(body: ShipmentsRedirected, by: Actor) -> Outcome:
    """Take them elsewhere."""
    to = Elsewhere(**{name: getattr(body, name) for name in Elsewhere.__slots__})
    return body.take(partial(amends.redirect, by=by, to=to, note=body.note))


@command(
    router,
    "send_again",
    "/shipments/replacements",
    example={"shipments": PARCELS, "note": "承运商认丢"},
)
def send_again(body: ShipmentsSentAgain, by: Actor) -> Outcome:
    """Send once more what was in them."""
    return body.take(partial(amends.send_again, by=by, note=body.note))


@command(
    router,
    "claim",
    "/shipments/claims",
    example={"shipments": PARCELS, "amount": "128.00", "note": "理赔单 20261127"},
)
def claim(body: ShipmentsClaimed, by: Actor) -> Outcome:
    """Ask their carriers to pay."""
    return body.take(partial(amends.claim, by=by, amount=body.amount, note=body.note))


@command(
    router,
    "settle_claim",
    "/shipments/claim-outcomes",
    example={"shipments": PARCELS, "granted": "100.00"},
)
def settle_claim(body: ClaimsSettled, by: Actor) -> Outcome:
    """Write down what carriers pay."""
    return body.take(partial(amends.settle_claim, by=by, granted=body.granted, note=body.note))
