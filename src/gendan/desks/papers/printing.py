"""Have papers printed: noted first, who and when; then the papers of that print can be fetched."""

from collections.abc import Sequence
from functools import cache

from django.core.exceptions import PermissionDenied
from django.db import transaction

from gendan.desks.papers.kinds import Paper
from gendan.insight import scope
from gendan.kernel import clock, sql
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal

# In the order in which a picker walks: by the first bin of each.
FOUND = """
SELECT s.id, s.state
  FROM shipment AS s
  JOIN customer_order AS o ON o.id = s.order_id
  LEFT JOIN LATERAL (
       SELECT bin.walk, bin.code
         FROM shipment_line AS box
         JOIN stock_level AS level
           ON level.product_id = box.product_id AND level.warehouse_id = s.warehouse_id
         JOIN bin ON bin.id = level.bin_id
        WHERE box.shipment_id = s.id AND box.quantity > 0
        ORDER BY bin.walk, bin.code LIMIT 1) AS first ON true
 WHERE s.id = ANY(%(ids)s) AND {within}
 ORDER BY first.walk NULLS LAST, first.code NULLS LAST, s.id
"""

NOTE = """
WITH made AS (
    INSERT INTO print (paper, at, actor, staff_id)
    VALUES (%(paper)s, %(at)s, %(actor)s, %(staff)s) RETURNING id
), pile AS (
    INSERT INTO printed (print_id, shipment_id, place)
    SELECT made.id, one.id, one.place
      FROM made CROSS JOIN unnest(%(ids)s::bigint[]) WITH ORDINALITY AS one (id, place)
)
SELECT id FROM made
"""


def print_papers(
    paper: Paper, shipments: Sequence[int], *, by: Actor, in_bin_order: bool = False
) -> Outcome:
    """Note that papers of these shipments are printed, in this order or in that of their bins.

    `made` says of which print each is. Two statements. Raises `PermissionDenied` for roles that
    take no step for which the paper is needed."""
    if not paper.may_print(by):
        raise PermissionDenied(paper.title.en)
    within = scope.of_shipments(by)
    with transaction.atomic():
        rows = sql.rows(_found(within.text), {"ids": list(shipments), **within.values})
        states = dict(rows)
        answers = {id: _unfit(paper, states.get(id)) for id in shipments}
        pile = [id for id in (states if in_bin_order else shipments) if answers[id] is None]
        made: dict[int, int] = {}
        if pile:
            noted = {"paper": paper.name, "at": clock.now(), "actor": by.name, "staff": by.staff}
            ((number,),) = sql.rows(NOTE, {**noted, "ids": pile})
            made = dict.fromkeys(pile, number)
    return Outcome(tuple(pile), {id: why for id, why in answers.items() if why}, made)


@cache
def _found(within: str) -> str:
    return FOUND.format(within=within)


def _unfit(paper: Paper, state: str | None) -> Refused | None:
    if state is None:
        return refused(Refusal.NOT_FOUND)
    if state not in paper.states:
        return refused(Refusal.WRONG_STATE, state=f"shipment.{state}")
    return None
