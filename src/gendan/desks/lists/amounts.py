"""How much waits in a queue, for its title: so many documents, as the frame counts them, and in
boxes so many units."""

from dataclasses import dataclass
from typing import cast

from gendan.desks.queues import Queue
from gendan.insight import scope
from gendan.insight.conditions import all_of, among
from gendan.insight.orders.counts import OF_ORDERS
from gendan.insight.orders.parts import WAITING
from gendan.kernel import sql
from gendan.kernel.actor import Actor

# Beyond so many boxes nobody needs the units, and every look at the queue would add them up.
COUNTED_MOST = 2_000
UNITS = f"""
SELECT coalesce(sum(box.quantity), 0)
  FROM shipment AS s <<of orders>>
  JOIN shipment_line AS box ON box.shipment_id = s.id
 WHERE {WAITING} AND <<which>>
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Amount:
    """So many documents; `units`: in them, where that is counted."""

    documents: int
    units: int | None


def amount(queue: Queue, waits: int, actor: Actor) -> Amount:
    """What waits in the queue, of which the frame counted `waits`. One statement for boxes that
    wait for nothing but what their state calls for."""
    by_state = {*queue.filters} <= {"state", "sort"}
    if queue.document != "shipment" or not by_state or waits > COUNTED_MOST:
        return Amount(waits, None)
    states = cast("list[str]", queue.filters["state"])
    which = all_of([scope.of_shipments(actor), among("s.state", states)])
    joined = UNITS.replace("<<of orders>>", "" if actor.stores is None else OF_ORDERS)
    ((units,),) = sql.rows(joined.replace("<<which>>", which.text), which.values)
    return Amount(waits, units)
