"""What the customer of an order said, what they show, and what they were told."""

from dataclasses import dataclass
from datetime import datetime

from gendan.insight import scope
from gendan.kernel import masking, sql
from gendan.kernel.actor import Actor

SAID = """
SELECT f.kind, f.words, f.opened_at, f.opened_by, f.due_at, f.answered_at, f.answered_by, f.answer,
       ARRAY(SELECT id FROM feedback_picture WHERE feedback_id = f.id ORDER BY id)
  FROM feedback AS f JOIN customer_order AS o ON o.id = f.order_id
 WHERE o.number = %(number)s AND <<orders>>
 ORDER BY f.answered_at IS NOT NULL, f.due_at, f.id
"""
ASKS = """
SELECT EXISTS (SELECT FROM feedback AS f JOIN customer_order AS o ON o.id = f.order_id
                WHERE o.number = %(number)s AND f.answered_at IS NULL AND <<orders>>)
"""
PICTURE = """
SELECT p.media, p.content
  FROM feedback_picture AS p
  JOIN feedback AS f ON f.id = p.feedback_id
  JOIN customer_order AS o ON o.id = f.order_id
 WHERE p.id = %(picture)s AND o.number = %(number)s AND <<orders>>
"""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a customer said. Phone numbers and the like in it are masked."""

    kind: str
    words: str
    at: datetime
    by: str
    due_at: datetime
    answered_at: datetime | None
    answered_by: str
    answer: str
    pictures: list[int]


def said(number: str, actor: Actor) -> list[Said]:
    """Of an order within reach; what waits for an answer comes first. One statement."""
    within = scope.of_orders(actor)
    statement = SAID.replace("<<orders>>", within.text)
    rows = sql.rows(statement, {"number": number, **within.values})
    return [Said(kind, masking.mask_text(words), *rest) for kind, words, *rest in rows]


def asks(number: str, actor: Actor) -> bool:
    """Whether the customer of an order within reach waits for an answer. One statement."""
    within = scope.of_orders(actor)
    statement = ASKS.replace("<<orders>>", within.text)
    ((waits,),) = sql.rows(statement, {"number": number, **within.values})
    return bool(waits)


def picture(number: str, id: int, actor: Actor) -> tuple[str, bytes] | None:
    """Its type and its bytes, if its order is within reach. One statement."""
    within = scope.of_orders(actor)
    statement = PICTURE.replace("<<orders>>", within.text)
    found = sql.rows(statement, {"number": number, "picture": id, **within.values})
    return (found[0][0], bytes(found[0][1])) if found else None
