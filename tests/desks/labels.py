"""Boxes with the numbers of a carrier stuck to them, for tests of the dock."""

from gendan.journey.s5_dispatch.commands import Parcel, assign_waybill
from tests import world
from tests.cast import LIN


def labelled(boxes: list[int], carrier: str = "sf", mark: str = "") -> list[str]:
    """Numbers of a carrier, stuck to those boxes; `mark` makes others of the same boxes."""
    numbers = [f"{carrier.upper()}{mark}{id:010d}" for id in boxes]
    parcels = [
        Parcel(shipment=id, carrier=carrier, number=number)
        for id, number in zip(boxes, numbers, strict=True)
    ]
    world.all_done(assign_waybill(parcels, by=LIN))
    return numbers
