"""What is late or at risk now: how much of it where and with whom, and the documents themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gendan.insight import scope
from gendan.insight.conditions import Condition, all_of, among
from gendan.insight.orders.parts import AT_RISK, LATE
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.process.definition import PROCESS
from gendan.process.model import Role, State, Text

NOBODY = 0  # no person has this id
PICKING = PROCESS.step("start_pick").target
OF_SALES = [s.code for s in PROCESS.document("order").states if s.owner is Role.SALES]

# Whoever picks a shipment holds it, and the salesperson an order that waits for sales. Where
# nothing is asked of the order of a shipment, PostgreSQL leaves it out.
SHIPMENTS = f"""
SELECT 'shipment', s.id, s.order_id, s.number, s.state, s.warehouse_id, s.state_since, s.due_at,
       s.paused_at, {LATE}, extract(epoch FROM coalesce(s.paused_at, now()) - s.due_at)::bigint,
       coalesce(CASE WHEN s.state = '{PICKING}' THEN s.picker_id END, {NOBODY})
  FROM shipment AS s LEFT JOIN customer_order AS o ON o.id = s.order_id
 WHERE s.due_at IS NOT NULL AND {AT_RISK} AND <<shipments>>
"""  # noqa: S608
ORDERS = f"""
SELECT 'order', o.id, o.id, o.number, o.status, NULL::bigint, o.status_since, o.due_at,
       NULL::timestamptz, o.due_at < now(), extract(epoch FROM now() - o.due_at)::bigint,
       coalesce(CASE WHEN {among("o.status", OF_SALES).text} THEN o.salesperson_id END, {NOBODY})
  FROM customer_order AS o
 WHERE o.due_at IS NOT NULL AND o.at_risk_at <= now() AND <<orders>>
"""  # noqa: S608
CLOCK = """AS clock (document, id, order_id, number, state, warehouse_id, since, due_at, paused_at,
          is_late, seconds, holder)"""

GROUPS = f"""
SELECT document, state, holder, coalesce(staff.name, ''), late, at_risk, seconds
  FROM (SELECT document, state, holder, count(*) FILTER (WHERE is_late) AS late,
               count(*) FILTER (WHERE NOT is_late) AS at_risk, max(seconds) AS seconds
          FROM ({SHIPMENTS} UNION ALL {ORDERS}) {CLOCK}
         GROUP BY document, state, holder) AS clock
  LEFT JOIN staff ON staff.id = holder
 ORDER BY seconds DESC
"""  # noqa: S608

# Each kind is read along its own deadlines, as far as the page goes.
DOCUMENTS = f"""
SELECT clock.document, o.number, clock.number, clock.state, clock.since, clock.due_at,
       clock.paused_at, clock.is_late, clock.seconds, clock.holder, coalesce(staff.name, ''),
       store.name, store.name_en, clock.warehouse_id, coalesce(w.name, ''),
       coalesce(w.name_en, ''),
       ARRAY(SELECT kind FROM hold WHERE hold.order_id = o.id AND released_at IS NULL
              ORDER BY hold.id)
  FROM (SELECT * FROM (
           (SELECT * FROM ({SHIPMENTS}) {CLOCK}
             WHERE <<wanted>> ORDER BY due_at, id LIMIT %(upto)s)
            UNION ALL
           (SELECT * FROM ({ORDERS}) {CLOCK}
             WHERE <<wanted>> ORDER BY due_at, id LIMIT %(upto)s)) AS first
         ORDER BY due_at, id LIMIT %(limit)s OFFSET %(upto)s - %(limit)s) AS clock
  JOIN customer_order AS o ON o.id = clock.order_id
  JOIN store ON store.id = o.store_id
  LEFT JOIN warehouse AS w ON w.id = clock.warehouse_id
  LEFT JOIN staff ON staff.id = clock.holder
 ORDER BY clock.due_at, clock.id
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Group:
    """So many documents in a state, held by one person. `seconds`: how late the worst of them is;
    negative while none is."""

    document: str
    state: State
    holder: int
    name: str
    late: int
    at_risk: int
    seconds: int

    @property
    def owner(self) -> Role:
        """The department whose work it is."""
        assert self.state.owner, "a clock runs for somebody"
        return self.state.owner


@dataclass(frozen=True, slots=True)
class Urgent:
    """A document that is late or at risk. `seconds`: how late; negative while it is not."""

    document: str
    order: str
    number: str
    state: State
    since: datetime
    due_at: datetime
    paused_at: datetime | None
    is_late: bool
    seconds: int
    holder: int
    name: str
    store: Text
    warehouse: int | None
    place: Text
    holds: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which of the documents; what is not given does not matter."""

    owner: Role | None = None
    state: str = ""  # "shipment.picking"
    holder: int | None = None
    late: bool | None = None

    def fits(self, group: Group) -> bool:
        """Whether the documents of that group are meant, late or not."""
        return (
            self.owner in (None, group.owner)
            and self.state in ("", f"{group.document}.{group.state.code}")
            and self.holder in (None, group.holder)
        )

    def conditions(self) -> Iterator[Condition]:
        """The same, of a row `clock`."""
        if self.owner or self.state:
            states = [
                f"{document.name}.{state.code}"
                for document in PROCESS.documents
                for state in document.states
                if self.owner in (None, state.owner)
            ]
            meant = [state for state in states if self.state in ("", state)]
            yield Condition(
                "concat(document, '.', state) = ANY(%(states)s::text[])", {"states": meant}
            )
        if self.holder is not None:
            yield Condition("holder = %(holder)s", {"holder": self.holder})
        if self.late is not None:
            yield Condition("is_late" if self.late else "NOT is_late")


def groups(actor: Actor) -> list[Group]:
    """All that is late or at risk within the actor's reach, the worst first: one statement."""
    statement, values = _within(GROUPS, actor)
    return [
        Group(document, PROCESS.document(document).state(state), *rest)
        for document, state, *rest in sql.rows(statement, values)
    ]


def urgent(actor: Actor, wanted: Wanted, page: int, limit: int) -> list[Urgent]:
    """A page of those that are wanted, the earliest deadline first: one statement."""
    statement, values = _within(DOCUMENTS, actor)
    narrow = all_of(wanted.conditions())
    values |= {**narrow.values, "upto": page * limit, "limit": limit}
    return [_urgent(row) for row in sql.rows(statement.replace("<<wanted>>", narrow.text), values)]


def _urgent(row: Sequence[Any]) -> Urgent:
    document, order, number, state, since, due, paused, is_late, seconds = row[:9]
    holder, name, store, store_en, warehouse, place, place_en, holds = row[9:]
    return Urgent(
        document,
        order,
        number,
        PROCESS.document(document).state(state),
        since,
        due,
        paused,
        is_late,
        seconds,
        holder,
        name,
        Text(store, store_en or store),
        warehouse,
        Text(place, place_en or place),
        holds,
    )


def _within(statement: str, actor: Actor) -> tuple[str, dict[str, object]]:
    shipments, orders = scope.of_shipments(actor), scope.of_orders(actor)
    text = statement.replace("<<shipments>>", shipments.text).replace("<<orders>>", orders.text)
    return text, {**shipments.values, **orders.values}
