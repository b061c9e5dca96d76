"""Stock: promised for open boxes, explained by its ledger, and out when the boxes are out."""

from gendan.insight.verify.check import Check, by_statement
from gendan.insight.verify.shipments import OUT_OF_THE_BOOKS

PROMISED = ("to_pick", "picking", "packed")

# A level nobody opened holds nothing.
RESERVED = """
SELECT product.sku || ' in ' || warehouse.code, coalesce(level.reserved, 0)::text,
       coalesce(box.units, 0)::text
  FROM stock_level AS level
  FULL JOIN (SELECT line.product_id, s.warehouse_id, sum(line.quantity) AS units
               FROM shipment AS s JOIN shipment_line AS line ON line.shipment_id = s.id
              WHERE s.state = ANY(%(promised)s)
              GROUP BY line.product_id, s.warehouse_id) AS box USING (product_id, warehouse_id)
  JOIN product ON product.id = product_id
  JOIN warehouse ON warehouse.id = warehouse_id
 WHERE coalesce(level.reserved, 0) <> coalesce(box.units, 0)
"""

# {level} is a column of the level, {moved} the movements' column that explains it.
LEDGER = """
SELECT product.sku || ' in ' || warehouse.code, coalesce(level.{level}, 0)::text,
       coalesce(moved.units, 0)::text
  FROM stock_level AS level
  FULL JOIN (SELECT product_id, warehouse_id, sum({moved}) AS units
               FROM stock_movement GROUP BY product_id, warehouse_id) AS moved
 USING (product_id, warehouse_id)
  JOIN product ON product.id = product_id
  JOIN warehouse ON warehouse.id = warehouse_id
 WHERE coalesce(level.{level}, 0) <> coalesce(moved.units, 0)
"""

# By order, because units that part into another box leave their movement behind.
GOODS = """
SELECT o.number || ': ' || product.sku || ' from ' || warehouse.code,
       format('%%s out, %%s back', coalesce(moved.issued, 0), coalesce(moved.back, 0)),
       format('%%s out, %%s back', coalesce(boxed.issued, 0), coalesce(boxed.back, 0))
  FROM (SELECT s.order_id, m.product_id, m.warehouse_id,
               -coalesce(sum(m.quantity) FILTER (WHERE m.kind <> 'back'), 0) AS issued,
               coalesce(sum(m.quantity) FILTER (WHERE m.kind = 'back'), 0) AS back
          FROM stock_movement AS m JOIN shipment AS s ON s.id = m.shipment_id
         WHERE m.kind IN ('issue', 'reverse_issue', 'back')
         GROUP BY s.order_id, m.product_id, m.warehouse_id) AS moved
  FULL JOIN (SELECT s.order_id, line.product_id, s.warehouse_id, sum(line.quantity) AS issued,
                    coalesce(sum(line.quantity) FILTER (WHERE s.state = 'returned'), 0) AS back
               FROM shipment AS s JOIN shipment_line AS line ON line.shipment_id = s.id
              WHERE s.state = ANY(%(out)s)
              GROUP BY s.order_id, line.product_id, s.warehouse_id) AS boxed
 USING (order_id, product_id, warehouse_id)
  JOIN customer_order AS o ON o.id = order_id
  JOIN product ON product.id = product_id
  JOIN warehouse ON warehouse.id = warehouse_id
 WHERE (coalesce(moved.issued, 0), coalesce(moved.back, 0))
       <> (coalesce(boxed.issued, 0), coalesce(boxed.back, 0))
"""

CHECKS = (
    Check(
        name="stock_reserved",
        rule="What is reserved of an article is what the boxes hold that have not left the books.",
        sentence="{document}: {stored} units are reserved; the open boxes hold {computed}.",
        find=by_statement(RESERVED, {"promised": list(PROMISED)}),
        whole=True,
    ),
    Check(
        name="stock_on_hand",
        rule="What is on hand of an article is the sum of its movements.",
        sentence="{document}: {stored} units are on hand; the ledger gives {computed}.",
        find=by_statement(LEDGER.format(level="on_hand", moved="quantity")),
        whole=True,
    ),
    Check(
        name="stock_set_aside",
        rule="What is set aside of an article is the sum of its movements.",
        sentence="{document}: {stored} units are set aside; the ledger gives {computed}.",
        find=by_statement(LEDGER.format(level="set_aside", moved="set_aside")),
        whole=True,
    ),
    Check(
        name="stock_issued",
        rule="What the ledger let out and took back for an order is what its boxes took along.",
        sentence="Order {document}: the ledger says {stored}; the boxes say {computed}.",
        find=by_statement(GOODS, {"out": list(OUT_OF_THE_BOOKS)}),
        whole=True,
    ),
)
