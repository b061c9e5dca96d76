"""Short picks: the shelf disagrees with the books. The reason decides what the books say next."""

from collections.abc import Sequence
from dataclasses import dataclass

from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.outcome import Outcome
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.process.words import ShortReason
from gendan.records.cases import shortages
from gendan.records.shipments import planning
from gendan.records.shipments.allocation import Wanted, WantedLine
from gendan.records.shipments.contents import Content, contents, spread
from gendan.records.shipments.models import Shipment
from gendan.records.stock import ledger
from gendan.records.stock.ledger import Movement, Spot, Task

REPORT_SHORT = PROCESS.step("report_short")

# Where the picker found nothing, the books may promise nothing more to this order; a damaged
# unit says nothing about its neighbours.
NOTHING_THERE = (ShortReason.NOT_FOUND, ShortReason.NOT_IN_STOCK)

TAKE_FROM_BOX = """
UPDATE shipment_line AS line
   SET quantity = line.quantity - short.units, withdrawn = withdrawn + short.units
  FROM unnest(%s::bigint[], %s::int[]) AS short (id, units)
 WHERE line.id = short.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """So many units with this code (SKU or GTIN) that could not be taken, and why."""

    shipment: int
    code: str
    quantity: int
    reason: ShortReason

    @property
    def document(self) -> int:
        """The shipment."""
        return self.shipment


@dataclass(slots=True)
class Gap:
    """Units of one content that the shelf did not give; `kept`: others there take their place."""

    content: Content
    units: int
    reason: ShortReason
    kept: int = 0

    @property
    def spot(self) -> Spot:
        """The product in the warehouse."""
        return self.content.product, self.content.warehouse

    @property
    def lost(self) -> int:
        """Units that leave the box."""
        return self.units - self.kept


def report_short(shorts: Sequence[Short], *, by: Actor, at: When = None) -> Outcome:
    """Report units short; items are positions.

    1. The stock is corrected by the reason, with a task to search or count.
    2. What the same shelf or another warehouse has takes their place.
    3. What nobody has goes back to the line as short, and a shortage case opens by itself.
    4. A box that held nothing else is void."""
    with taking(REPORT_SHORT, Shipment, shorts, by=by, at=at) as batch:
        inside = contents(batch.ids)
        gaps = _gaps(batch, shorts, inside)
        served = planning.suppliers()
        available = _lock(gaps, served)
        for gap in gaps:
            if gap.reason not in NOTHING_THERE:
                gap.kept = min(gap.units, available.get(gap.spot, 0))
                available[gap.spot] = available.get(gap.spot, 0) - gap.kept
        _correct_stock(gaps, by)
        _take_from_boxes(gaps)
        _plan_elsewhere(batch, gaps, served)
        of: dict[int, list[Gap]] = {shipment: [] for shipment in batch.ids}
        for gap in gaps:
            of[gap.content.shipment].append(gap)
        batch.send([id for id, found in of.items() if _empties(inside[id], found)], "cancelled")
        for shipment, found in of.items():
            batch.note(shipment, [[gap.content.sku, gap.units, gap.reason.value] for gap in found])
    return batch.outcome


def _empties(inside: Sequence[Content], gaps: Sequence[Gap]) -> bool:
    """Whether nothing is left in the box."""
    return sum(content.quantity for content in inside) == sum(gap.lost for gap in gaps)


def _gaps(batch: Batch, shorts: Sequence[Short], inside: dict[int, list[Content]]) -> list[Gap]:
    gaps = []
    for item in batch.items:
        short = shorts[item]
        matching = [c for c in inside[short.shipment] if c.answers_to(short.code)]
        there = sum(content.open for content in matching)
        if short.quantity <= 0:
            batch.refuse([item], Refusal.NOT_POSITIVE, "quantity", given=short.quantity)
        elif not matching:
            batch.refuse([item], Refusal.UNKNOWN_LINE, "code", given=short.code)
        elif there < short.quantity:
            batch.refuse([item], Refusal.TOO_MANY, "quantity", sku=matching[0].sku,
                         expected=there, given=short.quantity)  # fmt: skip
        else:
            for content, units in spread(matching, short.quantity):
                content.picked += units  # so that the next report sees fewer open
                gaps.append(Gap(content, units, short.reason))
    return gaps


def _lock(gaps: Sequence[Gap], served: dict[int, list[planning.Supplier]]) -> dict[Spot, int]:
    """Every level that may be touched, in one go, so that locks are taken in order."""
    warehouses = {s.warehouse for suppliers in served.values() for s in suppliers}
    return ledger.lock_available(
        {gap.content.product for gap in gaps},
        warehouses | {gap.content.warehouse for gap in gaps},
    )


def _correct_stock(gaps: Sequence[Gap], by: Actor) -> None:
    released: dict[Spot, int] = {}
    for gap in gaps:
        released[gap.spot] = released.get(gap.spot, 0) - gap.lost
    ledger.reserve(released)
    ledger.post([_movement(gap) for gap in gaps], actor=by.name)
    ledger.open_tasks(
        [
            Task(
                kind="search" if gap.reason is ShortReason.NOT_FOUND else "count",
                product=gap.content.product,
                warehouse=gap.content.warehouse,
                quantity=gap.units,
                shipment=gap.content.shipment,
            )
            for gap in gaps
            if gap.reason in NOTHING_THERE
        ]
    )


def _movement(gap: Gap) -> Movement:
    corrected = gap.reason is ShortReason.NOT_IN_STOCK
    return Movement(
        product=gap.content.product,
        warehouse=gap.content.warehouse,
        kind="correct" if corrected else "set_aside",
        quantity=-gap.units,
        set_aside=0 if corrected else gap.units,
        shipment=gap.content.shipment,
        note=gap.reason.value,
    )


def _take_from_boxes(gaps: Sequence[Gap]) -> None:
    units: dict[int, int] = {}
    for gap in gaps:
        units[gap.content.id] = units.get(gap.content.id, 0) + gap.lost
    sql.run(TAKE_FROM_BOX, [list(units), list(units.values())])


def _plan_elsewhere(
    batch: Batch, gaps: Sequence[Gap], served: dict[int, list[planning.Supplier]]
) -> None:
    lost: dict[int, dict[int, int]] = {}
    products = {}
    for gap in gaps:
        if gap.lost:
            units = lost.setdefault(gap.content.order, {})
            units[gap.content.line] = units.get(gap.content.line, 0) + gap.lost
            products[gap.content.line] = gap.content.product
    stores = {row.order: row.store or 0 for row in batch.rows}
    wanted = [
        Wanted(
            order,
            0,
            tuple(s.warehouse for s in served.get(stores[order], ())),
            tuple(WantedLine(line, products[line], n) for line, n in units.items()),
        )
        for order, units in lost.items()
    ]
    avoid = {gap.spot for gap in gaps if gap.reason in NOTHING_THERE}
    allocation = planning.reserve_waiting(wanted, avoid=avoid)
    planning.box(batch, allocation.boxes, served)
    shortages.open_cases(batch, allocation.missing)
