"""The boxes of an order as the people on the floor see them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from gendan.process.definition import PROCESS

# Boxes that somebody still has to do something with, and what is in them.
OPEN_BOXES = """
SELECT s.id, s.warehouse_id, s.state, s.acknowledged_at IS NOT NULL, carrier.code, waybill.number,
       line.line_id, product.sku, product.gtin, line.quantity,
       line.quantity - line.picked, coalesce(bin.code, '')
  FROM shipment AS s
  JOIN shipment_line AS line ON line.shipment_id = s.id AND line.quantity > 0
  JOIN product ON product.id = line.product_id
  LEFT JOIN stock_level AS level
    ON level.product_id = line.product_id AND level.warehouse_id = s.warehouse_id
  LEFT JOIN bin ON bin.id = level.bin_id
  LEFT JOIN waybill ON waybill.id = s.waybill_id
  LEFT JOIN carrier ON carrier.id = waybill.carrier_id
 WHERE s.order_id = %s AND s.state <> ALL(%s)
 ORDER BY s.id, bin.walk, line.id
"""

OVER = sorted(state.code for state in PROCESS.document("shipment").states if state.owner is None)


@dataclass(frozen=True, slots=True)
class Content:
    """So many units of one order line, and where they lie."""

    line: int
    sku: str
    gtin: str
    quantity: int
    unpicked: int
    bin: str


@dataclass(frozen=True, slots=True)
class Box:
    """A shipment on its way out of a warehouse; with a waybill, once it has left."""

    id: int
    order: int
    warehouse: int
    state: str
    seen: bool  # somebody has said so
    carrier: str | None
    waybill: str | None
    contents: tuple[Content, ...]


def boxes(order: int, *, besides: Collection[int] = ()) -> list[Box]:
    """The order's boxes that are not at their end, save those already known."""
    facts: dict[int, tuple[int, str, bool, str | None, str | None]] = {}
    inside: dict[int, list[Content]] = {}
    with connection.cursor() as cursor:
        cursor.execute(OPEN_BOXES, [order, OVER])
        for id, warehouse, state, seen, carrier, waybill, *content in cursor.fetchall():
            facts[id] = (warehouse, state, seen, carrier, waybill)
            inside.setdefault(id, []).append(Content(*content))
    return [
        Box(id, order, *facts[id], tuple(contents))
        for id, contents in inside.items()
        if id not in besides
    ]
