"""Parcels that go astray: what is amiss, who sees to it, what was done: written in sets."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from gendan.kernel import sql
from gendan.kernel.batch import Batch
from gendan.process.deadlines import AT_RISK, add_working
from gendan.process.definition import EXCEPTION_WINDOW, NEXT_LOOK
from gendan.process.model import Role
from gendan.process.words import ExceptionKind, ExceptionOutcome
from gendan.records.shipments.models import Shipment

# A case that is open already becomes one of another kind: somebody knows more of the parcel now.
OPEN = """
INSERT INTO delivery_exception AS known (shipment_id, kind, note, opened_at, opened_by, at_risk_at,
                                         due_at)
SELECT asked.id, %s, %s, asked.at, %s, asked.at_risk_at, asked.due_at
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
       AS asked (id, at, at_risk_at, due_at)
ON CONFLICT (shipment_id) WHERE closed_at IS NULL
DO UPDATE SET kind = excluded.kind, at_risk_at = excluded.at_risk_at, due_at = excluded.due_at,
              note = CASE WHEN excluded.note = '' THEN known.note ELSE excluded.note END
"""

KNOWN = """
SELECT shipment_id, kind FROM delivery_exception WHERE shipment_id = ANY(%s) AND closed_at IS NULL
"""

TAKE = """
UPDATE delivery_exception SET owner = %s WHERE shipment_id = ANY(%s) AND closed_at IS NULL
"""

# Whoever does something about it first sees to it from then on.
ACT = """
WITH asked AS (
    SELECT * FROM unnest(%(ids)s::bigint[], %(ats)s::timestamptz[], %(at_risks)s::timestamptz[],
                         %(dues)s::timestamptz[]) AS asked (id, at, at_risk_at, due_at)
), known AS (
    UPDATE delivery_exception AS e
       SET at_risk_at = asked.at_risk_at, due_at = asked.due_at,
           owner = CASE WHEN e.owner = '' THEN %(actor)s ELSE e.owner END
      FROM asked WHERE e.shipment_id = asked.id AND e.closed_at IS NULL
    RETURNING e.id, asked.at
)
INSERT INTO exception_action (case_id, at, actor, action, note, wanted_at)
SELECT id, at, %(actor)s, %(action)s, %(note)s, %(wanted_at)s FROM known
"""

CLOSE = """
UPDATE delivery_exception AS e
   SET closed_at = asked.at, closed_by = %s, outcome = %s, conclusion = %s
  FROM unnest(%s::bigint[], %s::timestamptz[]) AS asked (id, at)
 WHERE e.shipment_id = asked.id AND e.closed_at IS NULL AND e.kind <> %s
RETURNING e.shipment_id
"""


@dataclass(frozen=True, slots=True)
class Act:
    """What is done about parcels. `wanted_at`: when their customers want them."""

    code: str
    note: str = ""
    wanted_at: datetime | None = None


def known(shipments: Collection[int]) -> dict[int, str]:
    """By shipment, the kind of its open case. One statement."""
    return dict(sql.rows(KNOWN, [list(shipments)]))


def open_cases(batch: Batch, kind: ExceptionKind, note: str) -> None:
    """A case for every shipment of the batch, with its clock. One statement."""
    rows = [(row.id, batch.at(row.id)) for row in batch.rows]
    dues = [_due(batch, id, at, EXCEPTION_WINDOW * AT_RISK) for id, at in rows]
    late = [_due(batch, id, at, EXCEPTION_WINDOW) for id, at in rows]
    parameters = [kind.value, note, batch.actor.name, *sql.columns(rows, 2), dues, late]
    sql.run(OPEN, parameters)


def take(batch: Batch) -> None:
    """Whoever acts sees to the shipments of the batch. One statement."""
    sql.run(TAKE, [batch.actor.name, batch.ids])


def act(batch: Batch, done: Act) -> None:
    """Write down what was done; somebody looks again, at the latest when the customer wants it.

    One statement."""
    rows = [(row.id, batch.at(row.id)) for row in batch.rows]
    dues = [done.wanted_at or _due(batch, id, at, NEXT_LOOK) for id, at in rows]
    risks = [_due(batch, id, at, NEXT_LOOK * AT_RISK) for id, at in rows]
    sql.run(
        ACT,
        {
            "ids": [id for id, _ in rows],
            "ats": [at for _, at in rows],
            "at_risks": [min(risk, due) for risk, due in zip(risks, dues, strict=True)],
            "dues": dues,
            "actor": batch.actor.name,
            "action": done.code,
            "note": done.note,
            "wanted_at": done.wanted_at,
        },
    )


def close(batch: Batch, outcome: ExceptionOutcome, conclusion: str) -> None:
    """Close the open cases of the batch. One statement."""
    _close(batch, batch.ids, outcome, conclusion, "")


def settle(batch: Batch, shipments: Sequence[int], outcome: ExceptionOutcome) -> None:
    """What ends the way of a parcel settles what was amiss with it; but that the customer has it,
    where they say they have not, only they themselves can say. One statement."""
    besides = "" if _is_certain(batch, outcome) else ExceptionKind.DISPUTED.value
    closed = _close(batch, shipments, outcome, "", besides)
    rows = [replace(row, state=batch.target(row)) for row in batch.rows if row.id in closed]
    batch.follow("settle_exception", Shipment, rows)


def _is_certain(batch: Batch, outcome: ExceptionOutcome) -> bool:
    return outcome is not ExceptionOutcome.DELIVERED or batch.actor.role is Role.CUSTOMER


def _close(
    batch: Batch, ids: Sequence[int], outcome: ExceptionOutcome, conclusion: str, besides: str
) -> set[int]:
    moments = [batch.at(id) for id in ids]
    values = [batch.actor.name, outcome.value, conclusion, list(ids), moments, besides]
    return {shipment for (shipment,) in sql.rows(CLOSE, values)}


def _due(batch: Batch, shipment: int, at: datetime, within: timedelta) -> datetime:
    return add_working(at, within, batch.calendar(batch.row(shipment).calendar, at))
