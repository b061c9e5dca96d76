"""What an edit does to what is owed: who paid first pays first again; who owes nothing waits no
longer."""

from collections.abc import Collection
from dataclasses import replace

from gendan.kernel import sql
from gendan.kernel.batch import Batch
from gendan.process.words import HoldKind
from gendan.records.orders import holds
from gendan.records.orders.models import CustomerOrder

# What is paid at the door, or at the till, is owed without anybody waiting for it here.
PAID_FIRST = """
SELECT id FROM customer_order
 WHERE id = ANY(%s) AND paid > 0 AND paid >= total
   AND NOT cash_on_delivery AND fulfilment <> 'carry'
"""
# What is payable now: the order itself is reckoned anew after the step.
PAID_NOW = """
SELECT o.id, o.paid >= o.charges + coalesce(sum(line.amount), 0)
  FROM customer_order AS o JOIN order_line AS line ON line.order_id = o.id
 WHERE o.id = ANY(%s)
 GROUP BY o.id
"""


def paid_first(orders: Collection[int]) -> set[int]:
    """Those of the orders that were paid in full before their goods leave. One statement."""
    return {id for (id,) in sql.rows(PAID_FIRST, [list(orders)])}


def settle(batch: Batch, orders: Collection[int], were_paid: Collection[int]) -> None:
    """Hold what `were_paid` and owes money again until that came; release what owes nothing now.

    Whatever changes so is reviewed again: `orders` of which goods were edited. Three statements."""
    paid = dict(sql.rows(PAID_NOW, [list(orders)]))
    owing = [id for id in orders if id in were_paid and not paid[id]]
    kind = HoldKind.AWAITING_PAYMENT
    held = holds.open_holds([holds.New(id, kind, batch.at(id)) for id in owing],
                            actor=batch.actor.name)  # fmt: skip
    freed = holds.release(batch, [id for id in orders if paid[id]], kind)
    for step, concerned in (("hold", held), ("release", freed)):
        rows = [replace(batch.row(id), state="review") for id in sorted(concerned)]
        batch.follow(step, CustomerOrder, rows)
