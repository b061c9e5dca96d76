"""The world names shipments by their numbers: the order's, a dash, and which one it is."""

from collections.abc import Collection

from gendan.kernel import sql

IDS = "SELECT number, id FROM shipment WHERE number = ANY(%s)"
NUMBERS = "SELECT id, number FROM shipment WHERE id = ANY(%s)"

# Of the whole order: one that is on it, but not in this box, is told apart from one that is not.
LINES = """
SELECT s.number, line.ordinal, line.id
  FROM shipment AS s JOIN order_line AS line ON line.order_id = s.order_id
 WHERE s.number = ANY(%s)
"""


def ids(numbers: Collection[str]) -> dict[str, int]:
    """By number, the shipment's id; unknown numbers are absent. One statement."""
    return dict(sql.rows(IDS, [list(numbers)]))


def numbers(shipments: Collection[int]) -> dict[int, str]:
    """By id, the shipment's number. One statement."""
    return dict(sql.rows(NUMBERS, [list(shipments)]))


def lines(numbers: Collection[str]) -> dict[tuple[str, int], int]:
    """By shipment number and ordinal, the id of the order's line. One statement."""
    return {(number, ordinal): id for number, ordinal, id in sql.rows(LINES, [list(numbers)])}
