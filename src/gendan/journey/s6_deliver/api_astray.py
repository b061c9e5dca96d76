"""Parcels that go astray, over the API: a case, what is done about it, and what came of it."""

from functools import partial

from ninja import Router
from pydantic import Field

from gendan.journey.s6_deliver import astray
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kit.rest.bodies import Moment, Words
from gendan.kit.rest.commands import Shipments, command
from gendan.process.words import Arrangement, ExceptionKind, ExceptionOutcome, Pursuit

router = Router(tags=["送达 · Delivered"])
PARCELS = ["12345674-1"]


class ShipmentsAstray(Shipments):
    """Shipments with which something is amiss."""

    kind: ExceptionKind
    note: Words = Field("", description="What was seen.")


class ShipmentsArranged(Shipments):
    """Shipments for which something is arranged."""

    action: Arrangement
    note: Words = Field("", description="Needed where the customer collects it: where.")
    wanted_at: Moment | None = Field(None, description="Needed for another time.")


class ShipmentsPursued(Shipments):
    """Shipments of which their carriers are asked something."""

    action: Pursuit
    note: Words = ""


class ShipmentsConcluded(Shipments):
    """Shipments with which all is well again, or lost."""

    outcome: ExceptionOutcome
    note: Words = ""


@command(
    router,
    "open_exception",
    "/shipments/exceptions",
    example={"shipments": PARCELS, "kind": "failed", "note": "电话不通"},
)
def open_exception(body: ShipmentsAstray, by: Actor) -> Outcome:
    """Open a case."""
    return body.take(partial(astray.open_exception, by=by, kind=body.kind, note=body.note))


@command(router, "take_exception", "/shipments/exception-owners", example={"shipments": PARCELS})
def take_exception(body: Shipments, by: Actor) -> Outcome:
    """See to them from now on."""
    return body.take(partial(astray.take_exception, by=by))


@command(
    router,
    "arrange",
    "/shipments/exception-arrangements",
    example={"shipments": PARCELS, "action": "redeliver", "note": "明天上午再送"},
)
def arrange(body: ShipmentsArranged, by: Actor) -> Outcome:
    """Arrange something for the customers."""
    return body.take(
        partial(astray.arrange, by=by, action=body.action, note=body.note, wanted_at=body.wanted_at)
    )


@command(
    router,
    "pursue",
    "/shipments/exception-pursuits",
    example={"shipments": PARCELS, "action": "ask", "note": "工单 20261127"},
)
def pursue(body: ShipmentsPursued, by: Actor) -> Outcome:
    """Ask the carriers."""
    return body.take(partial(astray.pursue, by=by, action=body.action, note=body.note))


@command(
    router,
    "close_exception",
    "/shipments/exception-outcomes",
    example={"shipments": PARCELS, "outcome": "false_alarm"},
)
def close_exception(body: ShipmentsConcluded, by: Actor) -> Outcome:
    """Close the cases."""
    return body.take(partial(astray.close_exception, by=by, outcome=body.outcome, note=body.note))
