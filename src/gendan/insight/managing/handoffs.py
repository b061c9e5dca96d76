"""Work that was handed over, and nobody has said that they saw it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from gendan.insight import scope
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.process.deadlines import AT_RISK
from gendan.process.definition import PROCESS
from gendan.process.model import State, Text

LAW = PROCESS.document("shipment")
# What is left of the time to say "seen" when it is nearly over.
NEAR = max(state.acknowledge or timedelta() for state in LAW.states) * (1 - AT_RISK)
SHOWN = 5  # of each warehouse, the oldest

UNSEEN = f"""
SELECT w.code, w.name, w.name_en, passed, near, o.number, unseen.number, unseen.state,
       unseen.since, unseen.acknowledge_by,
       extract(epoch FROM now() - unseen.acknowledge_by)::bigint
  FROM (SELECT s.id, s.order_id, s.warehouse_id, s.number, s.state, s.state_since AS since,
               s.acknowledge_by,
               count(*) FILTER (WHERE s.acknowledge_by < now()) OVER here AS passed,
               count(*) FILTER (WHERE s.acknowledge_by >= now()) OVER here AS near,
               min(s.acknowledge_by) OVER here AS oldest,
               row_number() OVER (here ORDER BY s.acknowledge_by, s.id) AS place
          FROM shipment AS s LEFT JOIN customer_order AS o ON o.id = s.order_id
         WHERE s.acknowledge_by <= now() + %(near)s AND s.acknowledged_at IS NULL AND <<within>>
        WINDOW here AS (PARTITION BY s.warehouse_id)) AS unseen
  JOIN warehouse AS w ON w.id = unseen.warehouse_id
  JOIN customer_order AS o ON o.id = unseen.order_id
 WHERE place <= {SHOWN}
 ORDER BY unseen.oldest, w.code, place
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Unseen:
    """A shipment whose hand-over nobody acknowledged. `seconds`: how long it should have been."""

    order: str
    number: str
    state: State
    since: datetime
    acknowledge_by: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class Warehouse:
    """Where hand-overs wait: how many too long, how many nearly so, and the oldest of them."""

    code: str
    name: Text
    passed: int
    near: int
    oldest: Sequence[Unseen]


def unseen(actor: Actor) -> list[Warehouse]:
    """By warehouse, where one waits longest first: one statement."""
    within = scope.of_shipments(actor)
    rows = sql.rows(UNSEEN.replace("<<within>>", within.text), {"near": NEAR, **within.values})
    return [
        Warehouse(
            code,
            Text(name, name_en or name),
            passed,
            near,
            [
                Unseen(order, number, LAW.state(state), since, by, seconds)
                for *_, order, number, state, since, by, seconds in found
            ],
        )
        for (code, name, name_en, passed, near), found in groupby(rows, key=lambda row: row[:5])
    ]
