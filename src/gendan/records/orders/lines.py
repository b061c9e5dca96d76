"""What becomes of units that are still on their line: set-based."""

from collections.abc import Collection, Mapping

from gendan.kernel import sql

CANCEL_WAITING = """
UPDATE order_line
   SET cancelled = quantity - substituted - allotted, short = 0
 WHERE order_id = ANY(%s) AND quantity > cancelled + substituted + allotted
"""

CANCEL_SHORT = """
UPDATE order_line SET cancelled = cancelled + short, short = 0
 WHERE order_id = ANY(%s) AND short > 0
"""

CLEAR_SHORT = "UPDATE order_line SET short = 0 WHERE order_id = ANY(%s) AND short > 0"

# All that a line still waits for is short, now that a case knows of it.
SET_SHORT = """
UPDATE order_line SET short = quantity - cancelled - substituted - allotted
 WHERE id = ANY(%s) AND short <> quantity - cancelled - substituted - allotted
"""

SKUS = """
SELECT line.id, product.sku FROM order_line AS line JOIN product ON product.id = line.product_id
 WHERE line.id = ANY(%s)
"""


def cancel_waiting(orders: Collection[int]) -> None:
    """Every unit that is in no box will never be. One statement."""
    _run(CANCEL_WAITING, orders)


def cancel_short(orders: Collection[int]) -> None:
    """The short units will never come. One statement."""
    _run(CANCEL_SHORT, orders)


def clear_short(orders: Collection[int]) -> None:
    """The short units wait again, to be reserved. One statement."""
    _run(CLEAR_SHORT, orders)


def set_short(lines: Collection[int]) -> None:
    """What these lines wait for is short. One statement."""
    _run(SET_SHORT, lines)


def skus(lines: Collection[int]) -> Mapping[int, str]:
    """The SKU of each line. One statement."""
    return dict(sql.rows(SKUS, [list(lines)]))


def _run(statement: str, ids: Collection[int]) -> None:
    sql.run(statement, [list(ids)])
