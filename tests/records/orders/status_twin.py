"""The table of the order's status once more, in plain Python: first test that holds."""

from collections.abc import Sequence
from dataclasses import dataclass

ON_THE_ROAD = ("dispatched", "coming_back", "delivered")
AT_WORK = ("picking", "packed", "issued")


@dataclass(frozen=True)
class Line:
    """So many units were ordered, and so many of them are not wanted, or were replaced."""

    quantity: int
    cancelled: int = 0
    substituted: int = 0


@dataclass(frozen=True)
class Box:
    """A shipment: its state, its units, and whether anybody outside ever had it."""

    state: str
    units: int
    handed: bool


def status(lines: Sequence[Line], boxes: Sequence[Box], *, open_case: bool) -> str:
    """The word for an order of these lines, in these boxes."""

    def units(*states: str) -> int:
        return sum(box.units for box in boxes if box.state in states)

    ordered = sum(line.quantity - line.cancelled - line.substituted for line in lines)
    still_open = ordered - units("returned", "lost")
    table = [
        (still_open == 0 and not any(box.handed for box in boxes), "cancelled"),
        (still_open == 0, "closed"),
        (units("delivered") == still_open, "completed"),
        (units(*ON_THE_ROAD) == still_open, "shipped"),
        (units(*ON_THE_ROAD) > 0, "partly_shipped"),
        (units("issued") == still_open, "ready"),
        (units(*AT_WORK) > 0, "processing"),
        (units("to_pick") == still_open, "pending"),
        (open_case, "shortage"),
        (True, "review"),
    ]
    return next(word for holds, word in table if holds)
