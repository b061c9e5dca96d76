"""What the database refuses of waves, and of serial numbers in boxes.

A case is a name, what is built before, one plain statement, and the rule it breaks."""

from collections.abc import Callable
from functools import partial

from django.db import connection

from gendan.journey.s3_pick.commands import Scan, pick
from tests import world
from tests.cast import MEI

WAVE = (
    "INSERT INTO wave (number, warehouse_id, made_at, made_by)"
    " SELECT '{}', id, now(), 'mei' FROM warehouse WHERE code = 'W1'"
)
PART = (
    "INSERT INTO wave_shipment (wave_id, shipment_id, slot)"
    " SELECT wave.id, shipment.id, {} FROM wave, shipment WHERE wave.number = '{}'"
)
SERIAL = (
    "INSERT INTO picked_serial (product_id, serial, shipment_id, taken_at)"
    " SELECT product_id, '{}', shipment_id, now() FROM shipment_line"
)


def boxes(*statements: str, count: int = 1) -> Callable[[], None]:
    """Shipments to pick, and these statements."""
    return partial(_boxes, statements, count)


def _boxes(statements: tuple[str, ...], count: int) -> None:
    world.to_pick(count)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def picked() -> None:
    """A box into which two units of one article were taken by one record."""
    (made,) = world.picking(quantity=2)
    world.all_done(pick([Scan(shipment=made, code="tea", quantity=2)], by=MEI))


WALK_CASES = [
    ("a wave of no number", boxes(), WAVE.format("x"), "wave_number_is_given"),
    ("a shipment in two open waves", boxes(WAVE.format("BC1"), WAVE.format("BC2"),
     PART.format(1, "BC1")), PART.format(1, "BC2"), "shipment_in_one_open_wave"),
    ("two shipments in one slot", boxes(WAVE.format("BC1"), count=2),
     PART.format(1, "BC1"), "wave_slot_once"),
    ("a slot that is not there", boxes(WAVE.format("BC1")),
     PART.format(0, "BC1"), "wave_slot_is_counted"),
    ("one serial number in two boxes", boxes(SERIAL.format("S1")),
     SERIAL.format("S1"), "serial_in_one_box"),
    ("a serial number of nothing", boxes(), SERIAL.format(""), "picked_serial_is_given"),
    ("one serial number for two units", picked,
     "UPDATE pick_record SET serial = 'S1'", "pick_of_a_serial_is_of_one"),
]  # fmt: skip
