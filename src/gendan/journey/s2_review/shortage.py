"""Short of goods: the customer is told, chooses, and what they chose is carried out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gendan.journey.s2_review import choices
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import BATCH_MAX, taking
from gendan.process.definition import PROCESS
from gendan.process.model import Role
from gendan.process.words import Decision
from gendan.records.cases import shortages
from gendan.records.orders import lines
from gendan.records.orders.models import CustomerOrder
from gendan.records.shipments import clocks, planning

RECORD_CONTACT = PROCESS.step("record_contact")
DECIDE = PROCESS.step("decide_shortage")
RESERVE_AGAIN = PROCESS.step("reserve_again")

CONTACT = """
UPDATE shortage_case AS c
   SET contacted_at = coalesce(contacted_at, asked.at),
       contacts = contacts || jsonb_build_array(jsonb_build_object(
           'at', asked.at, 'actor', %s::text, 'note', %s::text))
  FROM unnest(%s::bigint[], %s::timestamptz[]) AS asked (order_id, at)
 WHERE c.order_id = asked.order_id AND c.closed_at IS NULL
"""

# Those that were promised first come first; each is reserved as far as the goods go.
WAITING_FOR = """
SELECT o.id FROM customer_order AS o
 WHERE EXISTS (SELECT FROM order_line AS line
                WHERE line.order_id = o.id AND line.short > 0 AND line.product_id = ANY(%s))
 ORDER BY o.priority DESC, o.id
 LIMIT %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the customer of one order chose. `substitutes`: by line, the SKU that stands in;
    a line not named gets the best one in stock. `note`: how they were reached."""

    order: int
    decision: Decision
    note: str = ""
    substitutes: Mapping[int, str] = field(default_factory=dict)

    @property
    def document(self) -> int:
        """The order."""
        return self.order


def record_contact(orders: Sequence[int], *, by: Actor, note: str, at: When = None) -> Outcome:
    """The customers were told what is short; stops the two-hour clock."""
    with taking(RECORD_CONTACT, CustomerOrder, orders, by=by, at=at) as batch:
        if not note.strip():
            batch.refuse(batch.items, Refusal.MISSING, "note")
        _cases(batch)
        batch.explain(batch.ids, note)
        sql.run(CONTACT, [by.name, note, batch.ids, [batch.at(id) for id in batch.ids]])
    return batch.outcome


def decide(chosen: Sequence[Choice], *, by: Actor, at: When = None) -> Outcome:
    """Carry out what the customers chose; items are positions.

    Customers may choose until the offer expires; staff may always, with a note of the contact."""
    with taking(DECIDE, CustomerOrder, chosen, by=by, at=at) as batch:
        cases = _cases(batch)
        _refuse_unfounded(batch, chosen, cases)
        plan = choices.prepare(batch, {chosen[i].order: chosen[i] for i in batch.items})
        by_order = {chosen[item].order: chosen[item] for item in batch.items}
        for order, choice in by_order.items():
            batch.explain([order], choice.decision.value)
            batch.note(order, {"decision": choice.decision.value, "note": choice.note})
        choices.carry_out(batch, by_order, plan)
        shortages.decide(
            [
                shortages.Decided(
                    order,
                    choice.decision.value,
                    batch.at(order),
                    not choice.decision.awaits_goods,
                    choice.note,
                )
                for order, choice in by_order.items()
            ],
            actor=by.name,
        )
    return batch.outcome


def reserve_again(orders: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """Goods arrived: promise them to what waits. A case whose units are all there is closed."""
    with taking(RESERVE_AGAIN, CustomerOrder, orders, by=by, at=at) as batch:
        served = planning.suppliers()
        wanted = planning.waiting(batch.ids, served)
        batch.refuse(set(batch.ids) - {order.order for order in wanted}, Refusal.NOTHING_WAITING)
        allocation = planning.reserve_waiting(wanted)
        given = {box.order for box in allocation.boxes}
        skus = lines.skus([line for lacks in allocation.missing.values() for line in lacks])
        batch.refuse_each(
            {
                order: refused(Refusal.SHORT_STOCK, sku="、".join(skus[line] for line in lacks))
                for order, lacks in allocation.missing.items()
                if order not in given
            }
        )
        lines.clear_short(batch.ids)
        planning.box(batch, allocation.boxes, served)
        known = shortages.find_open(given)
        missing = {o: lacks for o, lacks in allocation.missing.items() if o in given}
        lines.set_short([line for o, lacks in missing.items() if o in known for line in lacks])
        shortages.open_cases(batch, {o: lacks for o, lacks in missing.items() if o not in known})
        clocks.pause(batch, [o for o in missing if o in known and known[o].waits])
        whole = given - allocation.missing.keys()
        shortages.close(batch, whole)
        clocks.resume(batch, whole)
    return batch.outcome


def waiting_for(products: Sequence[int]) -> list[int]:
    """The orders that lack one of these products, in the order in which they are served."""
    return [order for (order,) in sql.rows(WAITING_FOR, [list(products), BATCH_MAX])]


def _cases(batch: Batch) -> dict[int, shortages.OpenCase]:
    cases = shortages.find_open(batch.ids)
    none = refused(Refusal.NO_OPEN_CASE)
    batch.refuse_documents({id: none for id in batch.ids if id not in cases})
    return cases


def _refuse_unfounded(
    batch: Batch, chosen: Sequence[Choice], cases: Mapping[int, shortages.OpenCase]
) -> None:
    seen: set[int] = set()
    for item in batch.items:
        choice = chosen[item]
        if choice.order in seen:
            batch.refuse([item], Refusal.REPEATED_IN_BATCH)
        elif batch.actor.role is Role.CUSTOMER and cases[choice.order].decide_by < batch.at(
            choice.order
        ):
            batch.refuse([item], Refusal.OFFER_EXPIRED)
        elif batch.actor.role is not Role.CUSTOMER and not choice.note.strip():
            batch.refuse([item], Refusal.MISSING, "note")
        seen.add(choice.order)
