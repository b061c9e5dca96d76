"""How much waits where: orders by status, shipments by state, what is held, to be refunded, asked.

Whoever reaches how far is told the sum of what lies within their reach, so that one count serves
everybody: it tells stores and warehouses apart only when somebody asks who does not reach them all.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from gendan.insight.orders.filters import TO_REFUND
from gendan.insight.orders.parts import AT_RISK, LATE, UNSCANNED, WAITING
from gendan.kernel import sql
from gendan.kernel.actor import Actor

# Where orders are that have not come to an end, and the clocks of their boxes.
ORDERS = """
SELECT 'order', o.status, <<store>>, boxes.at, count(*),
       count(*) FILTER (WHERE o.due_at < now() OR boxes.late),
       count(*) FILTER (WHERE (o.at_risk_at <= now() OR boxes.at_risk)
                          AND (o.due_at < now() OR boxes.late) IS NOT TRUE)
  FROM customer_order AS o <<clocks>>
 WHERE o.status NOT IN ('completed', 'closed', 'cancelled')
 GROUP BY 2, 3, 4
"""
CLOCKS = f"bool_or({LATE} AND {WAITING}) AS late, bool_or({AT_RISK} AND {WAITING}) AS at_risk"
OF_WAITING = f"""LEFT JOIN (
    SELECT s.order_id, NULL::bigint[] AS at, {CLOCKS} FROM shipment AS s WHERE {WAITING}
     GROUP BY s.order_id) AS boxes ON boxes.order_id = o.id"""  # noqa: S608
OF_ALL = f"""CROSS JOIN LATERAL (
    SELECT array_agg(s.warehouse_id) AS at, {CLOCKS} FROM shipment AS s
     WHERE s.order_id = o.id) AS boxes"""  # noqa: S608
SHIPMENTS = f"""
SELECT 'shipment', s.state, <<its store>>, ARRAY[s.warehouse_id], count(*),
       count(*) FILTER (WHERE {LATE}), 0
  FROM shipment AS s <<of orders>>
 WHERE {WAITING}
 GROUP BY 2, 3, s.warehouse_id
"""  # noqa: S608
# Handed over a working day ago, and its carrier has not said a word.
UNSCANNED_ONES = f"""
SELECT 'unscanned', s.state, <<its store>>, ARRAY[s.warehouse_id], count(*), count(*), 0
  FROM shipment AS s <<of orders>>
 WHERE {UNSCANNED}
 GROUP BY 2, 3, s.warehouse_id
"""  # noqa: S608
HELD = """
SELECT 'held', o.status, <<store>>, <<at>>, count(*), 0, 0
  FROM customer_order AS o
 WHERE o.id = ANY(ARRAY(SELECT order_id FROM hold WHERE released_at IS NULL))
 GROUP BY 2, 3, 4
"""
REFUNDS = f"""
SELECT 'to_refund', o.status, <<store>>, <<at>>, count(*), 0, 0
  FROM customer_order AS o
 WHERE {TO_REFUND}
 GROUP BY 2, 3, 4
"""  # noqa: S608
# Customers who wait for an answer.
ASKING = """
SELECT 'feedback', o.status, <<store>>, <<at>>, count(*), count(*) FILTER (WHERE f.due_at < now()),
       0
  FROM (SELECT order_id, min(due_at) AS due_at FROM feedback WHERE answered_at IS NULL
         GROUP BY order_id) AS f JOIN customer_order AS o ON o.id = f.order_id
 GROUP BY 2, 3, 4
"""
# Parcels astray, to which somebody sees.
ASTRAY = """
SELECT 'exception', s.state, <<its store>>, ARRAY[s.warehouse_id], count(*),
       count(*) FILTER (WHERE e.due_at < now()), 0
  FROM delivery_exception AS e JOIN shipment AS s ON s.id = e.shipment_id <<of orders>>
 WHERE e.closed_at IS NULL
 GROUP BY 2, 3, s.warehouse_id
"""
# What carriers were asked to pay, and have not answered.
CLAIMED = """
SELECT 'claim', s.state, <<its store>>, ARRAY[s.warehouse_id], count(*), 0, 0
  FROM claim AS c JOIN shipment AS s ON s.id = c.shipment_id <<of orders>>
 WHERE c.settled_at IS NULL
 GROUP BY 2, 3, s.warehouse_id
"""
EVERYTHING = (ORDERS, SHIPMENTS, UNSCANNED_ONES, HELD, REFUNDS, ASKING, ASTRAY, CLAIMED)

# Of nearly every shipment that waits the order is open, and found without reading it.
OF_OPEN = """LEFT JOIN (SELECT id, store_id FROM customer_order
                      WHERE status NOT IN ('completed', 'closed', 'cancelled')) AS o
                  ON o.id = s.order_id"""
ITS_STORE = """coalesce(o.store_id, (SELECT store_id FROM customer_order AS ended
                                      WHERE ended.id = s.order_id))"""
OF_ORDERS = "JOIN customer_order AS o ON o.id = s.order_id"
WHERE_ITS_BOXES_ARE = "ARRAY(SELECT warehouse_id FROM shipment WHERE order_id = o.id)"


@dataclass(frozen=True, slots=True)
class Counted:
    """So many, of which so many late, and others at risk."""

    number: int = 0
    late: int = 0
    at_risk: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(
            self.number + other.number, self.late + other.late, self.at_risk + other.at_risk
        )


@dataclass(frozen=True, slots=True)
class Part:
    """So many of one kind and state in one place. What is not told apart has no store, and no
    warehouses."""

    kind: str
    state: str
    store: int | None
    warehouses: tuple[int, ...]
    counted: Counted


@dataclass(frozen=True, slots=True)
class Counts:
    """By kind (`order`, `shipment`, `unscanned`, `held`, `to_refund`, `feedback`, `exception`,
    `claim`) and state."""

    by: dict[tuple[str, str], Counted] = field(default_factory=dict)

    def of(self, kind: str, states: list[str]) -> Counted:
        """The sum over those states; over all when none is named."""
        found = [
            counted
            for (its, state), counted in self.by.items()
            if its == kind and (not states or state in states)
        ]
        return sum(found, Counted())


@dataclass(frozen=True, slots=True)
class Apart:
    """What a count has to tell apart."""

    stores: bool
    warehouses: bool


def counts(actor: Actor, of: Sequence[str] = EVERYTHING) -> Counts:
    """Within the actor's reach: one statement."""
    return within(parts(apart(actor), of), actor)


def apart(actor: Actor) -> Apart:
    """What has to be told apart for the actor."""
    return Apart(actor.stores is not None, actor.warehouses is not None)


def parts(apart: Apart, of: Sequence[str] = EVERYTHING) -> list[Part]:
    """Everything there is, part by part: one statement."""
    text = " UNION ALL ".join(of)
    for mark, meant in {
        "<<store>>": "o.store_id" if apart.stores else "NULL::bigint",
        "<<its store>>": ITS_STORE if apart.stores else "NULL::bigint",
        "<<of orders>>": OF_OPEN if apart.stores else "",
        "<<clocks>>": OF_ALL if apart.warehouses else OF_WAITING,
        "<<at>>": WHERE_ITS_BOXES_ARE if apart.warehouses else "NULL::bigint[]",
    }.items():
        text = text.replace(mark, meant)
    return [
        Part(kind, state, store, tuple(warehouses or ()), Counted(*counted))
        for kind, state, store, warehouses, *counted in sql.rows(text)
    ]


def within(parts: Sequence[Part], actor: Actor) -> Counts:
    """What of it is within the actor's reach."""
    found: dict[tuple[str, str], Counted] = defaultdict(Counted)
    for part in parts:
        if actor.reaches(part.store, part.warehouses):
            found[part.kind, part.state] += part.counted
    return Counts(dict(found))
