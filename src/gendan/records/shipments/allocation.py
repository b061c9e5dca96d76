"""Which warehouse sends what: plain Python over what is wanted and what is free.

Orders are served by priority, then in the order they came. One warehouse that has everything
is preferred, so that one parcel goes; else each warehouse, by rank, gives what it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from gendan.records.stock.ledger import Spot


@dataclass(frozen=True, slots=True)
class WantedLine:
    """So many units of a product for one line."""

    line: int
    product: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an order waits for, and the warehouses that may send it, the preferred first."""

    order: int
    priority: int
    warehouses: tuple[int, ...]
    lines: tuple[WantedLine, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """What one warehouse will send of one order: line, product, units."""

    order: int
    warehouse: int
    lines: tuple[WantedLine, ...]


@dataclass
class Allocation:
    """The boxes, and by order what no warehouse has: units missing of each line."""

    boxes: list[Box] = field(default_factory=list)
    missing: dict[int, dict[int, int]] = field(default_factory=dict)

    def units(self) -> dict[Spot, int]:
        """How much is taken of each product in each warehouse."""
        taken: dict[Spot, int] = {}
        for box in self.boxes:
            for line in box.lines:
                spot = (line.product, box.warehouse)
                taken[spot] = taken.get(spot, 0) + line.quantity
        return taken


def allocate(
    wanted: Sequence[Wanted], available: dict[Spot, int], *, whole_only: bool = False
) -> Allocation:
    """Give each order what there is; `available` is used up on the way.

    With `whole_only` an order that cannot be had whole takes nothing, and misses all it lacks."""
    allocation = Allocation()
    for order in sorted(wanted, key=lambda order: (-order.priority, order.order)):
        boxes, missing = _serve(order, available)
        if missing:
            allocation.missing[order.order] = missing
            if whole_only:
                continue
        allocation.boxes += boxes
        for box in boxes:
            for line in box.lines:
                available[line.product, box.warehouse] -= line.quantity
    return allocation


def _serve(order: Wanted, available: dict[Spot, int]) -> tuple[list[Box], dict[int, int]]:
    for warehouse in order.warehouses:
        if _has_all(order, warehouse, available):
            return [Box(order.order, warehouse, order.lines)], {}
    left = {line.line: line.quantity for line in order.lines}
    boxes = []
    for warehouse in order.warehouses:
        free: dict[int, int] = {}
        taken = []
        for line in order.lines:
            there = free.setdefault(line.product, available.get((line.product, warehouse), 0))
            if quantity := min(left[line.line], there):
                free[line.product] -= quantity
                left[line.line] -= quantity
                taken.append(WantedLine(line.line, line.product, quantity))
        if taken:
            boxes.append(Box(order.order, warehouse, tuple(taken)))
    return boxes, {line: quantity for line, quantity in left.items() if quantity}


def _has_all(order: Wanted, warehouse: int, available: dict[Spot, int]) -> bool:
    needed: dict[int, int] = {}
    for line in order.lines:
        needed[line.product] = needed.get(line.product, 0) + line.quantity
    return all(
        available.get((product, warehouse), 0) >= quantity for product, quantity in needed.items()
    )
