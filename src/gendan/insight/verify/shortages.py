"""Shortages: a case for every unit that is short, and a hold until somebody chose."""

from gendan.insight.verify.check import Check, by_statement
from gendan.process.words import Decision, HoldKind

SEVERAL = """
SELECT o.number, count(*)::text, '1'
  FROM shortage_case AS c JOIN customer_order AS o ON o.id = c.order_id
 WHERE c.order_id BETWEEN %(low)s AND %(high)s AND c.closed_at IS NULL
 GROUP BY o.id HAVING count(*) > 1
"""

# While a choice is awaited, or the goods are, the boxes of the order wait.
HELD = """
SELECT o.number,
       CASE WHEN held.order_id IS NULL THEN 'not held' ELSE 'held' END,
       CASE WHEN waiting.order_id IS NULL THEN 'is not awaited' ELSE 'is awaited' END
  FROM (SELECT DISTINCT order_id FROM hold
         WHERE order_id BETWEEN %(low)s AND %(high)s AND kind = %(kind)s
           AND released_at IS NULL) AS held
  FULL JOIN (SELECT DISTINCT order_id FROM shortage_case
              WHERE order_id BETWEEN %(low)s AND %(high)s AND closed_at IS NULL
                AND decision IN ('', %(wait)s)) AS waiting USING (order_id)
  JOIN customer_order AS o ON o.id = order_id
 WHERE held.order_id IS NULL OR waiting.order_id IS NULL
"""

UNITS = """
SELECT o.number, coalesce(line.short, 0)::text,
       CASE WHEN open.order_id IS NULL THEN 'no case' ELSE 'a case' END
  FROM (SELECT order_id, sum(short) AS short FROM order_line
         WHERE order_id BETWEEN %(low)s AND %(high)s AND short > 0 GROUP BY order_id) AS line
  FULL JOIN (SELECT DISTINCT order_id FROM shortage_case
              WHERE order_id BETWEEN %(low)s AND %(high)s AND closed_at IS NULL) AS open
 USING (order_id)
  JOIN customer_order AS o ON o.id = order_id
 WHERE line.order_id IS NULL OR open.order_id IS NULL
"""

CHECKS = (
    Check(
        name="shortage_once",
        rule="An order has at most one open shortage case.",
        sentence="Order {document} has {stored} open shortage cases; at most {computed} may be.",
        find=by_statement(SEVERAL),
    ),
    Check(
        name="shortage_hold",
        rule="An order is held for shortage exactly while a choice, or the goods, are awaited.",
        sentence="Order {document} is {stored} for shortage, but a choice or goods {computed}.",
        find=by_statement(HELD, {"kind": HoldKind.SHORTAGE.value, "wait": Decision.WAIT.value}),
    ),
    Check(
        name="shortage_units",
        rule="Units are short exactly while a shortage case is open.",
        sentence="Order {document} has {stored} units short, and {computed} is open.",
        find=by_statement(UNITS),
    ),
)
