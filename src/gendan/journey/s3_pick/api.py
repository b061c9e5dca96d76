"""Picking and packing over the API: for scanners, and for warehouses with a system of their own."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from ninja import Router
from pydantic import Field

from gendan.journey.s3_pick import commands, short, waves
from gendan.journey.s3_pick.marks import Marks
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kernel.refusals import Refusal
from gendan.kit.rest.bodies import MOST, Body, Code, Count, ShipmentNumber, Short
from gendan.kit.rest.commands import Shipments, StepBody, command
from gendan.kit.rest.naming import of_documents, of_items, said_as_given, staff_ids
from gendan.process.words import ShortReason
from gendan.records.shipments import numbers

router = Router(tags=["拣货打包 · Picked and packed"])
BOXES = ["12345674-1", "12345674-2"]


class ShipmentsToReassign(Shipments):
    """Shipments that somebody else goes on with."""

    to: Short = Field(description="Username of the person.")


class ShipmentsOfWave(Shipments):
    """Shipments that are picked in one walk, in the order of their slots."""

    to: Short = Field("", description="Username of whoever is to walk it.")


class Scanned(Body):
    """So many units with this code, taken from a bin."""

    shipment: ShipmentNumber
    code: Code = Field(description="SKU or GTIN.")
    quantity: Count = 1
    bin: Short = ""
    lot: Short = ""
    serial: Short = Field("", description="Of one unit.")
    expires_on: date | None = Field(None, description="The last day on which it may be sold.")


class Scans(StepBody):
    """Scanned or counted units."""

    scans: list[Scanned] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The shipments."""
        return [scan.shipment for scan in self.scans]

    def take(self, command: Callable[[Sequence[commands.Scan]], Outcome]) -> Outcome:
        """What comes of the command with these scans."""
        return of_items(self.named(), numbers.ids, self._scan, command)

    def _scan(self, position: int, shipment: int) -> commands.Scan:
        one = self.scans[position]
        marks = Marks(lot=one.lot, serial=one.serial, expires_on=one.expires_on)
        return commands.Scan(
            shipment=shipment, code=one.code, quantity=one.quantity, bin=one.bin, marks=marks
        )


class ReportedShort(Body):
    """So many units with this code that could not be taken."""

    shipment: ShipmentNumber
    code: Code = Field(description="SKU or GTIN.")
    quantity: Count
    reason: ShortReason


class Shorts(StepBody):
    """Units that could not be taken."""

    shorts: list[ReportedShort] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The shipments."""
        return [one.shipment for one in self.shorts]


class PackedBox(Body):
    """A box to be closed."""

    shipment: ShipmentNumber
    weight_grams: int | None = Field(None, ge=1, le=2_147_483_647)
    rechecked: Short = Field(
        "", description="What was found when a weight that is off was checked."
    )


class Boxes(StepBody):
    """Boxes to be closed."""

    boxes: list[PackedBox] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The shipments."""
        return [box.shipment for box in self.boxes]


@command(router, "acknowledge", "/shipments/acknowledgements", example={"shipments": BOXES})
def acknowledge(body: Shipments, by: Actor) -> Outcome:
    """The work was seen."""
    return body.take(partial(commands.acknowledge, by=by))


@command(router, "plan_wave", "/shipments/waves", example={"shipments": BOXES, "to": "mei"})
def plan_wave(body: ShipmentsOfWave, by: Actor) -> Outcome:
    """Pick these in one walk."""
    return _walked_by(body, partial(waves.plan_wave, by=by))


@command(
    router,
    "plan_wave",
    "/shipments/wave-pickers",
    example={"shipments": BOXES, "to": "mei"},
    way="give_wave",
)
def give_wave(body: ShipmentsOfWave, by: Actor) -> Outcome:
    """Let somebody else walk the waves of these; without a name, whoever is free."""
    return _walked_by(body, partial(waves.give_wave, by=by))


def _walked_by(body: ShipmentsOfWave, command: Callable[..., Outcome]) -> Outcome:
    to = staff_ids([body.to])[body.to] if body.to else None
    outcome = body.take(partial(command, to=to))
    return said_as_given(outcome, Refusal.UNKNOWN_PERSON, {to: body.to}) if to else outcome


@command(router, "leave_wave", "/shipments/wave-departures", example={"shipments": BOXES})
def leave_wave(body: Shipments, by: Actor) -> Outcome:
    """Pick these by themselves instead."""
    return body.take(partial(waves.leave_wave, by=by))


@command(router, "start_pick", "/shipments/pick-starts", example={"shipments": BOXES})
def start_pick(body: Shipments, by: Actor) -> Outcome:
    """Take the work."""
    return body.take(partial(commands.start_pick, by=by))


@command(router, "stop_pick", "/shipments/pick-stops", example={"shipments": BOXES})
def stop_pick(body: Shipments, by: Actor) -> Outcome:
    """Give the work back."""
    return body.take(partial(commands.stop_pick, by=by))


@command(
    router,
    "reassign",
    "/shipments/reassignments",
    example={"shipments": BOXES, "to": "mei"},
)
def reassign(body: ShipmentsToReassign, by: Actor) -> Outcome:
    """Let another person go on."""
    to = staff_ids([body.to])[body.to]
    outcome = body.take(partial(commands.reassign, by=by, to=to))
    return said_as_given(outcome, Refusal.UNKNOWN_PERSON, {to: body.to})


@command(
    router,
    "pick",
    "/shipments/picks",
    example={"scans": [{"shipment": BOXES[0], "code": "6901234567892", "bin": "A-01-2"}]},
)
def pick(body: Scans, by: Actor) -> Outcome:
    """Record scanned units."""
    return body.take(partial(commands.pick, by=by))


@command(
    router,
    "undo_pick",
    "/shipments/pick-reversals",
    example={"scans": [{"shipment": BOXES[0], "code": "6901234567892", "bin": "A-01-2"}]},
)
def undo_pick(body: Scans, by: Actor) -> Outcome:
    """Units that were scanned by mistake."""
    return body.take(partial(commands.undo_pick, by=by))


@command(
    router,
    "pick",
    "/shipments/listed-picks",
    way="pick_listed",
    example={"shipments": BOXES},
)
def pick_listed(body: Shipments, by: Actor) -> Outcome:
    """Everything was taken as listed."""
    return body.take(partial(commands.pick_listed, by=by))


@command(
    router,
    "report_short",
    "/shipments/shorts",
    example={
        "shorts": [{"shipment": BOXES[0], "code": "tea", "quantity": 1, "reason": "not_found"}]
    },
)
def report_short(body: Shorts, by: Actor) -> Outcome:
    """Units that are not on the shelf."""

    def missing(position: int, shipment: int) -> short.Short:
        one = body.shorts[position]
        return short.Short(
            shipment=shipment, code=one.code, quantity=one.quantity, reason=one.reason
        )

    return of_items(body.named(), numbers.ids, missing, partial(short.report_short, by=by))


@command(
    router,
    "pack",
    "/shipments/packs",
    example={"boxes": [{"shipment": BOXES[0], "weight_grams": 1250}]},
)
def pack(body: Boxes, by: Actor) -> Outcome:
    """Close boxes."""
    ids = numbers.ids(body.named())
    weights = {
        ids[box.shipment]: box.weight_grams
        for box in body.boxes
        if box.shipment in ids and box.weight_grams
    }
    found = {ids[box.shipment]: box.rechecked for box in body.boxes if box.shipment in ids}
    command = partial(commands.pack, by=by, weight_grams=weights, rechecked=found)
    return of_documents(body.named(), lambda _: ids, command)


@command(router, "unpack", "/shipments/unpacks", example={"shipments": BOXES})
def unpack(body: Shipments, by: Actor) -> Outcome:
    """Open boxes again."""
    return body.take(partial(commands.unpack, by=by))
