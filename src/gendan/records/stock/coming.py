"""When goods come in that orders lack: as far as it was announced, and enough for all who wait."""

from collections.abc import Collection
from datetime import date

from gendan.kernel import sql
from gendan.process.stock import STOCK

# A note whose day has passed says nothing any more. Nobody knows who will be served first, so a day
# is told only when by then as much has come as all together lack.
EXPECTED = """
WITH lacking AS (
    SELECT DISTINCT o.id AS order_id, o.store_id, line.product_id
      FROM customer_order AS o JOIN order_line AS line ON line.order_id = o.id
     WHERE o.id = ANY(%(orders)s) AND line.short > 0
), wanted AS (
    SELECT product_id, sum(short) AS units FROM order_line
     WHERE short > 0 AND product_id IN (SELECT product_id FROM lacking)
     GROUP BY product_id
), coming AS (
    SELECT lacking.order_id, lacking.product_id, receipt.due_on,
           sum(line.expected - line.received) OVER (
               PARTITION BY lacking.order_id, lacking.product_id ORDER BY receipt.due_on) AS units
      FROM lacking
      JOIN supply ON supply.store_id = lacking.store_id
      JOIN receipt ON receipt.warehouse_id = supply.warehouse_id
                  AND receipt.state = ANY(%(open)s) AND receipt.due_on >= %(today)s
      JOIN receipt_line AS line ON line.receipt_id = receipt.id
                               AND line.product_id = lacking.product_id
                               AND line.expected > line.received
), earliest AS (
    SELECT lacking.order_id, min(coming.due_on) AS due_on
      FROM lacking
      JOIN wanted ON wanted.product_id = lacking.product_id
      LEFT JOIN coming ON coming.order_id = lacking.order_id
                      AND coming.product_id = lacking.product_id AND coming.units >= wanted.units
     GROUP BY lacking.order_id, lacking.product_id
)
SELECT order_id, max(due_on) FROM earliest GROUP BY order_id HAVING count(*) = count(due_on)
"""
OPEN = [state.code for state in STOCK.document("receipt").states if state.owner]


def expected_on(orders: Collection[int], today: date) -> dict[int, date]:
    """By order, the day on which the last of what it lacks is announced for; absent where not all
    of it is. One statement."""
    asked = {"orders": list(orders), "open": OPEN, "today": today}
    return dict(sql.rows(EXPECTED, asked)) if orders else {}
