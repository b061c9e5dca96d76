"""How each of the five choices is carried out, for all orders that chose it at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from gendan.journey.s2_review import offers
from gendan.kernel import sql
from gendan.kernel.batch import Batch
from gendan.kernel.outcome import Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import Decision, HoldKind
from gendan.records.orders import holds, lines
from gendan.records.orders.models import CustomerOrder
from gendan.records.shipments import clocks, planning, withdrawal
from gendan.records.shipments.allocation import Box, Wanted, WantedLine

# The substitute's line stands beside the one it replaces; what was ordered stays visible.
SUBSTITUTE = """
WITH added AS (
    INSERT INTO order_line (order_id, ordinal, product_id, replaces_id, name, quantity, unit_price)
    SELECT line.order_id,
           (SELECT max(ordinal) FROM order_line AS other WHERE other.order_id = line.order_id)
               + row_number() OVER (PARTITION BY line.order_id ORDER BY line.id),
           product.id, line.id, product.name, line.short, product.price
      FROM unnest(%s::bigint[], %s::bigint[]) AS chosen (line_id, product_id)
      JOIN order_line AS line ON line.id = chosen.line_id
      JOIN product ON product.id = chosen.product_id
    RETURNING id, replaces_id
), replaced AS (
    UPDATE order_line SET substituted = substituted + short, short = 0 WHERE id = ANY(%s)
)
SELECT replaces_id, id FROM added
"""


class Chosen(Protocol):
    """The choice of one order."""

    @property
    def decision(self) -> Decision:
        """What was chosen."""

    @property
    def substitutes(self) -> Mapping[int, str]:
        """By line, the SKU that stands in; a line not named gets the best one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What substitutes stand in for which line, and from where they will be sent."""

    products: Mapping[int, int]
    boxes: tuple[Box, ...]
    served: Mapping[int, list[planning.Supplier]]


def prepare(batch: Batch, chosen: Mapping[int, Chosen]) -> Plan:
    """Find and promise the substitutes; refuse choices for which there is none. Six statements."""
    wanting = {o for o, choice in chosen.items() if choice.decision is Decision.SUBSTITUTE}
    if not wanting:
        return Plan({}, (), {})
    served = planning.suppliers()
    short = offers.shortfalls(wanting)
    known = offers.substitutes([line.id for o in short.values() for line in o.short_lines])
    products: dict[int, int] = {}
    wanted: list[Wanted] = []
    refusals: dict[int, Refused] = {}
    for order, shortfall in short.items():
        picked = {
            line.id: _pick(line, known.get(line.id, []), chosen[order].substitutes.get(line.id))
            for line in shortfall.short_lines
        }
        if None in picked.values():
            without = next(line for line in shortfall.short_lines if picked[line.id] is None)
            named = chosen[order].substitutes.get(without.id, without.sku)
            refusals[order] = refused(Refusal.NO_SUBSTITUTE, "substitutes", sku=named)
            continue
        products |= {line: s.product for line, s in picked.items() if s}
        warehouses = tuple(s.warehouse for s in served[batch.row(order).store or 0])
        units = tuple(
            WantedLine(line.id, products[line.id], line.short) for line in shortfall.short_lines
        )
        wanted.append(Wanted(order, 0, warehouses, units))
    allocation = planning.reserve_waiting(wanted, whole_only=True)
    refusals |= {
        order: refused(Refusal.SHORT_STOCK, "substitutes", sku=_sku(known, products, lacks))
        for order, lacks in allocation.missing.items()
    }
    batch.refuse_documents(refusals)
    lines_left = {unit.line for box in allocation.boxes for unit in box.lines}
    return Plan(
        {line: product for line, product in products.items() if line in lines_left},
        tuple(allocation.boxes),
        served,
    )


def carry_out(batch: Batch, chosen: Mapping[int, Chosen], plan: Plan) -> None:
    """Do what was chosen. A fixed number of statements for each of the five choices."""
    of: dict[Decision, list[int]] = {decision: [] for decision in Decision}
    for order, choice in chosen.items():
        of[choice.decision].append(order)
    _substitute(batch, plan)
    if of[Decision.REDUCE]:
        lines.cancel_short(of[Decision.REDUCE])
    if of[Decision.CANCEL]:
        _cancel(batch, of[Decision.CANCEL])
    holds.open_holds(
        [holds.New(o, HoldKind.SHORTAGE, batch.moment(o)) for o in of[Decision.WAIT]],
        actor=batch.actor.name,
    )
    clocks.pause(batch, of[Decision.WAIT])
    going_on = [order for order in chosen if order not in of[Decision.WAIT]]
    holds.release(batch, going_on, HoldKind.SHORTAGE)
    clocks.resume(batch, going_on)


def _substitute(batch: Batch, plan: Plan) -> None:
    if not plan.products:
        return
    added = dict(
        sql.rows(
            SUBSTITUTE, [list(plan.products), list(plan.products.values()), list(plan.products)]
        )
    )
    boxes = [
        Box(
            box.order,
            box.warehouse,
            tuple(WantedLine(added[x.line], x.product, x.quantity) for x in box.lines),
        )
        for box in plan.boxes
    ]
    planning.box(batch, boxes, plan.served)


def _cancel(batch: Batch, orders: Collection[int]) -> None:
    """What nobody has touched is cancelled at once; for the rest the warehouse is asked."""
    boxes = withdrawal.boxes_of(list(orders))
    touched = {box.order for box in boxes if box.state != "to_pick"}
    withdrawal.withdraw(batch, [box for box in boxes if box.order not in touched])
    lines.cancel_waiting(orders)
    asked = [batch.row(order) for order in orders if order in touched]
    holds.open_holds(
        [holds.New(row.order, HoldKind.CANCEL_REQUESTED, batch.moment(row.order)) for row in asked],
        actor=batch.actor.name,
    )
    batch.follow("request_cancel", CustomerOrder, asked)


def _pick(
    line: offers.ShortLine, known: Collection[offers.Substitute], sku: str | None
) -> offers.Substitute | None:
    if sku is not None:
        return next((substitute for substitute in known if substitute.sku == sku), None)
    return next((s for s in known if s.available >= line.short), None)


def _sku(
    known: Mapping[int, list[offers.Substitute]],
    products: Mapping[int, int],
    lacks: Collection[int],
) -> str:
    return "、".join(s.sku for line in lacks for s in known[line] if s.product == products[line])
