"""One order by its number, with whatever belongs to it: one statement."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

from gendan.insight import personal, scope
from gendan.insight.orders.next_steps import next_steps
from gendan.insight.orders.parts import CLOCKS, DEADLINE, HEAD, PARTS, PERSON
from gendan.kernel import sql
from gendan.kit.rest.identity import Caller

DEADLINE_TOLD = ", ".join(f"'{name}', {said}" for name, said in DEADLINE.items())
# Of notices more is hidden than of the other parts.
SECRETS = {"notices": personal.NOTICE}


@dataclass(frozen=True, slots=True)
class Whole:
    """An order as JSON, and its version."""

    version: int
    text: str


def order(
    number: str, caller: Caller, include: Collection[str], language: Callable[[], str]
) -> Whole | None:
    """The order, if it is within the caller's reach: one statement.

    `include` names parts of `PARTS`; `language` is asked for the words of the journal only."""
    include = sorted(include)
    within = scope.of_orders(caller.actor)
    values = {"number": number, **within.values}
    if "journal" in include:
        values["language"] = "en" if language().startswith("en") else "zh"
    found = sql.rows(_statement(tuple(include), within.text), values)
    if not found:
        return None
    version, status, numbers, states, blocked, head, person, *parts = found[0]
    coming = next_steps(
        caller.actor,
        number,
        status,
        dict(zip(numbers, states, strict=True)),
        blocked,
    )
    names = () if personal.sees(caller) else personal.names(person)
    text = [
        head[:-1],
        personal.shown(personal.ORDER, caller, names)(person)[1:-1],
    ]
    for part, told in zip(include, parts, strict=True):
        secrets = SECRETS.get(part, personal.ORDER)
        text.append(f'"{part}": {personal.shown(secrets, caller, names)(told)}')
    return Whole(version, f'{", ".join(text)}, "next": {coming}}}')


@cache
def _statement(include: tuple[str, ...], within: str) -> str:
    """Version, status, states and holds stand beside the JSON: what may be done next follows."""
    parts = "".join(f",\n       coalesce({PARTS[name]}::text, 'null')" for name in include)
    return f"""
SELECT o.events, o.status, clock.numbers, clock.states,
       ARRAY(SELECT hold.kind || ' ' || step.name
               FROM hold CROSS JOIN jsonb_array_elements_text(hold.blocks) AS step (name)
              WHERE hold.order_id = o.id AND hold.released_at IS NULL),
       json_build_object({HEAD}, {DEADLINE_TOLD})::text, json_build_object({PERSON})::text{parts}
  FROM customer_order AS o
  JOIN channel ON channel.id = o.channel_id
  JOIN store ON store.id = o.store_id
  LEFT JOIN staff AS seller ON seller.id = o.salesperson_id
  LEFT JOIN customer AS c ON c.id = o.customer_id
 CROSS JOIN LATERAL (
       {CLOCKS},
              coalesce(array_agg(s.number ORDER BY s.ordinal), '{{}}') AS numbers,
              coalesce(array_agg(s.state ORDER BY s.ordinal), '{{}}') AS states
         FROM shipment AS s WHERE s.order_id = o.id) AS clock
 WHERE o.number = %(number)s AND {within}
"""  # noqa: S608
