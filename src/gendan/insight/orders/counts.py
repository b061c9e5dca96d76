"""How much work waits where: shipments by state, orders that are held, money to be refunded."""

from dataclasses import dataclass, field

from gendan.insight import scope
from gendan.insight.conditions import all_of
from gendan.insight.orders.filters import TO_REFUND
from gendan.insight.orders.parts import LATE, UNSCANNED, WAITING
from gendan.kernel import sql
from gendan.kernel.actor import Actor

SHIPMENTS = f"""
SELECT 'shipment', s.state, count(*), count(*) FILTER (WHERE {LATE})
  FROM shipment AS s <<of orders>>
 WHERE {WAITING} AND <<shipments>>
 GROUP BY s.state
"""  # noqa: S608
# Handed over a working day ago, and its carrier has not said a word.
UNSCANNED_ONES = f"""
SELECT 'unscanned', s.state, count(*), count(*)
  FROM shipment AS s <<of orders>>
 WHERE {UNSCANNED} AND <<shipments>>
 GROUP BY s.state
"""  # noqa: S608
HELD = """
SELECT 'held', o.status, count(DISTINCT o.id), 0
  FROM hold JOIN customer_order AS o ON o.id = hold.order_id
 WHERE hold.released_at IS NULL AND <<orders>>
 GROUP BY o.status
"""
REFUNDS = f"""
SELECT 'to_refund', o.status, count(*), 0
  FROM customer_order AS o
 WHERE {TO_REFUND} AND <<orders>>
 GROUP BY o.status
"""  # noqa: S608

# Customers who wait for an answer.
ASKING = """
SELECT 'feedback', o.status, count(DISTINCT o.id),
       count(DISTINCT o.id) FILTER (WHERE f.due_at < now())
  FROM feedback AS f JOIN customer_order AS o ON o.id = f.order_id
 WHERE f.answered_at IS NULL AND <<orders>>
 GROUP BY o.status
"""


# Whoever reaches every store needs to know of no shipment whose order it is.
OF_ORDERS = "JOIN customer_order AS o ON o.id = s.order_id"


@dataclass(frozen=True, slots=True)
class Counted:
    """So many, of which so many late."""

    number: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """By kind (`shipment`, `unscanned`, `held`, `to_refund`, `feedback`) and state."""

    by: dict[tuple[str, str], Counted] = field(default_factory=dict)

    def of(self, kind: str, states: list[str]) -> Counted:
        """The sum over those states; over all when none is named."""
        found = [
            counted
            for (its, state), counted in self.by.items()
            if its == kind and (not states or state in states)
        ]
        return Counted(sum(c.number for c in found), sum(c.late for c in found))


def counts(actor: Actor) -> Counts:
    """Within the actor's reach: one statement."""
    shipments, orders = scope.of_shipments(actor), scope.of_orders(actor)
    parts = f"{SHIPMENTS} UNION ALL {UNSCANNED_ONES} UNION ALL {HELD} UNION ALL {REFUNDS}"
    parts += f" UNION ALL {ASKING}"
    text = parts.replace("<<of orders>>", "" if actor.stores is None else OF_ORDERS)
    text = text.replace("<<shipments>>", shipments.text).replace("<<orders>>", orders.text)
    rows = sql.rows(text, all_of([shipments, orders]).values)
    return Counts({(kind, state): Counted(number, late) for kind, state, number, late in rows})
