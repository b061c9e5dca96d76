"""The pages of the last hand-over that a person may open, in the order of a parcel's way."""

from dataclasses import dataclass

from django.urls import reverse

from gendan.kernel.actor import Actor
from gendan.process.definition import PROCESS
from gendan.process.model import Text

PAGES = (
    ("dispatching", "dispatch", Text("定承运商、取号", "Carriers and numbers")),
    ("dock", "dispatch", Text("扫描交接", "Hand over")),
    ("van", "dispatch", Text("配送", "Van")),
    ("deliveries", "dispatch", Text("签收文件", "Delivery files")),
    ("event_files", "record_carrier_event", Text("动态文件", "Event files")),
    ("pickups", "collect", Text("自提", "Pickups")),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """A page, and whether one is there."""

    title: Text
    href: str
    is_here: bool


def tabs(actor: Actor, here: str) -> list[Tab]:
    """The pages that the actor may open."""
    return [
        Tab(title, reverse(name), name == here)
        for name, step, title in PAGES
        if actor.may(PROCESS.step(step))
    ]
