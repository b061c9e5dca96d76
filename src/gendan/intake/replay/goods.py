"""The goods of a past life: there when the order needed them, and gone when they were not.

A file of orders says nothing of stock. So each order finds exactly what it needs where its parcel
left from, and an order that ended for want of goods finds none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from gendan.intake.drafts import Life
from gendan.intake.house import House
from gendan.kernel.outcome import Outcome
from gendan.records.stock import ledger

# Locked first, and in this order, as every command does; only what still waits is looked at.
LINES = """
SELECT o.id, line.ordinal, line.product_id, line.quantity
  FROM customer_order AS o JOIN order_line AS line ON line.order_id = o.id
 WHERE o.id = ANY(%s) AND o.status = 'review'
 ORDER BY o.id, line.ordinal
   FOR NO KEY UPDATE OF o
"""

Confirm = Callable[[Sequence[int]], Outcome]


@dataclass(frozen=True, slots=True)
class Need:
    """Units of a product that an order needs in a warehouse."""

    order: int
    product: int
    warehouse: int
    units: int


def confirm_in_stock(
    lives: Mapping[int, Life], home: House, confirm: Confirm, actor: str
) -> Iterator[Outcome]:
    """Confirm the orders, each finding its goods where its parcels left from."""
    alone = [order for order, life in lives.items() if len(set(life.boxes)) == 1]
    several = [order for order in lives if order not in set(alone)]
    if alone:
        with transaction.atomic():
            needs = _needs(alone, lives, home)
            _receive(needs, actor)
            outcome = confirm(_orders(needs))
        yield outcome
    # Two parcels of one order must not become one because another order's goods lie beside
    # them: so these go apart from all that share an article with them, onto empty shelves.
    while several:
        with transaction.atomic():
            part, several = _disjoint(_needs(several, lives, home))
            _clear({need.product for need in part}, home, actor)
            _receive(part, actor)
            outcome = confirm(_orders(part))
        yield outcome


def confirm_out_of_stock(
    lives: Mapping[int, Life], home: House, confirm: Confirm, actor: str
) -> Outcome:
    """Confirm the orders with none of their goods on the shelves: each opens a shortage case."""
    with transaction.atomic():
        needs = _needs(list(lives), lives, home)
        _clear({need.product for need in needs}, home, actor)
        return confirm(_orders(needs))


def _needs(orders: Sequence[int], lives: Mapping[int, Life], home: House) -> list[Need]:
    """What those of the orders that still wait need. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(LINES, [list(orders)])
        return [
            Need(order, product, _warehouse(lives[order].boxes[ordinal - 1], home), units)
            for order, ordinal, product, units in cursor.fetchall()
        ]


def _warehouse(box: int, home: House) -> int:
    return home.warehouses[min(box, len(home.warehouses)) - 1]


def _orders(needs: Iterable[Need]) -> list[int]:
    return list(dict.fromkeys(need.order for need in needs))


def _disjoint(needs: Sequence[Need]) -> tuple[list[Need], list[int]]:
    """As many orders as share no article with each other, and the orders that are left."""
    products: dict[int, set[int]] = {}
    for need in needs:
        products.setdefault(need.order, set()).add(need.product)
    used: set[int] = set()
    chosen = set()
    for order, own in products.items():
        if not own & used:
            chosen.add(order)
            used |= own
    left = [order for order in products if order not in chosen]
    return [need for need in needs if need.order in chosen], left


def _receive(needs: Iterable[Need], actor: str) -> None:
    units: dict[ledger.Spot, int] = {}
    for need in needs:
        spot = (need.product, need.warehouse)
        units[spot] = units.get(spot, 0) + need.units
    # Locked in the order in which every command locks them, before the ledger changes them.
    ledger.lock_available([product for product, _ in units], [place for _, place in units])
    ledger.post(
        [
            ledger.Movement(product=product, warehouse=warehouse, kind="receipt", quantity=quantity)
            for (product, warehouse), quantity in units.items()
        ],
        actor=actor,
    )


def _clear(products: Iterable[int], home: House, actor: str) -> None:
    """Take everything off the shelves that is promised to nobody."""
    free = ledger.lock_available(list(products), home.warehouses)
    ledger.post(
        [
            ledger.Movement(product=product, warehouse=warehouse, kind="correct", quantity=-units)
            for (product, warehouse), units in free.items()
            if units
        ],
        actor=actor,
    )
