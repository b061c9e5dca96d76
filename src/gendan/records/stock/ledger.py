"""Stock is promised, leaves and enters the books here, and only here. Set-based.

Levels are always locked in id order and after the documents, so no two commands wait for each
other. `on_hand` changes by writing movements; `reserved` is what open shipments hold.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gendan.kernel import sql

LOCK_AVAILABLE = """
SELECT product_id, warehouse_id, on_hand - reserved FROM stock_level
 WHERE product_id = ANY(%s) AND warehouse_id = ANY(%s)
 ORDER BY id FOR NO KEY UPDATE
"""

LOCK_OF_SHIPMENTS = """
SELECT level.id FROM stock_level AS level
 WHERE (product_id, warehouse_id) IN (
       SELECT line.product_id, s.warehouse_id
         FROM shipment AS s JOIN shipment_line AS line ON line.shipment_id = s.id
        WHERE s.id = ANY(%s))
 ORDER BY id FOR NO KEY UPDATE
"""

RESERVE = """
UPDATE stock_level AS level SET reserved = reserved + asked.quantity
  FROM (SELECT product_id, warehouse_id, sum(quantity) AS quantity
          FROM unnest(%s::bigint[], %s::bigint[], %s::int[])
               AS unit (product_id, warehouse_id, quantity)
         GROUP BY product_id, warehouse_id) AS asked
 WHERE level.product_id = asked.product_id AND level.warehouse_id = asked.warehouse_id
"""

# {sign}: what the units in these boxes add to what is reserved.
RESERVE_BOXES = """
UPDATE stock_level AS level SET reserved = reserved {sign} box.quantity
  FROM (SELECT line.product_id, s.warehouse_id, sum(line.quantity) AS quantity
          FROM shipment AS s JOIN shipment_line AS line ON line.shipment_id = s.id
         WHERE s.id = ANY(%s) GROUP BY line.product_id, s.warehouse_id) AS box
 WHERE level.product_id = box.product_id AND level.warehouse_id = box.warehouse_id
"""

POST_BOXES = """
INSERT INTO stock_movement (product_id, warehouse_id, kind, quantity, shipment_id, actor)
SELECT line.product_id, s.warehouse_id, %s, {sign} line.quantity, s.id, %s
  FROM shipment AS s JOIN shipment_line AS line ON line.shipment_id = s.id
 WHERE s.id = ANY(%s) AND line.quantity > 0
"""

POST = """
INSERT INTO stock_movement (product_id, warehouse_id, kind, quantity, set_aside, shipment_id,
                            document, document_id, actor, note)
SELECT product_id, warehouse_id, kind, quantity, set_aside, shipment_id, document, document_id, %s,
       note
  FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::int[], %s::int[], %s::bigint[],
              %s::text[], %s::bigint[], %s::text[])
       AS moved (product_id, warehouse_id, kind, quantity, set_aside, shipment_id, document,
                 document_id, note)
"""

OPEN_LEVELS = """
INSERT INTO stock_level (product_id, warehouse_id)
SELECT DISTINCT product_id, warehouse_id
  FROM unnest(%s::bigint[], %s::bigint[]) AS wanted (product_id, warehouse_id)
 ORDER BY product_id, warehouse_id
ON CONFLICT (product_id, warehouse_id) DO NOTHING
"""

LEVELS = """
SELECT level.id, level.product_id, level.warehouse_id, product.sku, level.on_hand, level.reserved,
       level.set_aside
  FROM stock_level AS level JOIN product ON product.id = level.product_id
 WHERE (level.product_id, level.warehouse_id) IN (
       SELECT * FROM unnest(%s::bigint[], %s::bigint[]))
 ORDER BY level.id FOR NO KEY UPDATE OF level
"""

# What is picked and not issued is on the books still, but no more on the shelf.
IN_BOXES = """
SELECT line.product_id, s.warehouse_id, sum(line.picked)
  FROM shipment AS s JOIN shipment_line AS line ON line.shipment_id = s.id
 WHERE s.state IN ('picking', 'packed') AND line.picked > 0
   AND s.warehouse_id = ANY(%s) AND line.product_id = ANY(%s)
 GROUP BY line.product_id, s.warehouse_id
"""

SHELVE = """
UPDATE stock_level AS level SET bin_id = asked.bin
  FROM unnest(%s::bigint[], %s::bigint[]) AS asked (id, bin) WHERE level.id = asked.id
"""

SETTLE_TASKS = """
UPDATE stock_task AS task SET settled_at = now(), settled_by = %s
  FROM unnest(%s::bigint[], %s::bigint[]) AS done (product_id, warehouse_id)
 WHERE task.product_id = done.product_id AND task.warehouse_id = done.warehouse_id
   AND task.kind = %s AND task.settled_at IS NULL
"""

OPEN_TASKS = """
INSERT INTO stock_task (kind, product_id, warehouse_id, quantity, shipment_id)
SELECT * FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::int[], %s::bigint[])
"""

Spot = tuple[int, int]  # a product in a warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A change of a level: units on hand, and units set aside. May be negative."""

    product: int
    warehouse: int
    kind: str
    quantity: int
    set_aside: int = 0
    shipment: int | None = None
    document: str = ""  # of stock work, that explains it
    document_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One article in one warehouse, as it was locked."""

    id: int
    product: int
    warehouse: int
    sku: str
    on_hand: int
    reserved: int
    set_aside: int

    @property
    def available(self) -> int:
        """Units that are promised to nobody."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to clear up: `search` for units, or `count` a bin."""

    kind: str
    product: int
    warehouse: int
    quantity: int
    shipment: int


def lock_available(products: Collection[int], warehouses: Collection[int]) -> dict[Spot, int]:
    """Lock the levels; what may still be promised of each. One statement."""
    return {
        (product, warehouse): free
        for product, warehouse, free in sql.rows(LOCK_AVAILABLE, [list(products), list(warehouses)])
    }


def open_levels(spots: Collection[Spot]) -> None:
    """See to it that these levels exist. One statement."""
    if spots:
        sql.run(OPEN_LEVELS, _columns(spots))


def lock_levels(spots: Collection[Spot]) -> dict[Spot, Level]:
    """Lock these levels, as far as they exist. One statement."""
    if not spots:
        return {}
    found = [Level(*row) for row in sql.rows(LEVELS, _columns(spots))]
    return {(level.product, level.warehouse): level for level in found}


def in_boxes(spots: Collection[Spot]) -> dict[Spot, int]:
    """Units that are picked, and not yet issued. One statement."""
    products, warehouses = _columns(spots)
    found = sql.rows(IN_BOXES, [sorted(set(warehouses)), sorted(set(products))])
    return {(product, warehouse): units for product, warehouse, units in found}


def shelve(bins: Mapping[int, int]) -> None:
    """By level, the bin where its goods lie from now on. One statement."""
    if bins:
        sql.run(SHELVE, [list(bins), list(bins.values())])


def reserve(units: Mapping[Spot, int]) -> None:
    """Promise so many units of each locked level; negative numbers release. One statement."""
    spots = sorted(spot for spot, quantity in units.items() if quantity)
    if not spots:
        return
    changed = sql.run(
        RESERVE,
        [
            [product for product, _ in spots],
            [warehouse for _, warehouse in spots],
            [units[spot] for spot in spots],
        ],
    )
    assert changed == len(spots), "a level that was promised from does not exist"


def release(shipments: Sequence[int]) -> None:
    """What these boxes hold may be promised to others. Two statements."""
    _boxes(shipments, RESERVE_BOXES.format(sign="-"))


def take_out(shipments: Sequence[int], *, actor: str) -> None:
    """What these boxes hold leaves the books. Three statements."""
    _boxes(shipments, RESERVE_BOXES.format(sign="-"))
    sql.run(POST_BOXES.format(sign="-"), ["issue", actor, list(shipments)])


def put_back(shipments: Sequence[int], *, actor: str) -> None:
    """What these boxes hold is on the books again, and reserved for them. Three statements."""
    sql.run(LOCK_OF_SHIPMENTS, [list(shipments)])
    sql.run(POST_BOXES.format(sign=""), ["reverse_issue", actor, list(shipments)])
    sql.run(RESERVE_BOXES.format(sign="+"), [list(shipments)])


def post(movements: Sequence[Movement], *, actor: str) -> None:
    """Write movements, opening levels where there are none yet. Two statements.

    `IntegrityError` when a level would fall below what is reserved of it."""
    moved = sorted(movements, key=lambda movement: (movement.product, movement.warehouse))
    if not moved:
        return
    products = [movement.product for movement in moved]
    warehouses = [movement.warehouse for movement in moved]
    sql.run(OPEN_LEVELS, [products, warehouses])
    sql.run(
        POST,
        [
            actor,
            products,
            warehouses,
            [movement.kind for movement in moved],
            [movement.quantity for movement in moved],
            [movement.set_aside for movement in moved],
            [movement.shipment for movement in moved],
            [movement.document for movement in moved],
            [movement.document_id for movement in moved],
            [movement.note for movement in moved],
        ],
    )


def open_tasks(tasks: Sequence[Task]) -> None:
    """Give the warehouse something to clear up. One statement."""
    if not tasks:
        return
    sql.run(
        OPEN_TASKS,
        [
            [task.kind for task in tasks],
            [task.product for task in tasks],
            [task.warehouse for task in tasks],
            [task.quantity for task in tasks],
            [task.shipment for task in tasks],
        ],
    )


def settle_tasks(kind: str, spots: Collection[Spot], *, actor: str) -> None:
    """These need no more be searched for, or counted. One statement."""
    if spots:
        sql.run(SETTLE_TASKS, [actor, *_columns(spots), kind])


def _columns(spots: Collection[Spot]) -> list[list[int]]:
    placed = sorted(set(spots))
    return [[product for product, _ in placed], [warehouse for _, warehouse in placed]]


def _boxes(shipments: Sequence[int], statement: str) -> None:
    sql.run(LOCK_OF_SHIPMENTS, [list(shipments)])
    sql.run(statement, [list(shipments)])
