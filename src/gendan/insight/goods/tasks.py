"""What a short pick left to be cleared up: goods to be searched for, bins to be counted."""

from collections.abc import Sequence

from gendan.insight import scope
from gendan.insight.conditions import Condition
from gendan.insight.pages import Listing, Sorting, page
from gendan.insight.words import constant
from gendan.kit.rest.identity import Caller
from gendan.kit.rest.pages import Page, Paged
from gendan.process.model import Text

KINDS = {"search": Text("找货", "Search"), "count": Text("盘点", "Count")}
OPEN = Sorting(
    "warehouse AS w JOIN stock_task AS task ON task.warehouse_id = w.id", ("task.id",), ("bigint",)
)
TASK = Listing(
    "task",
    f"""json_build_object('kind', {constant(KINDS)} -> task.kind, 'warehouse', task.code,
    'sku', product.sku, 'name', product.name, 'name_en', product.name_en, 'bin', bin.code,
    'quantity', task.quantity, 'opened_at', task.opened_at)""",
    "JOIN product ON product.id = task.product_id"
    " LEFT JOIN stock_level AS level ON level.product_id = task.product_id"
    " AND level.warehouse_id = task.warehouse_id LEFT JOIN bin ON bin.id = level.bin_id",
    "task.*, w.code",
)


def tasks(asked: Paged, caller: Caller, place: Sequence[str] | None) -> Page:
    """A page of the open tasks in the warehouses within reach, the oldest first: one statement."""
    where = [scope.of_warehouses(caller.actor), Condition("task.settled_at IS NULL")]
    return page(TASK, OPEN, where, place, asked.limit)
