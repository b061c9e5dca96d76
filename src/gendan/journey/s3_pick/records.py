"""The picking record 拣货记录: who took what from where, with which scan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gendan.journey.s3_pick.marks import Marks
from gendan.kernel import sql
from gendan.kernel.batch import Batch
from gendan.records.shipments import withdrawal

RECORD = """
WITH taken AS (
    INSERT INTO pick_record (shipment_line_id, at, actor, bin, scanned, quantity, lot, serial,
                             expires_on)
    SELECT line_id, at, %s, bin, scanned, quantity, lot, serial, expires_on
      FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::text[], %s::int[], %s::text[],
                  %s::text[], %s::date[])
           AS taken (line_id, at, bin, scanned, quantity, lot, serial, expires_on)
    RETURNING shipment_line_id, quantity
)
UPDATE shipment_line AS line SET picked = picked + total.quantity
  FROM (SELECT shipment_line_id, sum(quantity) AS quantity
          FROM taken GROUP BY shipment_line_id) AS total
 WHERE line.id = total.shipment_line_id
"""

RECORD_LISTED = """
WITH taken AS (
    INSERT INTO pick_record (shipment_line_id, at, actor, bin, scanned, quantity)
    SELECT line.id, asked.at, %s, coalesce(bin.code, ''), product.sku, line.quantity - line.picked
      FROM unnest(%s::bigint[], %s::timestamptz[]) AS asked (shipment_id, at)
      JOIN shipment AS s ON s.id = asked.shipment_id
      JOIN shipment_line AS line ON line.shipment_id = s.id
      JOIN product ON product.id = line.product_id
      LEFT JOIN stock_level AS level
        ON level.product_id = line.product_id AND level.warehouse_id = s.warehouse_id
      LEFT JOIN bin ON bin.id = level.bin_id
     WHERE line.quantity > line.picked
    RETURNING shipment_line_id
)
UPDATE shipment_line AS line SET picked = quantity
  FROM taken WHERE line.id = taken.shipment_line_id
RETURNING line.shipment_id
"""

EMPTY_HANDS = "UPDATE shipment_line SET picked = 0 WHERE shipment_id = ANY(%s) AND picked > 0"


@dataclass(frozen=True, slots=True)
class Taken:
    """So many units of a shipment's line, taken at an instant; negative: put back."""

    shipment_line: int
    quantity: int
    scanned: str
    bin: str
    at: datetime
    marks: Marks


def record(taken: Sequence[Taken], *, actor: str) -> None:
    """Write what was taken. One statement."""
    if not taken:
        return
    sql.run(
        RECORD,
        [
            actor,
            [unit.shipment_line for unit in taken],
            [unit.at for unit in taken],
            [unit.bin for unit in taken],
            [unit.scanned for unit in taken],
            [unit.quantity for unit in taken],
            [unit.marks.lot for unit in taken],
            [unit.marks.serial for unit in taken],
            [unit.marks.expires_on for unit in taken],
        ],
    )


def record_listed(shipments: Sequence[int], moments: Sequence[datetime], *, actor: str) -> set[int]:
    """Write everything still open as taken; the shipments with anything. One statement."""
    found = sql.rows(RECORD_LISTED, [actor, list(shipments), list(moments)])
    return {shipment for (shipment,) in found}


def put_back(batch: Batch) -> None:
    """Answer every record of the batch's boxes with its opposite. Two statements."""
    withdrawal.answer_records(batch, batch.rows)
    sql.run(EMPTY_HANDS, [batch.ids])
