"""What the picking record keeps of units that ask for it: lot, serial number and last day."""

from dataclasses import dataclass
from datetime import date

from gendan.kernel import sql

# What was put back is not in the box.
OF_ORDER = """
SELECT s.number, product.sku, record.lot, record.serial, record.expires_on, sum(record.quantity)
  FROM customer_order AS o
  JOIN shipment AS s ON s.order_id = o.id
  JOIN shipment_line AS line ON line.shipment_id = s.id
  JOIN product ON product.id = line.product_id
  JOIN pick_record AS record ON record.shipment_line_id = line.id
 WHERE o.number = %s
   AND (record.lot <> '' OR record.serial <> '' OR record.expires_on IS NOT NULL)
 GROUP BY s.id, product.id, record.lot, record.serial, record.expires_on
HAVING sum(record.quantity) > 0
 ORDER BY product.sku, record.expires_on, record.lot, record.serial
"""


@dataclass(frozen=True, slots=True)
class Marked:
    """So many units of an article in a box that bear the same marks."""

    sku: str
    lot: str
    serial: str
    expires_on: date | None
    units: int


def of_order(number: str) -> dict[str, list[Marked]]:
    """By shipment, the marked units of an order that is within reach. One statement."""
    found: dict[str, list[Marked]] = {}
    for shipment, *marked in sql.rows(OF_ORDER, [number]):
        found.setdefault(shipment, []).append(Marked(*marked))
    return found
