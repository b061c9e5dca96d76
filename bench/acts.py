"""What a worker does with a batch of orders, by the commands that everybody uses."""

from collections.abc import Sequence

from gendan.journey.s1_place.commands import place
from gendan.journey.s1_place.new_orders import NewOrder
from gendan.journey.s2_review.commands import confirm
from gendan.journey.s3_pick.commands import pack, pick_listed, start_pick
from gendan.journey.s4_issue.commands import issue
from gendan.journey.s5_dispatch.commands import Parcel, dispatch
from gendan.journey.s6_deliver.commands import deliver
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.process.model import Role
from gendan.records.shipments.models import Shipment

SAM = Actor("sam", Role.SALES)
MEI = Actor("mei", Role.WAREHOUSE)
LIN = Actor("lin", Role.LOGISTICS)


def place_and_reserve(orders: Sequence[NewOrder]) -> int:
    """Place a batch and promise its goods; how many orders."""
    return len(_placed_and_reserved(orders))


def walk(orders: Sequence[NewOrder]) -> int:
    """Take a batch from placement to delivery; how many orders."""
    placed = _placed_and_reserved(orders)
    found = Shipment.objects.filter(order__in=placed).order_by("id").values_list("id", "number")
    boxes = [id for id, _ in found]
    for step in (start_pick, pick_listed, pack, issue):
        _all_done(step(boxes, by=MEI))
    parcels = [Parcel(shipment=id, carrier="van", number=number) for id, number in found]
    _all_done(dispatch(parcels, by=LIN))
    _all_done(deliver(boxes, by=LIN))
    return len(placed)


def buy(order: NewOrder) -> str:
    """Place one order and promise its goods if they are all there; why not, or nothing."""
    (id,) = _all_done(place([order], by=SAM)).made.values()
    outcome = confirm([id], by=SAM, whole_only=True)
    return outcome.refused[id].reason.code if outcome.refused else ""


def _placed_and_reserved(orders: Sequence[NewOrder]) -> list[int]:
    placed = list(_all_done(place(orders, by=SAM)).made.values())
    _all_done(confirm(placed, by=SAM))
    return placed


def _all_done(outcome: Outcome) -> Outcome:
    if outcome.refused:
        raise RuntimeError(f"refused: {next(iter(outcome.refused.values())).sentence('en')}")
    return outcome
