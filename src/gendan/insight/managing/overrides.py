"""What managers did in another department's place, and why: the newest first."""

from dataclasses import dataclass
from datetime import datetime

from gendan.insight import scope
from gendan.kernel import masking, sql
from gendan.kernel.actor import Actor
from gendan.process.definition import PROCESS
from gendan.process.model import Step

# An index of its own leads to them, from its end.
LATEST = """
SELECT o.number, coalesce(s.number, o.number), entry.step, entry.at, entry.override,
       coalesce(nullif(staff.name, ''), entry.actor)
  FROM journal AS entry
  JOIN customer_order AS o ON o.id = entry.order_id
  LEFT JOIN shipment AS s ON entry.document = 'shipment' AND s.id = entry.document_id
  LEFT JOIN staff ON staff.id = entry.staff_id
 WHERE entry.override <> '' AND <<within>>
 ORDER BY entry.id DESC LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Override:
    """A step that a manager took in the place of the department whose it is."""

    order: str
    number: str
    step: Step
    at: datetime
    reason: str
    name: str


def latest(actor: Actor, most: int) -> list[Override]:
    """The newest ones within reach: one statement."""
    within = scope.of_orders(actor)
    statement = LATEST.replace("<<within>>", within.text)
    return [
        Override(order, number, PROCESS.step(step), at, masking.mask_text(reason), name)
        for order, number, step, at, reason, name in sql.rows(
            statement, {"most": most, **within.values}
        )
    ]
