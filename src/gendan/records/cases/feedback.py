"""What customers say, what they show, what they were told: written in sets."""

import base64
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from gendan.kernel import sql
from gendan.kernel.batch import Batch

OPEN = """
WITH new AS (
    SELECT * FROM unnest(%(places)s::int[], %(orders)s::bigint[], %(kinds)s::text[],
                         %(words)s::text[], %(ats)s::timestamptz[], %(dues)s::timestamptz[])
        AS new (place, order_id, kind, words, at, due_at)
), opened AS (
    INSERT INTO feedback (order_id, kind, words, opened_at, opened_by, due_at)
    SELECT order_id, kind, words, at, %(actor)s, due_at FROM new ORDER BY place
    RETURNING id, order_id
)
INSERT INTO feedback_picture (feedback_id, media, content)
SELECT opened.id, shown.media, decode(shown.encoded, 'base64')
  FROM unnest(%(shown_orders)s::bigint[], %(media)s::text[], %(encoded)s::text[])
       AS shown (order_id, media, encoded)
  JOIN opened USING (order_id)
"""

ANSWER = """
UPDATE feedback AS f SET answered_at = asked.at, answered_by = %s, answer = %s
  FROM unnest(%s::bigint[], %s::timestamptz[]) AS asked (order_id, at)
 WHERE f.order_id = asked.order_id AND f.answered_at IS NULL
"""

UNANSWERED = """
SELECT DISTINCT order_id FROM feedback WHERE order_id = ANY(%s) AND answered_at IS NULL
"""

# What customers choose on one order holds for all of theirs, until they choose anew on any.
CHOOSE = """
WITH asked AS (
    SELECT id, customer_id FROM customer_order WHERE id = ANY(%(orders)s)
), dropped AS (
    DELETE FROM silent_way USING asked
     WHERE (silent_way.order_id = asked.id OR silent_way.customer_id = asked.customer_id)
       AND (silent_way.order_id, way) NOT IN (
           SELECT * FROM unnest(%(silent_orders)s::bigint[], %(ways)s::text[]))
)
INSERT INTO silent_way (order_id, way, customer_id)
SELECT silent.order_id, silent.way, asked.customer_id
  FROM unnest(%(silent_orders)s::bigint[], %(ways)s::text[]) AS silent (order_id, way)
  JOIN asked ON asked.id = silent.order_id
ON CONFLICT (order_id, way) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture: JPEG or PNG, without a word of where it comes from."""

    media: str
    content: bytes


@dataclass(frozen=True, slots=True)
class New:
    """What the customer of one order says. One of each order at a time."""

    order: int
    kind: str
    words: str
    at: datetime
    due_at: datetime
    pictures: Sequence[Shown] = ()


def open_feedback(new: Sequence[New], *, actor: str) -> None:
    """Keep it until it is answered, and the pictures for good. One statement."""
    shown = [(one.order, picture) for one in new for picture in one.pictures]
    sql.run(
        OPEN,
        {
            "actor": actor,
            "places": list(range(len(new))),
            "orders": [one.order for one in new],
            "kinds": [one.kind for one in new],
            "words": [one.words for one in new],
            "ats": [one.at for one in new],
            "dues": [one.due_at for one in new],
            "shown_orders": [order for order, _ in shown],
            "media": [picture.media for _, picture in shown],
            "encoded": [base64.b64encode(picture.content).decode() for _, picture in shown],
        },
    )


def unanswered(orders: Collection[int]) -> set[int]:
    """Those of the orders whose customer waits for an answer. One statement."""
    return {order for (order,) in sql.rows(UNANSWERED, [list(orders)])}


def answer(batch: Batch, orders: Sequence[int], words: str) -> None:
    """All that waits on these orders is answered. One statement."""
    moments = [batch.moment(order) for order in orders]
    sql.run(ANSWER, [batch.actor.name, words, list(orders), moments])


def choose_ways(orders: Sequence[int], silent: Sequence[tuple[int, str]]) -> None:
    """From now on these ways are silent for these orders, and no others. One statement."""
    sql.run(
        CHOOSE,
        {
            "orders": list(orders),
            "silent_orders": [order for order, _ in silent],
            "ways": [way for _, way in silent],
        },
    )
