"""The five steps a customer sees: the river from outside, reckoned in units, never in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gendan.process.model import Text
from gendan.process.words import Fulfilment

Told = Mapping[str, Any]

HANDED = ("dispatched", "delivered", "coming_back", "returned", "lost")
OUT = ("issued", *HANDED)
GONE = ("returned", "lost")  # what comes to nobody any more

DELIVERY = (
    Text("已下单", "Ordered"), Text("已确认", "Confirmed"), Text("已出库", "Packed"),
    Text("运输中", "On its way"), Text("已送达", "Delivered"),
)  # fmt: skip
PICKUP = (
    Text("已下单", "Ordered"), Text("已确认", "Confirmed"), Text("已备货", "Packed"),
    Text("可自提", "Ready"), Text("已取走", "Collected"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five: how many of the units on the order are this far."""

    label: Text
    units: int
    of: int
    now: bool

    @property
    def state(self) -> str:
        """`all`, `some` or `none` of them."""
        if not self.units:
            return "none"
        return "all" if self.units >= self.of else "some"


@dataclass(frozen=True, slots=True)
class Units:
    """Where the units of an order are."""

    wanted: int  # ordered, neither cancelled nor replaced, and not lost or sent back
    confirmed: int
    out: int
    handed: int
    delivered: int
    back: int  # on their way back, back, or lost
    short: int


def units(told: Told) -> Units:
    """Count them."""
    lines = told["lines"]
    wanted = sum(line["ordered"] - line["cancelled"] - line["substituted"] for line in lines)
    gone = _within(told, GONE)
    return Units(
        wanted=wanted - gone,
        confirmed=_within(told) - gone,
        out=_within(told, OUT) - gone,
        handed=_within(told, ("dispatched", "delivered", "coming_back")),
        delivered=_within(told, ("delivered",)),
        back=_within(told, ("coming_back", *GONE)),
        short=sum(line["short"] for line in lines),
    )


def river(told: Told) -> list[Step]:
    """The five steps. Nothing where no unit is wanted any more: then there is nowhere to go."""
    count = units(told)
    if count.wanted <= 0:
        return []
    is_fetched = told["fulfilment"] != Fulfilment.DELIVERY.value
    moving = _ready(told) + count.delivered if is_fetched else count.handed
    reached = (count.wanted, count.confirmed, count.out, moving, count.delivered)
    last = max(place for place, many in enumerate(reached) if many)
    labels = PICKUP if is_fetched else DELIVERY
    return [
        Step(label, many, count.wanted, place == last)
        for place, (label, many) in enumerate(zip(labels, reached, strict=True))
    ]


def _ready(told: Told) -> int:
    """Units that wait in the store; the customer was told."""
    told_of = {news["document"] for news in told["news"] if news["step"] == "make_ready"}
    boxes = [box for box in told["boxes"] if box["id"] in told_of and box["state"] == "issued"]
    return sum(quantity for box in boxes for _, quantity in box["contents"])


def _within(told: Told, states: Sequence[str] | None = None) -> int:
    boxes = [box for box in told["boxes"] if states is None or box["state"] in states]
    return sum(quantity for box in boxes for _, quantity in box["contents"])
