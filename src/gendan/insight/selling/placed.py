"""Orders that were placed a moment ago, as the database has them: for the receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from gendan.insight import scope
from gendan.kernel import sql
from gendan.kernel.actor import Actor

PLACED = """
SELECT o.number, o.status, o.fulfilment, o.total, o.paid, o.currency, o.payment_status, o.due_at,
       ARRAY(SELECT kind FROM hold WHERE hold.order_id = o.id AND released_at IS NULL
              ORDER BY hold.id)
  FROM customer_order AS o
 WHERE o.number = ANY(%(numbers)s::text[]) AND <<within>>
 ORDER BY o.id
"""


@dataclass(frozen=True, slots=True)
class Placed:
    """An order as it stands now, and the kinds of its holds."""

    number: str
    status: str
    fulfilment: str
    total: Decimal
    paid: Decimal
    currency: str
    payment_status: str
    due_at: datetime | None
    holds: Sequence[str]


def placed(numbers: Sequence[str], actor: Actor) -> list[Placed]:
    """Those of these orders that are within reach, as they came. One statement."""
    within = scope.of_orders(actor)
    statement = PLACED.replace("<<within>>", within.text)
    rows = sql.rows(statement, {"numbers": list(numbers), **within.values})
    return [Placed(*row) for row in rows]
