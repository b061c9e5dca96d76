"""Holds: opened and released in sets."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from gendan.kernel import sql
from gendan.kernel.batch import Batch
from gendan.process.words import HoldKind

OPEN = """
INSERT INTO hold (order_id, kind, blocks, reason, wanted, opened_by, opened_at, due_at,
                  released_by)
SELECT order_id, kind, blocks::jsonb, reason, wanted::jsonb, %s, opened_at, due_at, ''
  FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[],
              %s::timestamptz[])
       AS new (order_id, kind, blocks, reason, wanted, opened_at, due_at)
ON CONFLICT (order_id, kind) WHERE released_at IS NULL AND NOT (kind = 'manual') DO NOTHING
RETURNING order_id
"""

RELEASE = """
UPDATE hold SET released_at = asked.at, released_by = %s
  FROM unnest(%s::bigint[], %s::timestamptz[]) AS asked (order_id, at)
 WHERE hold.order_id = asked.order_id AND kind = %s AND released_at IS NULL
RETURNING hold.order_id
"""

RELEASE_ALL = """
UPDATE hold SET released_at = asked.at, released_by = %s
  FROM unnest(%s::bigint[], %s::timestamptz[]) AS asked (order_id, at)
 WHERE hold.order_id = asked.order_id AND released_at IS NULL
"""

FIND = """
SELECT order_id, wanted FROM hold
 WHERE order_id = ANY(%s) AND kind = %s AND released_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class New:
    """A hold to be opened. `blocks` defaults to what its kind blocks."""

    order: int
    kind: HoldKind
    at: datetime
    reason: str = ""
    wanted: object = None
    due_at: datetime | None = None
    blocks: tuple[str, ...] = ()


def open_holds(new: Sequence[New], *, actor: str) -> set[int]:
    """Open the holds that are not open yet; the orders that got one. One statement."""
    if not new:
        return set()
    return {
        order
        for (order,) in sql.rows(
            OPEN,
            [
                actor,
                [hold.order for hold in new],
                [hold.kind.value for hold in new],
                [sql.jsonb(hold.blocks or hold.kind.blocks) for hold in new],
                [hold.reason for hold in new],
                [None if hold.wanted is None else sql.jsonb(hold.wanted) for hold in new],
                [hold.at for hold in new],
                [hold.due_at for hold in new],
            ],
        )
    }


def held(orders: Collection[int], kind: HoldKind) -> dict[int, object]:
    """The orders that such a hold is open on, and what it asks for. One statement."""
    return {order: _read(wanted) for order, wanted in sql.rows(FIND, [list(orders), kind.value])}


def release(batch: Batch, orders: Collection[int], kind: HoldKind) -> set[int]:
    """Release the open holds of that kind; the orders that had one. One statement."""
    moments = [batch.moment(order) for order in orders]
    found = sql.rows(RELEASE, [batch.actor.name, list(orders), moments, kind.value])
    return {order for (order,) in found}


def release_all(batch: Batch, orders: Collection[int]) -> None:
    """Nothing holds these orders any more, because they end. One statement."""
    moments = [batch.moment(order) for order in orders]
    sql.run(RELEASE_ALL, [batch.actor.name, list(orders), moments])


def _read(wanted: str | None) -> object:
    """A JSON column as a raw cursor gives it: text."""
    return json.loads(wanted) if isinstance(wanted, str) else wanted
