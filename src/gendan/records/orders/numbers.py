"""The world names orders by their numbers, and lines by their place on the order."""

from collections.abc import Collection

from gendan.kernel import sql

IDS = "SELECT number, id FROM customer_order WHERE number = ANY(%s)"
NUMBERS = "SELECT id, number FROM customer_order WHERE id = ANY(%s)"
LINES = """
SELECT o.number, line.ordinal, line.id
  FROM customer_order AS o JOIN order_line AS line ON line.order_id = o.id
 WHERE o.number = ANY(%s)
"""


def ids(numbers: Collection[str]) -> dict[str, int]:
    """By number, the order's id; unknown numbers are absent. One statement."""
    return dict(sql.rows(IDS, [list(numbers)]))


def numbers(orders: Collection[int]) -> dict[int, str]:
    """By id, the order's number. One statement."""
    return dict(sql.rows(NUMBERS, [list(orders)]))


def lines(numbers: Collection[str]) -> dict[tuple[str, int], int]:
    """By order number and ordinal, the line's id. One statement."""
    return {(number, ordinal): id for number, ordinal, id in sql.rows(LINES, [list(numbers)])}
