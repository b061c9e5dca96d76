"""Why an order has its status: where every unit of every line is, and which sentence follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from gendan.process.definition import PROCESS
from gendan.process.model import Text
from gendan.process.papers import CONDITIONS

# Units that are no longer owed: the box came back or is gone.
NOT_OWED = ("returned", "lost")
WAITING = Text("等配货", "Waiting for goods")
SHORT = Text("缺货", "Short")
# Where the table of the law says “else”.
OTHERWISE = {"review": Text("还没有审核通过", "it is not confirmed yet")}

Line = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Where:
    """So many units in one place."""

    label: Text
    units: int
    shipment: str = ""
    owed: bool = True


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One line's arithmetic: ordered − cancelled − substituted − not owed = open."""

    line: Line
    not_owed: int
    open: int
    places: tuple[Where, ...]


def reckon(lines: Sequence[Line]) -> list[Reckoned]:
    """The arithmetic of an order's lines, as `parts.LINES` tells them."""
    return [_reckon(line) for line in lines]


def because(status: str) -> Text:
    """The test that gave the order its status."""
    return OTHERWISE.get(status) or CONDITIONS[status]


def _reckon(line: Line) -> Reckoned:
    boxes = cast("list[dict[str, object]]", line["shipments"])
    states = PROCESS.document("shipment")
    places = [
        Where(
            states.state(str(box["state"])).label,
            cast("int", box["quantity"]),
            str(box["number"]),
            box["state"] not in NOT_OWED,
        )
        for box in boxes
        if box["state"] != "cancelled"
    ]
    places += [
        Where(label, cast("int", line[name]))
        for name, label in (("waiting", WAITING), ("short", SHORT))
        if line[name]
    ]
    gone = sum(place.units for place in places if not place.owed)
    taken = sum(cast("int", line[name]) for name in ("cancelled", "substituted"))
    return Reckoned(line, gone, cast("int", line["ordered"]) - taken - gone, tuple(places))
