"""Orders: their word, their money, their number, and where each unit of their lines is."""

from gendan.insight.verify.check import Check, Difference, Found, Slice, by_statement
from gendan.kernel import sql
from gendan.kernel.numbers import is_order_number
from gendan.records.orders.progress import STATUS

IN_SLICE = "(SELECT id FROM customer_order WHERE id BETWEEN %(low)s AND %(high)s)"

WORD = f"""
SELECT o.number, o.status, fresh.status
  FROM ({STATUS.format(orders=IN_SLICE)}) AS fresh JOIN customer_order AS o USING (id)
 WHERE o.status <> fresh.status
"""  # noqa: S608

TOTAL = """
SELECT o.number, o.total::text, (coalesce(line.amount, 0) + o.charges)::text
  FROM customer_order AS o
  LEFT JOIN (SELECT order_id, sum(amount) AS amount FROM order_line
              WHERE order_id BETWEEN %(low)s AND %(high)s GROUP BY order_id) AS line
    ON line.order_id = o.id
 WHERE o.id BETWEEN %(low)s AND %(high)s AND o.total <> coalesce(line.amount, 0) + o.charges
"""

# {column} is what came in or went out, {sum} its sum over the payments.
MONEY = """
SELECT o.number, o.{column}::text, coalesce(money.{column}, 0)::numeric(14, 2)::text
  FROM customer_order AS o
  LEFT JOIN (SELECT order_id, sum(greatest(amount, 0)) AS paid,
                    sum(greatest(-amount, 0)) AS refunded
               FROM payment WHERE order_id BETWEEN %(low)s AND %(high)s GROUP BY order_id) AS money
    ON money.order_id = o.id
 WHERE o.id BETWEEN %(low)s AND %(high)s AND o.{column} <> coalesce(money.{column}, 0)
"""

# Two orders under one reference; NULL references are nobody's.
TWICE = """
SELECT o.number, o.reference, other.number
  FROM customer_order AS o
  JOIN customer_order AS other
    ON other.channel_id = o.channel_id AND other.reference = o.reference AND other.id <> o.id
 WHERE o.id BETWEEN %(low)s AND %(high)s
"""

ALLOTTED = """
SELECT o.number || ' line ' || line.ordinal, line.allotted::text, coalesce(boxed.units, 0)::text
  FROM order_line AS line
  JOIN customer_order AS o ON o.id = line.order_id
  LEFT JOIN (SELECT box.line_id, sum(box.quantity) AS units
               FROM shipment AS s JOIN shipment_line AS box ON box.shipment_id = s.id
              WHERE s.order_id BETWEEN %(low)s AND %(high)s GROUP BY box.line_id) AS boxed
    ON boxed.line_id = line.id
 WHERE line.order_id BETWEEN %(low)s AND %(high)s AND line.allotted <> coalesce(boxed.units, 0)
"""

BALANCE = """
SELECT o.number || ' line ' || line.ordinal, line.quantity::text,
       format('%%s cancelled, %%s substituted, %%s short, %%s in boxes', line.cancelled,
              line.substituted, line.short, line.allotted)
  FROM order_line AS line JOIN customer_order AS o ON o.id = line.order_id
 WHERE line.order_id BETWEEN %(low)s AND %(high)s
   AND (least(line.cancelled, line.substituted, line.short, line.allotted) < 0
        OR line.cancelled + line.substituted + line.short + line.allotted > line.quantity)
"""

NUMBERS = "SELECT number FROM customer_order WHERE id BETWEEN %(low)s AND %(high)s ORDER BY number"


def _misnumbered(part: Slice, limit: int) -> Found:
    """The check digit is arithmetic of the kernel's; no statement repeats it."""
    rows = sql.rows(NUMBERS, {"low": part.low, "high": part.high})
    wrong = [number for (number,) in rows if not is_order_number(number)]
    return Found(len(wrong), tuple(Difference(n, n, "another check digit") for n in wrong[:limit]))


CHECKS = (
    Check(
        name="order_status",
        rule="An order's status follows from its lines and shipments.",
        sentence="Order {document} says “{stored}”; by its lines and shipments it is “{computed}”.",
        find=by_statement(WORD),
    ),
    Check(
        name="order_total",
        rule="An order's total is the sum of its lines and charges.",
        sentence="Order {document} has the total {stored}; its lines and charges give {computed}.",
        find=by_statement(TOTAL),
    ),
    Check(
        name="order_paid",
        rule="What is paid on an order is the sum of the payments that came.",
        sentence="Order {document} has {stored} paid; the payments that came give {computed}.",
        find=by_statement(MONEY.format(column="paid")),
    ),
    Check(
        name="order_refunded",
        rule="What is refunded on an order is the sum of the payments that went back.",
        sentence="Order {document} has {stored} refunded; what went back gives {computed}.",
        find=by_statement(MONEY.format(column="refunded")),
    ),
    Check(
        name="order_number",
        rule="An order's number is at least eight digits, and its check digit fits.",
        sentence="Order {document} has a number that cannot be one: its check digit does not fit.",
        find=_misnumbered,
    ),
    Check(
        name="order_once_in_its_channel",
        rule="A channel's reference belongs to one order.",
        sentence="Order {document} has the reference {stored}; so has order {computed}.",
        find=by_statement(TWICE),
    ),
    Check(
        name="line_allotted",
        rule="What a line has allotted is what the boxes hold of it.",
        sentence="Order {document} has {stored} units allotted; the boxes hold {computed}.",
        find=by_statement(ALLOTTED),
    ),
    Check(
        name="line_balance",
        rule="No unit of a line is in two places, and none is in less than none.",
        sentence="Order {document} is of {stored} units, but {computed} are told of.",
        find=by_statement(BALANCE),
    ),
)
