"""Shortage cases: opened when goods are missing, closed once what was chosen is done."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from gendan.kernel import sql
from gendan.kernel.batch import Batch, Row
from gendan.process.words import Decision, HoldKind
from gendan.records.orders import holds, lines
from gendan.records.orders.models import CustomerOrder

# A case that was decided but not done with is undecided again when more is missing.
OPEN = """
WITH opened AS (
    INSERT INTO shortage_case AS known (order_id, opened_at, contact_by, decide_by)
    SELECT * FROM unnest(%(orders)s::bigint[], %(at)s::timestamptz[], %(contact)s::timestamptz[],
                         %(decide)s::timestamptz[])
    ON CONFLICT (order_id) WHERE closed_at IS NULL
    DO UPDATE SET decision = '', decided_at = NULL, decided_by = '', contacted_at = NULL,
                  contact_by = excluded.contact_by, decide_by = excluded.decide_by
    RETURNING id, order_id
)
INSERT INTO shortage_item (case_id, line_id, quantity)
SELECT opened.id, missing.line_id, missing.quantity
  FROM unnest(%(line_orders)s::bigint[], %(lines)s::bigint[], %(quantities)s::int[])
       AS missing (order_id, line_id, quantity)
  JOIN opened USING (order_id)
ON CONFLICT (case_id, line_id)
DO UPDATE SET quantity = (SELECT short FROM order_line WHERE id = excluded.line_id)
"""

FIND = """
SELECT order_id, id, decide_by, decision FROM shortage_case
 WHERE order_id = ANY(%s) AND closed_at IS NULL
"""

DECIDE = """
UPDATE shortage_case AS c
   SET decision = asked.decision, decided_at = asked.at, decided_by = %s,
       closed_at = CASE WHEN asked.closes THEN asked.at END,
       contacts = CASE WHEN asked.note = '' THEN contacts
                       ELSE contacts || jsonb_build_array(jsonb_build_object(
                            'at', asked.at, 'actor', %s::text, 'note', asked.note)) END,
       contacted_at = coalesce(contacted_at, asked.at)
  FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::bool[], %s::text[])
       AS asked (order_id, decision, at, closes, note)
 WHERE c.order_id = asked.order_id AND c.closed_at IS NULL
"""

CLOSE = """
UPDATE shortage_case AS c SET closed_at = asked.at
  FROM unnest(%s::bigint[], %s::timestamptz[]) AS asked (order_id, at)
 WHERE c.order_id = asked.order_id AND closed_at IS NULL
RETURNING c.order_id
"""

SETTLED = """
SELECT order_id FROM shortage_case AS c
 WHERE order_id = ANY(%s) AND closed_at IS NULL
   AND NOT EXISTS (SELECT FROM order_line AS line WHERE line.order_id = c.order_id AND short > 0)
"""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that waits for a choice, or for the choice to be carried out."""

    id: int
    decide_by: datetime
    decision: str

    @property
    def waits(self) -> bool:
        """Whether the customer chose to wait until all is there."""
        return bool(self.decision == Decision.WAIT.value)


@dataclass(frozen=True, slots=True)
class Decided:
    """A choice to write down. `closes`: nothing is left to wait for."""

    order: int
    decision: str
    at: datetime
    closes: bool
    note: str


def open_cases(batch: Batch, missing: Mapping[int, Mapping[int, int]]) -> None:
    """By order and line, the units missing: case, hold, and the order's word. Three statements."""
    if not missing:
        return
    rows = {row.order: row for row in batch.rows}
    moments = {order: batch.moment(order) for order in missing}
    promises = {
        order: batch.promise("order", "shortage", rows[order].calendar, moment)
        for order, moment in moments.items()
    }
    units = [(order, line, n) for order, lacks in missing.items() for line, n in lacks.items()]
    lines.set_short([line for _, line, _ in units])
    parameters = {
        "orders": list(missing),
        "at": list(moments.values()),
        "contact": [promise.acknowledge_by for promise in promises.values()],
        "decide": [promise.due_at for promise in promises.values()],
        "line_orders": [order for order, _, _ in units],
        "lines": [line for _, line, _ in units],
        "quantities": [quantity for _, _, quantity in units],
    }
    sql.run(OPEN, parameters)
    holds.open_holds(
        [
            holds.New(order, HoldKind.SHORTAGE, moments[order], due_at=promises[order].due_at)
            for order in missing
        ],
        actor=batch.actor.name,
    )
    batch.follow(
        "open_shortage",
        CustomerOrder,
        [
            Row(order, order, rows[order].status, rows[order].store, (), rows[order].calendar)
            for order in missing
        ],
    )


def find_open(orders: Collection[int]) -> dict[int, OpenCase]:
    """By order, its open case. One statement."""
    return {order: OpenCase(*rest) for order, *rest in sql.rows(FIND, [list(orders)])}


def decide(decided: Collection[Decided], *, actor: str) -> None:
    """Write the choices down, and close what is settled by them. One statement."""
    sql.run(
        DECIDE,
        [
            actor,
            actor,
            [choice.order for choice in decided],
            [choice.decision for choice in decided],
            [choice.at for choice in decided],
            [choice.closes for choice in decided],
            [choice.note for choice in decided],
        ],
    )


def close(batch: Batch, orders: Collection[int]) -> set[int]:
    """Close the open cases of these orders and let the orders go on. Two statements."""
    moments = [batch.moment(order) for order in orders]
    closed = {order for (order,) in sql.rows(CLOSE, [list(orders), moments])}
    holds.release(batch, closed, HoldKind.SHORTAGE)
    return closed


def close_settled(batch: Batch, orders: Collection[int]) -> set[int]:
    """Close the cases of those orders that lack nothing any more; which. Three statements."""
    settled = [order for (order,) in sql.rows(SETTLED, [list(orders)])]
    return close(batch, settled)
