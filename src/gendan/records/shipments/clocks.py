"""Clocks that stand still for a coded reason, and go on from where they stood."""

from collections.abc import Collection, Mapping
from datetime import datetime

from gendan.kernel import clock, sql
from gendan.kernel.batch import Batch
from gendan.process.deadlines import Calendar, add_working, working_between
from gendan.process.words import PauseReason

# Of an order, what is on the road waits for nothing; and what waits for another reason waits on.
IN_THE_HOUSE = "s.handed_at IS NULL AND s.order_id"
FOR_GOODS = f"pause.reason = '{PauseReason.GOODS.value}' AND s.order_id"

PAUSE = """
WITH stopped AS (
    UPDATE shipment AS s SET paused_at = asked.at
      FROM unnest(%(orders)s::bigint[], %(moments)s::timestamptz[]) AS asked (id, at)
     WHERE {which} = asked.id AND s.paused_at IS NULL AND s.due_at IS NOT NULL
    RETURNING s.id, asked.at
)
INSERT INTO clock_pause (shipment_id, reason, note, since)
SELECT id, %(reason)s, %(note)s, at FROM stopped
RETURNING shipment_id
"""

PAUSED = """
SELECT s.id, s.order_id, s.paused_at, s.at_risk_at, s.due_at, w.calendar_id
  FROM shipment AS s JOIN warehouse AS w ON w.id = s.warehouse_id
  JOIN clock_pause AS pause ON pause.shipment_id = s.id AND pause.until IS NULL
 WHERE {which} = ANY(%s) AND s.paused_at IS NOT NULL
"""

RESUME = """
WITH going AS (
    SELECT * FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],
                         %s::int[]) AS asked (id, at, at_risk_at, due_at, working_seconds)
), ended AS (
    UPDATE clock_pause AS pause
       SET until = going.at, working_seconds = going.working_seconds
      FROM going WHERE pause.shipment_id = going.id AND pause.until IS NULL
)
UPDATE shipment AS s
   SET paused_at = NULL, at_risk_at = going.at_risk_at, due_at = going.due_at
  FROM going WHERE s.id = going.id
"""


def pause(batch: Batch, orders: Collection[int]) -> None:
    """Stop the clocks of these orders' shipments: they wait for goods. One statement."""
    stop({order: batch.moment(order) for order in orders}, PauseReason.GOODS, "", of_orders=True)


def resume(batch: Batch, orders: Collection[int]) -> None:
    """Let the clocks of these orders' shipments go on. Three statements."""
    start({order: batch.moment(order) for order in orders}, of_orders=True)


def stop(
    moments: Mapping[int, datetime], reason: PauseReason, note: str, *, of_orders: bool = False
) -> set[int]:
    """Stop the running clocks of shipments, named by id or by order; which did. One statement."""
    return {
        shipment
        for (shipment,) in sql.rows(
            PAUSE.format(which=IN_THE_HOUSE if of_orders else "s.id"),
            {
                "orders": list(moments),
                "moments": list(moments.values()),
                "reason": reason.value,
                "note": note,
            },
        )
    }


def start(moments: Mapping[int, datetime], *, of_orders: bool = False) -> set[int]:
    """Start stopped clocks again: what was left of the promise is left still. Three statements."""
    if not moments:
        return set()
    paused = sql.rows(PAUSED.format(which=FOR_GOODS if of_orders else "s.id"), [list(moments)])
    if not paused:
        return set()
    calendars = clock.calendars(min(row[2] for row in paused).date())
    rows = [
        (
            shipment,
            at := moments[order if of_orders else shipment],
            _shifted(at_risk, since, at, calendars[calendar]),
            _shifted(due, since, at, calendars[calendar]),
            int(working_between(since, at, calendars[calendar]).total_seconds()),
        )
        for shipment, order, since, at_risk, due, calendar in paused
    ]
    sql.run(RESUME, [list(column) for column in zip(*rows, strict=True)])
    return {row[0] for row in paused}


def _shifted(
    promised: datetime | None, since: datetime, at: datetime, calendar: Calendar
) -> datetime | None:
    """A moment that had passed when the clock stopped stays where it was."""
    if promised is None or promised <= since:
        return promised
    return add_working(at, working_between(since, promised, calendar), calendar)
