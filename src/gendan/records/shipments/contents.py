"""What is in boxes: read for many at once, and matched with what was scanned or counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gendan.kernel import sql

CONTENTS = """
SELECT line.shipment_id, line.id, line.line_id, line.product_id, product.sku, product.gtin,
       line.quantity, line.picked, s.warehouse_id, s.order_id, product.name, product.weight_grams,
       array_remove(ARRAY[CASE WHEN asks_lot THEN 'lot' END,
                          CASE WHEN asks_serial THEN 'serial' END,
                          CASE WHEN asks_expiry THEN 'expires_on' END], NULL)
  FROM shipment_line AS line
  JOIN product ON product.id = line.product_id
  JOIN shipment AS s ON s.id = line.shipment_id
 WHERE line.shipment_id = ANY(%s) AND line.quantity > 0
 ORDER BY line.shipment_id, line.line_id
"""


@dataclass(slots=True)
class Content:
    """Some units of one line in one box. `picked` and `quantity` change as items are matched."""

    shipment: int
    id: int
    line: int
    product: int
    sku: str
    gtin: str | None
    quantity: int
    picked: int
    warehouse: int
    order: int
    name: str
    weight_grams: int  # of one unit; 0: not known
    asks: Sequence[str]  # what the picking record keeps of each unit: lot, serial, expires_on

    @property
    def open(self) -> int:
        """Units not picked yet."""
        return self.quantity - self.picked

    def answers_to(self, code: str) -> bool:
        """Whether that is its SKU or its GTIN; leading zeros of a GTIN do not matter."""
        return code == self.sku or (
            self.gtin is not None and code.isdigit() and code.lstrip("0") == self.gtin.lstrip("0")
        )


def contents(shipments: Sequence[int]) -> dict[int, list[Content]]:
    """By shipment, what is in it. One statement."""
    found: dict[int, list[Content]] = {shipment: [] for shipment in shipments}
    for row in sql.rows(CONTENTS, [list(shipments)]):
        found[row[0]].append(Content(*row))
    return found


def spread(matching: Iterable[Content], quantity: int) -> list[tuple[Content, int]]:
    """So many units over the contents with open units; fewer when there are not so many."""
    taken = []
    for content in matching:
        if units := min(quantity, content.open):
            taken.append((content, units))
            quantity -= units
    return taken
