"""Editing an order: what is wanted changes; before and after are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from gendan.journey.anytime import owing, reduction
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.money import LARGEST, ZERO, is_money
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.records.cases import shortages
from gendan.records.orders import holds, lines
from gendan.records.orders.models import CustomerOrder
from gendan.records.shipments import clocks, withdrawal

EDIT = PROCESS.step("edit")
UNITS_MAX = 1_000_000

PRIORITY_MAX = 32_767  # what smallint holds

LINES = """
SELECT line.order_id, line.id, product.sku, line.unit_price,
       line.quantity - line.cancelled - line.substituted,
       (SELECT coalesce(sum(box.quantity), 0) FROM shipment_line AS box
          JOIN shipment AS s ON s.id = box.shipment_id
         WHERE box.line_id = line.id AND s.handed_at IS NOT NULL)
  FROM order_line AS line JOIN product ON product.id = line.product_id
 WHERE line.order_id = ANY(%s)
"""

PRICES = "SELECT sku, price FROM product WHERE sku = ANY(%s)"

# Less is cancelled and stays visible; more is ordered anew on the same line.
CHANGE = """
UPDATE order_line AS line
   SET cancelled = cancelled + greatest(asked.was - asked.now, 0),
       quantity = quantity + greatest(asked.now - asked.was, 0)
  FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS asked (id, was, now)
 WHERE line.id = asked.id
"""

ADD = """
INSERT INTO order_line (order_id, ordinal, product_id, name, quantity, unit_price)
SELECT asked.order_id,
       before.ordinal + row_number() OVER (PARTITION BY asked.order_id ORDER BY nth),
       product.id, product.name, asked.quantity, coalesce(asked.unit_price, product.price)
  FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::numeric[]) WITH ORDINALITY
       AS asked (order_id, sku, quantity, unit_price, nth)
  JOIN product ON product.sku = asked.sku
 CROSS JOIN LATERAL (SELECT max(ordinal) AS ordinal FROM order_line
                      WHERE order_id = asked.order_id) AS before
"""

HEAD = """
UPDATE customer_order AS o
   SET remark = coalesce(asked.remark, o.remark), priority = coalesce(asked.priority, o.priority),
       promised_by = coalesce(asked.promised_by, o.promised_by)
  FROM unnest(%s::bigint[], %s::text[], %s::smallint[], %s::timestamptz[])
       AS asked (id, remark, priority, promised_by)
 WHERE o.id = asked.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """How many units of a line are wanted from now on; zero cancels the line."""

    line: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedLine:
    """Goods that are wanted besides. Without a price they cost what the product costs."""

    sku: str
    quantity: int
    unit_price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What changes on one order. `version`: what the editor saw, if a person edits."""

    order: int
    lines: tuple[LineChange, ...] = ()
    added: tuple[AddedLine, ...] = ()
    remark: str | None = None
    priority: int | None = None
    promised_by: datetime | None = None
    version: int | None = None

    @property
    def document(self) -> int:
        """The order."""
        return self.order

    @property
    def of_goods(self) -> bool:
        """Whether it changes what is wanted, and not only words about it."""
        return bool(self.lines or self.added)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line as it stands: units wanted, and how many of them have left the house."""

    sku: str
    unit_price: Decimal
    quantity: int
    handed: int


Lines = Mapping[int, Wanted]  # of one order, by line


def edit(edits: Sequence[Edit], *, by: Actor, at: When = None) -> Outcome:
    """Change orders; items are positions.

    Before picking, the boxes are withdrawn and the order is reviewed again; once it is being
    picked only less is possible, and only of what is not in the picker's hands. An order that was
    paid, and now costs more, is held until the rest came."""
    with taking(EDIT, CustomerOrder, edits, by=by, at=at) as batch:
        wanted = _wanted(batch.ids)
        skus = {line.sku for change in edits for line in change.added}
        prices: dict[str, Decimal] = dict(sql.rows(PRICES, [list(skus)]))
        _refuse_faulty(batch, edits, wanted, prices)
        reduction.take_from_boxes(batch, _reductions(batch, edits, wanted))
        again = _reviewed_again(batch, edits)
        _withdraw_unpicked(batch, again)
        were_paid = owing.paid_first(again)
        _change(batch, edits, wanted)
        holds.release_all(batch, _given_up(batch, edits, wanted))
        owing.settle(batch, again, were_paid)
        clocks.resume(batch, shortages.close_settled(batch, batch.ids))
    return batch.outcome


def _wanted(orders: Sequence[int]) -> dict[int, dict[int, Wanted]]:
    """By order and line, what is wanted now."""
    found: dict[int, dict[int, Wanted]] = {order: {} for order in orders}
    for order, line, *facts in sql.rows(LINES, [list(orders)]):
        found[order][line] = Wanted(*facts)
    return found


def _refuse_faulty(
    batch: Batch,
    edits: Sequence[Edit],
    wanted: Mapping[int, Lines],
    prices: Mapping[str, Decimal],
) -> None:
    seen: set[int] = set()
    for item in batch.items:
        change = edits[item]
        fault = _fault(batch, change, wanted[change.order], prices)
        if change.order in seen:
            fault = refused(Refusal.REPEATED_IN_BATCH)
        if fault:
            batch.refuse_each({item: fault})
        seen.add(change.order)


def _fault(
    batch: Batch, change: Edit, wanted: Lines, prices: Mapping[str, Decimal]
) -> Refused | None:
    row = batch.row(change.order)
    if change.version not in (None, row.version):
        return refused(Refusal.STALE, "version")
    if len({line.line for line in change.lines}) < len(change.lines):
        return refused(Refusal.REPEATED_IN_BATCH, "lines")
    if abs(change.priority or 0) > PRIORITY_MAX:
        return refused(Refusal.TOO_LARGE, "priority", given=change.priority)
    faults = (
        *(_fault_of_line(line, wanted) for line in change.lines),
        *(_fault_of_added(line, prices) for line in change.added),
    )
    if fault := next(filter(None, faults), None):
        return fault
    amount = _at_most(change, wanted, prices)
    if amount > LARGEST:
        return refused(Refusal.TOO_LARGE, "lines", given=amount)
    more = change.added or any(line.quantity > wanted[line.line].quantity for line in change.lines)
    if row.state == "processing" and more:
        return refused(Refusal.ONLY_LESS)
    same = all(line.quantity == wanted[line.line].quantity for line in change.lines)
    words = (change.remark, change.priority, change.promised_by)
    if same and not change.added and words == (None, None, None):
        return refused(Refusal.NOTHING_CHANGES)
    return None


def _at_most(change: Edit, wanted: Lines, prices: Mapping[str, Decimal]) -> Decimal:
    """What all the goods cost afterwards, discounts left aside."""
    quantities = {line: known.quantity for line, known in wanted.items()}
    quantities |= {line.line: line.quantity for line in change.lines}
    kept = sum((wanted[line].unit_price * n for line, n in quantities.items()), ZERO)
    added = (
        (prices[line.sku] if line.unit_price is None else line.unit_price) * line.quantity
        for line in change.added
    )
    return sum(added, kept)


def _fault_of_line(line: LineChange, wanted: Lines) -> Refused | None:
    if line.line not in wanted:
        return refused(Refusal.UNKNOWN_LINE, "lines", given=line.line)
    if line.quantity < 0:
        return refused(Refusal.NEGATIVE, "quantity", given=line.quantity)
    if line.quantity < wanted[line.line].handed:
        return refused(Refusal.TOO_LATE_TO_REDUCE, "lines", sku=wanted[line.line].sku)
    if line.quantity > UNITS_MAX:
        return refused(Refusal.TOO_LARGE, "quantity", given=line.quantity)
    return None


def _fault_of_added(line: AddedLine, prices: Mapping[str, Decimal]) -> Refused | None:
    if line.sku not in prices:
        return refused(Refusal.UNKNOWN_SKU, "sku", sku=line.sku)
    if line.quantity <= 0:
        return refused(Refusal.NOT_POSITIVE, "quantity", given=line.quantity)
    if line.quantity > UNITS_MAX:
        return refused(Refusal.TOO_LARGE, "quantity", given=line.quantity)
    if line.unit_price is not None and not is_money(line.unit_price):
        return refused(Refusal.BAD_AMOUNT, "unit_price", given=line.unit_price)
    if line.unit_price is not None and line.unit_price < 0:
        return refused(Refusal.NEGATIVE, "unit_price", given=line.unit_price)
    return None


def _reductions(
    batch: Batch, edits: Sequence[Edit], wanted: Mapping[int, Lines]
) -> dict[int, dict[int, int]]:
    """By order that is being picked and line, how many units less."""
    return {
        edits[item].order: {
            line.line: wanted[edits[item].order][line.line].quantity - line.quantity
            for line in edits[item].lines
            if line.quantity < wanted[edits[item].order][line.line].quantity
        }
        for item in batch.items
        if batch.row(edits[item].order).state == "processing"
    }


def _given_up(batch: Batch, edits: Sequence[Edit], wanted: Mapping[int, Lines]) -> list[int]:
    """The orders of which nothing is wanted any more: nothing can be held of them either."""
    given_up = []
    for change in (edits[item] for item in batch.items):
        quantities = {line: known.quantity for line, known in wanted[change.order].items()}
        quantities |= {line.line: line.quantity for line in change.lines}
        if not change.added and not any(quantities.values()):
            given_up.append(change.order)
    return given_up


def _reviewed_again(batch: Batch, edits: Sequence[Edit]) -> list[int]:
    """The orders that nobody picks yet and of which other goods are wanted."""
    return [
        edits[item].order
        for item in batch.items
        if edits[item].of_goods and batch.row(edits[item].order).state != "processing"
    ]


def _withdraw_unpicked(batch: Batch, again: Sequence[int]) -> None:
    """What nobody picks yet goes back to review with its new wishes; a shortage is void."""
    withdrawal.withdraw(batch, withdrawal.boxes_of(again))
    lines.clear_short(again)
    shortages.close(batch, again)


def _change(batch: Batch, edits: Sequence[Edit], wanted: Mapping[int, Lines]) -> None:
    left = [edits[item] for item in batch.items]
    changed = [
        (line.line, wanted[change.order][line.line].quantity, line.quantity)
        for change in left
        for line in change.lines
    ]
    added = [
        (change.order, line.sku, line.quantity, line.unit_price)
        for change in left
        for line in change.added
    ]
    heads = [(c.order, c.remark, c.priority, c.promised_by) for c in left]
    sql.run(CHANGE, sql.columns(changed, 3))
    sql.run(ADD, sql.columns(added, 4))
    sql.run(HEAD, sql.columns(heads, 4))
    for change in left:
        batch.note(
            change.order,
            {
                "lines": [
                    [line.line, wanted[change.order][line.line].quantity, line.quantity]
                    for line in change.lines
                ],
                "added": [[line.sku, line.quantity] for line in change.added],
                "remark": change.remark,
                "priority": change.priority,
                "promised_by": change.promised_by,
            },
        )
