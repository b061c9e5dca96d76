"""One order by its number, with whatever belongs to it: one statement."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import cast

from gendan.insight import personal, prepared, scope
from gendan.insight.orders.next_steps import next_steps
from gendan.insight.orders.parts import CLOCKS, HEAD, PARTS
from gendan.kit.rest.identity import Caller


@dataclass(frozen=True, slots=True)
class Whole:
    """An order as JSON, and its version."""

    version: int
    text: str


def order(number: str, caller: Caller, include: Collection[str], language: str) -> Whole | None:
    """The order, if it is within the caller's reach: one statement.

    `include` names parts of `PARTS`; `language` is `zh` or `en`, for the words of the journal."""
    within = scope.of_orders(caller.actor)
    values = {"number": number, "language": language, **within.values}
    row = prepared.row(_statement(tuple(sorted(include)), within.text), values)
    if row is None:
        return None
    version, told, status, numbers, states, blocked = row
    text = personal.text(cast("str", told), personal.ORDER, caller)
    coming = next_steps(
        caller.actor,
        number,
        cast("str", status),
        dict(zip(cast("list[str]", numbers), cast("list[str]", states), strict=True)),
        cast("list[str]", blocked),
    )
    return Whole(cast("int", version), f'{text[:-1]}, "next": {coming}}}')


@cache
def _statement(include: tuple[str, ...], within: str) -> str:
    """What may be done next depends on more than the order, so the states and the holds stand
    beside the JSON."""
    parts = "".join(f",\n    '{name}', {PARTS[name]}" for name in include)
    return f"""
SELECT o.events, json_build_object({HEAD}{parts})::text, o.status,
       clock.numbers, clock.states,
       ARRAY(SELECT hold.kind || ' ' || step.name
               FROM hold CROSS JOIN jsonb_array_elements_text(hold.blocks) AS step (name)
              WHERE hold.order_id = o.id AND hold.released_at IS NULL)
  FROM customer_order AS o
  JOIN channel ON channel.id = o.channel_id
  JOIN store ON store.id = o.store_id
  LEFT JOIN staff AS seller ON seller.id = o.salesperson_id
  LEFT JOIN customer AS c ON c.id = o.customer_id
 CROSS JOIN LATERAL {CLOCKS}
 WHERE o.number = %(number)s AND {within}
"""  # noqa: S608
