"""What was printed of an order's shipments: which papers, how often, and who was the last."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from gendan.insight import scope
from gendan.kernel import sql
from gendan.kernel.actor import Actor

# The last print of each paper of each shipment.
NOTED = """
SELECT DISTINCT ON (s.ordinal, p.paper) s.number, p.paper,
       count(*) OVER (PARTITION BY s.id, p.paper), p.at,
       coalesce(nullif(staff.name, ''), p.actor), p.id
  FROM customer_order AS o
  JOIN shipment AS s ON s.order_id = o.id
  JOIN printed ON printed.shipment_id = s.id
  JOIN print AS p ON p.id = printed.print_id
  LEFT JOIN staff ON staff.id = p.staff_id
 WHERE o.number = %(number)s AND {within}
 ORDER BY s.ordinal, p.paper, p.id DESC
"""


@dataclass(frozen=True, slots=True)
class Noted:
    """A paper of a shipment, and its last print."""

    shipment: str
    paper: str
    times: int
    at: datetime
    by: str
    print: int


def noted(number: str, actor: Actor) -> list[Noted]:
    """What was printed of the shipments of that order within reach. One statement."""
    within = scope.of_shipments(actor)
    return [
        Noted(*row) for row in sql.rows(_noted(within.text), {"number": number, **within.values})
    ]


@cache
def _noted(within: str) -> str:
    return NOTED.format(within=within)
