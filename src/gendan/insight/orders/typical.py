"""How long orders typically stay in each status, and how today goes: remembered for a minute."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from gendan.insight import scope
from gendan.insight.moments import MINUTE, midnight
from gendan.insight.remembered import Remembered
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.process.model import Role

LATELY = 6_000  # journal entries, from the last one back
ORDERS = 300  # of those that moved lately, which are looked at whole
ENTRIES = 100  # of one order
LATEST = 1_000  # orders completed today, of which the share in time is taken

HOUSE = Actor("", Role.SYSTEM)

# The last entries may all be of one batch, so orders are drawn from more entries than are needed. A
# stay begins with the entry that changes the status, and ends with the next that does.
TYPICAL = f"""
WITH lately AS (
    SELECT order_id
      FROM (SELECT order_id FROM journal ORDER BY id DESC LIMIT {LATELY}) AS entry
     GROUP BY order_id ORDER BY hashint8(order_id) LIMIT {ORDERS}
), told AS (
    SELECT entry.*, lag(status) OVER (PARTITION BY entry.order_id ORDER BY seq) AS before
      FROM lately
     CROSS JOIN LATERAL (SELECT order_id, seq, at, status FROM journal
                          WHERE order_id = lately.order_id
                          ORDER BY seq DESC LIMIT {ENTRIES}) AS entry
), stay AS (
    SELECT status, lead(at) OVER (PARTITION BY order_id ORDER BY seq) - at AS long
      FROM told WHERE before IS DISTINCT FROM status
)
SELECT status, extract(epoch FROM percentile_disc(0.5) WITHIN GROUP (ORDER BY long))::bigint
  FROM stay WHERE long >= interval '0' GROUP BY status
"""  # noqa: S608

# Without a promised day an order is in time that was never late: no step came after the promise of
# the state it left, unless the clock stood still over it.
DONE = f"""
WITH latest AS (
    SELECT o.id, o.status_since, o.promised_by FROM customer_order AS o
     WHERE o.status = 'completed' AND o.status_since >= %(midnight)s AND <<within>>
     ORDER BY o.status_since DESC LIMIT {LATEST}
), overdue AS (
    SELECT entry.order_id FROM latest
     CROSS JOIN LATERAL (SELECT order_id, document, document_id, at, due_at FROM journal
                          WHERE order_id = latest.id AND due_at < at) AS entry
      LEFT JOIN clock_pause AS pause ON entry.document = 'shipment'
       AND pause.shipment_id = entry.document_id
       AND pause.since <= entry.due_at AND pause.until >= entry.at
     WHERE latest.promised_by IS NULL AND pause.id IS NULL
)
SELECT (SELECT count(*) FROM customer_order AS o
         WHERE o.status = 'completed' AND o.status_since >= %(midnight)s AND <<within>>),
       count(*),
       count(*) FILTER (WHERE coalesce(status_since <= promised_by,
                                       id NOT IN (SELECT order_id FROM overdue)))
  FROM latest
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Done:
    """Orders completed today. Of the latest of them, `looked_at`, so many were `in_time`."""

    orders: int
    looked_at: int
    in_time: int

    @property
    def on_time(self) -> float | None:
        """The share that kept what was promised, between 0 and 1; nothing when none is done."""
        return self.in_time / self.looked_at if self.looked_at else None


def typical_seconds() -> Mapping[str, int]:
    """The median stay in each status of the orders that moved lately: one statement a minute,
    which nobody waits for.

    A status that none of them left is absent."""
    return TYPICALLY.told(None).value


def done_today(actor: Actor = HOUSE) -> Done:
    """What was completed on this day of the house, within the actor's reach: one statement a
    minute, which nobody waits for."""
    return TODAY.told((actor.stores, actor.warehouses)).value


def forget() -> None:
    """Look everything up anew."""
    TYPICALLY.forget()
    TODAY.forget()


def _typical(_: None) -> Mapping[str, int]:
    return MappingProxyType(dict(sql.rows(TYPICAL)))


def _done(reach: tuple[frozenset[int] | None, frozenset[int] | None]) -> Done:
    within = scope.of_orders(Actor("", Role.SYSTEM, *reach))
    statement = DONE.replace("<<within>>", within.text)
    (found,) = sql.rows(statement, {"midnight": midnight(), **within.values})
    return Done(*found)


TYPICALLY = Remembered(_typical, MINUTE)
TODAY = Remembered(_done, MINUTE)
