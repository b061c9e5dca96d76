"""The world names shipments by their numbers: the order's, a dash, and which one it is."""

from collections.abc import Collection

from gendan.kernel import sql

IDS = "SELECT number, id FROM shipment WHERE number = ANY(%s)"
NUMBERS = "SELECT id, number FROM shipment WHERE id = ANY(%s)"


def ids(numbers: Collection[str]) -> dict[str, int]:
    """By number, the shipment's id; unknown numbers are absent. One statement."""
    return dict(sql.rows(IDS, [list(numbers)]))


def numbers(shipments: Collection[int]) -> dict[int, str]:
    """By id, the shipment's number. One statement."""
    return dict(sql.rows(NUMBERS, [list(shipments)]))
