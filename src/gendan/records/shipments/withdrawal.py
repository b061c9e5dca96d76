"""Boxes that will not go: their units go back to the lines, their stock to everybody."""

from collections.abc import Sequence
from dataclasses import replace

from gendan.kernel import clock, sql
from gendan.kernel.batch import Batch, Row
from gendan.records.shipments import moves, waybills
from gendan.records.shipments.models import Shipment
from gendan.records.stock import ledger

BEFORE_THE_DOCK = ("to_pick", "picking", "packed", "issued")

EMPTY = """
UPDATE shipment_line SET withdrawn = withdrawn + quantity, quantity = 0, picked = 0
 WHERE shipment_id = ANY(%s) AND quantity > 0
"""

PUT_BACK_RECORD = """
INSERT INTO pick_record (shipment_line_id, at, actor, bin, scanned, quantity)
SELECT line.id, asked.at, %s, '', product.sku, -line.picked
  FROM unnest(%s::bigint[], %s::timestamptz[]) AS asked (shipment_id, at)
  JOIN shipment_line AS line USING (shipment_id)
  JOIN product ON product.id = line.product_id
 WHERE line.picked > 0
"""


def boxes_of(orders: Sequence[int], states: Sequence[str] = BEFORE_THE_DOCK) -> list[Row]:
    """The shipments of these (locked) orders that are in one of the states. One statement."""
    return [
        Row(id, order, state, store, (warehouse,), calendar, version, due_at)
        for id, order, state, store, warehouse, calendar, version, due_at in sql.rows(
            moves.OF_ORDERS, {"orders": list(orders), "states": list(states)}
        )
    ]


def withdraw(batch: Batch, boxes: Sequence[Row]) -> None:
    """Void these boxes as a consequence of the batch; what was issued is reversed first.

    Their stock is free again and their units wait on the lines. Ten statements."""
    issued = [box for box in boxes if box.state == "issued"]
    if issued:
        ids = [box.id for box in issued]
        ledger.put_back(ids, actor=batch.actor.name)
        waybills.take_off(ids, actor=batch.actor.name, at=clock.now())
        batch.follow("reverse_issue", Shipment, issued)
    batch.follow("withdraw", Shipment, [_unissued(box) for box in boxes])
    empty(batch, boxes)


def empty(batch: Batch, boxes: Sequence[Row]) -> None:
    """Take everything out of unissued boxes: stock released, pick records answered."""
    shipments = [box.id for box in boxes]
    ledger.release(shipments)
    answer_records(batch, boxes)
    sql.run(EMPTY, [shipments])


def answer_records(batch: Batch, boxes: Sequence[Row]) -> None:
    """Answer what the picking record says is in these boxes with its opposite. One statement."""
    moments = [batch.moment(box.order) for box in boxes]
    sql.run(PUT_BACK_RECORD, [batch.actor.name, [box.id for box in boxes], moments])


def _unissued(box: Row) -> Row:
    return replace(box, state="packed") if box.state == "issued" else box
