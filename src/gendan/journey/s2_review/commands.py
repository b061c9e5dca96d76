"""Review: the order is read, its goods are promised, or the customer hears that they are short."""

from collections.abc import Mapping, Sequence

from gendan.kernel import sql
from gendan.kernel.actor import SYSTEM, Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.records.cases import shortages
from gendan.records.orders import holds, lines
from gendan.records.orders.models import CustomerOrder
from gendan.records.places.models import Store
from gendan.records.shipments import planning, withdrawal
from gendan.records.shipments.allocation import Wanted

CONFIRM = PROCESS.step("confirm")
REJECT = PROCESS.step("reject")

# The rule: a trusted channel, and nothing holds the order. Stock is checked under lock.
BY_RULE = """
SELECT o.id FROM customer_order AS o JOIN channel ON channel.id = o.channel_id
 WHERE o.id = ANY(%s) AND o.status = 'review' AND channel.auto_confirm
   AND NOT EXISTS (SELECT FROM hold WHERE hold.order_id = o.id AND hold.released_at IS NULL
                                      AND hold.blocks ? 'confirm')
 ORDER BY o.id
"""


def confirm(
    orders: Sequence[int], *, by: Actor, at: When = None, whole_only: bool = False
) -> Outcome:
    """Promise the goods and give the warehouses their work.

    What is missing opens a shortage case, and what is there stays reserved for the order; with
    `whole_only` such an order is refused and left in review instead."""
    with taking(CONFIRM, CustomerOrder, orders, by=by, at=at) as batch:
        served = planning.suppliers()
        wanted = planning.waiting(batch.ids, served)
        _refuse_without_warehouse(batch, wanted)
        kept = set(batch.ids)
        allocation = planning.reserve_waiting(
            [order for order in wanted if order.order in kept], whole_only=whole_only
        )
        missing = allocation.missing
        if whole_only:
            _refuse_short(batch, missing)
            missing = {}
        planning.box(batch, allocation.boxes, served)
        shortages.open_cases(batch, missing)
    return batch.outcome


def confirm_by_rule(orders: Sequence[int]) -> Outcome:
    """Confirm those of the orders that the rule allows and stock covers; people do the rest."""
    allowed = [id for (id,) in sql.rows(BY_RULE, [list(orders)])]
    return confirm(allowed, by=SYSTEM, whole_only=True)


def reject(orders: Sequence[int], *, by: Actor, reason: str, at: When = None) -> Outcome:
    """Decline orders before anything was picked; what was reserved is free again."""
    with taking(REJECT, CustomerOrder, orders, by=by, at=at) as batch:
        batch.explain(batch.ids, reason)
        withdrawal.withdraw(batch, withdrawal.boxes_of(batch.ids))
        lines.cancel_waiting(batch.ids)
        shortages.close(batch, batch.ids)
        holds.release_all(batch, batch.ids)
    return batch.outcome


def _refuse_without_warehouse(batch: Batch, wanted: Sequence[Wanted]) -> None:
    unserved = {o.order: batch.row(o.order).store or 0 for o in wanted if not o.warehouses}
    if unserved:
        codes = dict(Store.objects.filter(id__in=unserved.values()).values_list("id", "code"))
        batch.refuse_each(
            {
                order: refused(Refusal.NO_WAREHOUSE, given=codes[store])
                for order, store in unserved.items()
            }
        )
    batch.refuse(set(batch.ids) - {order.order for order in wanted}, Refusal.NOTHING_WAITING)


def _refuse_short(batch: Batch, missing: Mapping[int, Mapping[int, int]]) -> None:
    skus = lines.skus([line for lacks in missing.values() for line in lacks])
    batch.refuse_each(
        {
            order: refused(Refusal.SHORT_STOCK, sku="、".join(skus[line] for line in lacks))
            for order, lacks in missing.items()
        }
    )
