"""What a customer may choose when goods are short, and the money of each choice."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from gendan.kernel import sql
from gendan.kernel.money import ZERO, money
from gendan.process.words import Decision
from gendan.records.stock.coming import expected_on

LINES = """
SELECT o.id, o.total, o.charges, o.paid - o.refunded, line.id, product.sku, line.quantity,
       line.unit_price, line.discount, line.quantity - line.cancelled - line.substituted,
       line.short, line.amount,
       (SELECT coalesce(sum(box.quantity), 0) FROM shipment_line AS box
          JOIN shipment AS s ON s.id = box.shipment_id
         WHERE box.line_id = line.id AND s.handed_at IS NOT NULL)
  FROM customer_order AS o
  JOIN order_line AS line ON line.order_id = o.id
  JOIN product ON product.id = line.product_id
 WHERE o.id = ANY(%s)
   AND EXISTS (SELECT FROM shortage_case AS c WHERE c.order_id = o.id AND c.closed_at IS NULL)
 ORDER BY o.id, line.ordinal
"""

SUBSTITUTES = """
SELECT line.id, product.id, product.sku, product.price,
       coalesce(sum(level.on_hand - level.reserved), 0)
  FROM order_line AS line
  JOIN customer_order AS o ON o.id = line.order_id
  JOIN substitute ON substitute.product_id = line.product_id
  JOIN product ON product.id = substitute.substitute_id AND product.is_sold
                                                        AND product.currency = o.currency
  LEFT JOIN supply ON supply.store_id = o.store_id
  LEFT JOIN stock_level AS level
    ON level.product_id = product.id AND level.warehouse_id = supply.warehouse_id
 WHERE line.id = ANY(%s)
 GROUP BY line.id, substitute.rank, product.id
 ORDER BY line.id, substitute.rank, product.id
"""


@dataclass(frozen=True, slots=True)
class ShortLine:
    """A line with units missing. Money in the order's currency."""

    id: int
    sku: str
    quantity: int
    unit_price: Decimal
    discount: Decimal
    kept: int  # ordered and neither cancelled nor substituted
    short: int
    amount: Decimal  # payable for what is kept
    handed: int  # units that a carrier or the customer has, or had

    def without(self, units: int) -> Decimal:
        """Payable for the line when so many units less are kept; the database rounds alike."""
        whole = self.quantity * self.unit_price - self.discount
        return money(whole * (self.kept - units) / self.quantity)


@dataclass(frozen=True, slots=True)
class Substitute:
    """An article that may stand in for a line's."""

    line: int
    product: int
    sku: str
    price: Decimal
    available: int  # in the warehouses that serve the store


@dataclass(frozen=True, slots=True)
class Option:
    """A choice and its money: payable afterwards, and what is then still owed by either side."""

    decision: Decision
    payable: Decimal
    customer_owes: Decimal
    refund_due: Decimal
    substitutes: tuple[Substitute, ...] = ()
    expected_on: date | None = None  # when what is waited for is announced to have come in


@dataclass(frozen=True, slots=True)
class Shortfall:
    """An order with an open case: its money now, and its lines."""

    order: int
    total: Decimal
    charges: Decimal
    net_paid: Decimal
    lines: tuple[ShortLine, ...]

    @property
    def short_lines(self) -> tuple[ShortLine, ...]:
        """The lines of which units are missing."""
        return tuple(line for line in self.lines if line.short)


def shortfalls(orders: Collection[int]) -> dict[int, Shortfall]:
    """By order, what is short; orders without an open case are absent. One statement."""
    heads: dict[int, tuple[Decimal, Decimal, Decimal]] = {}
    lines: dict[int, list[ShortLine]] = {}
    for order, total, charges, net_paid, *line in sql.rows(LINES, [list(orders)]):
        heads[order] = (total, charges, net_paid)
        lines.setdefault(order, []).append(ShortLine(*line))
    return {order: Shortfall(order, *head, tuple(lines[order])) for order, head in heads.items()}


def substitutes(lines: Collection[int]) -> dict[int, list[Substitute]]:
    """By line, what may stand in for it, the best first. One statement."""
    found: dict[int, list[Substitute]] = {}
    for row in sql.rows(SUBSTITUTES, [list(lines)]):
        found.setdefault(row[0], []).append(Substitute(*row))
    return found


def options(orders: Collection[int]) -> dict[int, list[Option]]:
    """By order, the choices open to its customer, each with its money and, where goods are waited
    for that were announced, the day of their coming. Three statements."""
    short = shortfalls(orders)
    known = substitutes([line.id for order in short.values() for line in order.short_lines])
    days = expected_on(short, timezone.localdate())
    return {order: _options(lacks, known, days.get(order)) for order, lacks in short.items()}


def _options(
    order: Shortfall, known: dict[int, list[Substitute]], day: date | None
) -> list[Option]:
    reduced = order.total - sum(
        (line.amount - line.without(line.short) for line in order.short_lines), ZERO
    )
    cancelled = order.charges + sum(
        (line.without(line.kept - line.handed) for line in order.lines), ZERO
    )
    found = [
        _option(order, Decision.SHIP_AVAILABLE, order.total, day=day),
        _option(order, Decision.WAIT, order.total, day=day),
        _option(order, Decision.REDUCE, reduced),
        _option(order, Decision.CANCEL, cancelled),
    ]
    best = [_best(line, known.get(line.id, [])) for line in order.short_lines]
    if best and all(best):
        chosen = tuple(substitute for substitute in best if substitute)
        dearer = sum(
            (
                money(s.price * line.short)
                for s, line in zip(chosen, order.short_lines, strict=True)
            ),
            ZERO,
        )
        found.insert(0, _option(order, Decision.SUBSTITUTE, reduced + dearer, chosen))
    return found


def _best(line: ShortLine, known: Sequence[Substitute]) -> Substitute | None:
    return next((substitute for substitute in known if substitute.available >= line.short), None)


def _option(
    order: Shortfall,
    decision: Decision,
    payable: Decimal,
    chosen: tuple[Substitute, ...] = (),
    day: date | None = None,
) -> Option:
    return Option(
        decision,
        payable,
        max(payable - order.net_paid, ZERO),
        max(order.net_paid - payable, ZERO),
        chosen,
        day,
    )
