"""Stock in pages, and the movements that explain it."""

from collections.abc import Iterator, Sequence

from pydantic import Field

from gendan.insight import scope
from gendan.insight.conditions import Condition
from gendan.insight.pages import Listing, Sorting, page
from gendan.kit.rest.bodies import Code
from gendan.kit.rest.identity import Caller
from gendan.kit.rest.pages import Page, Paged

AVAILABLE = "level.on_hand - level.reserved"
LEVELS = Sorting(
    "product JOIN stock_level AS level ON level.product_id = product.id"
    " JOIN warehouse AS w ON w.id = level.warehouse_id",
    ("product.sku", "w.code"),
    ("text", "text"),
)
LEVEL = Listing(
    "level",
    """json_build_object('sku', level.sku, 'name', level.product_name,
    'name_en', level.product_name_en, 'warehouse', level.code,
    'bin', bin.code, 'on_hand', level.on_hand, 'reserved', level.reserved,
    'available', level.on_hand - level.reserved, 'set_aside', level.set_aside)""",
    "LEFT JOIN bin ON bin.id = level.bin_id",
    "level.*, product.sku, product.name AS product_name,"
    " product.name_en AS product_name_en, w.code",
)
# Of each warehouse the ledger is walked along its index.
MOVEMENTS = Sorting(
    "warehouse AS w JOIN stock_movement AS moved ON moved.warehouse_id = w.id",
    ("moved.id",),
    ("bigint",),
    descending=True,
)


class StockFilters(Paged):
    """Which levels. What is not given does not matter."""

    sku: Code | None = None
    warehouse: Code | None = None
    available_below: int | None = Field(None, ge=-2_147_483_648, le=2_147_483_647)


class MovementFilters(Paged):
    """Movements of which article, and where."""

    sku: Code
    warehouse: Code | None = None


def stock(asked: StockFilters, caller: Caller, place: Sequence[str] | None) -> Page:
    """A page of levels in the warehouses within the caller's reach, by SKU: one statement."""
    where = [scope.of_warehouses(caller.actor), *_of_levels(asked)]
    return page(LEVEL, LEVELS, where, place, asked.limit)


def movements(asked: MovementFilters, caller: Caller, place: Sequence[str] | None) -> Page:
    """A page of the ledger of one article, the latest first: one statement."""
    stores = scope.of_stores(caller.actor)
    where = [
        Condition("true", stores.values),  # of what is told, not of what is found
        scope.of_warehouses(caller.actor),
        Condition(
            "moved.product_id = (SELECT id FROM product WHERE sku = %(sku)s)", {"sku": asked.sku}
        ),
        *_there(asked.warehouse),
    ]
    return page(movement(stores.text), MOVEMENTS, where, place, asked.limit)


def movement(within: str) -> Listing:
    """What is told of a movement. A warehouse serves many stores: whose box it was is told where
    its order `o` is `within` reach."""
    return Listing(
        "moved",
        f"""json_build_object('at', moved.at, 'sku', product.sku, 'warehouse', moved.code,
        'kind', moved.kind, 'quantity', moved.quantity, 'set_aside', moved.set_aside,
        'shipment', CASE WHEN {within} THEN s.number END, 'actor', moved.actor,
        'note', CASE WHEN s.id IS NULL OR {within} THEN moved.note END)""",
        "JOIN product ON product.id = moved.product_id"
        " LEFT JOIN shipment AS s ON s.id = moved.shipment_id"
        " LEFT JOIN customer_order AS o ON o.id = s.order_id",
        "moved.*, w.code",
    )


def _of_levels(asked: StockFilters) -> Iterator[Condition]:
    if asked.sku is not None:
        yield Condition("product.sku = %(sku)s", {"sku": asked.sku})
    yield from _there(asked.warehouse)
    if asked.available_below is not None:
        yield Condition(f"{AVAILABLE} < %(below)s", {"below": asked.available_below})


def _there(warehouse: str | None) -> Iterator[Condition]:
    if warehouse is not None:
        yield Condition("w.code = %(warehouse)s", {"warehouse": warehouse})
