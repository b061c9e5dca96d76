"""What is in orders and boxes, in a few words: the first article and how many more."""

from collections.abc import Iterable
from dataclasses import dataclass

from gendan.kernel import sql
from gendan.process.model import Text

OF_ORDERS = """
SELECT o.number, count(*), sum(line.quantity - line.cancelled - line.substituted),
       (array_agg(coalesce(nullif(line.name, ''), product.name) ORDER BY line.ordinal))[1],
       (array_agg(product.name_en ORDER BY line.ordinal))[1], ''
  FROM customer_order AS o
  JOIN order_line AS line ON line.order_id = o.id
  JOIN product ON product.id = line.product_id
 WHERE o.number = ANY(%s)
 GROUP BY o.number
"""
OF_BOXES = """
SELECT s.number, count(*), sum(box.quantity),
       (array_agg(coalesce(nullif(line.name, ''), product.name) ORDER BY line.ordinal))[1],
       (array_agg(product.name_en ORDER BY line.ordinal))[1],
       coalesce((array_agg(bin.code ORDER BY bin.walk, bin.code)
                 FILTER (WHERE bin.id IS NOT NULL))[1], '')
  FROM shipment AS s
  JOIN shipment_line AS box ON box.shipment_id = s.id
  JOIN order_line AS line ON line.id = box.line_id
  JOIN product ON product.id = box.product_id
  LEFT JOIN stock_level AS level ON level.product_id = box.product_id
                                AND level.warehouse_id = s.warehouse_id
  LEFT JOIN bin ON bin.id = level.bin_id
 WHERE s.number = ANY(%s)
 GROUP BY s.number
"""


@dataclass(frozen=True, slots=True)
class Goods:
    """The first article, how many kinds there are, and how many units. `bin`: of a box, where
    whoever picks it begins; empty where its goods have no place."""

    first: Text
    kinds: int
    units: int
    bin: str


def of_orders(numbers: Iterable[str]) -> dict[str, Goods]:
    """By order number. One statement."""
    return _summed(OF_ORDERS, numbers)


def of_boxes(numbers: Iterable[str]) -> dict[str, Goods]:
    """By shipment number. One statement."""
    return _summed(OF_BOXES, numbers)


def _summed(statement: str, numbers: Iterable[str]) -> dict[str, Goods]:
    rows = sql.rows(statement, [list(numbers)])
    return {
        number: Goods(Text(name, name_en or name), kinds, units, place)
        for number, kinds, units, name, name_en, place in rows
    }
