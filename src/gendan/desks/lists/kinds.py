"""The two kinds of list, orders and shipments: filters, rows, and what is said of their goods."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from pydantic import ValidationError

from gendan.desks.queues import Filters
from gendan.insight.orders import goods, lists
from gendan.insight.orders import shipments as boxes
from gendan.insight.orders.filters import OrderFilters
from gendan.insight.orders.goods import Goods
from gendan.insight.orders.shipments import ShipmentFilters
from gendan.kernel.sql import LOST, UNWRITABLE
from gendan.kit.rest.faults import CALLED
from gendan.kit.rest.pages import Page, Paged

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of document is listed."""

    name: str
    filters: type[Paged]
    find: Callable[..., Page]
    exceeds: Callable[..., bool]
    goods: Callable[[Sequence[str]], Mapping[str, Goods]]
    several: frozenset[str]  # filters that take several values

    def asked(self, given: QueryDict, fixed: Filters) -> Paged:
        """The filters that stand in the address, beside those of the queue.

        Raises `pydantic.ValidationError` for what is none."""
        values: dict[str, object] = {}
        for name in self.filters.model_fields:
            found = [UNWRITABLE.sub(LOST, value) for value in given.getlist(name) if value]
            if found:
                values[name] = found if name in self.several else found[-1]
        return self.filters.model_validate({**values, **fixed})

    def bare(self, page: Page) -> list[Row]:
        """The rows of a page as values."""
        return [json.loads(row) for row in page.rows]

    def rows(self, page: Page) -> list[Row]:
        """The rows of a page as values, each with its goods. One statement."""
        rows = self.bare(page)
        summed = self.goods([str(row["number"]) for row in rows])
        return [{**row, "goods": summed.get(str(row["number"]))} for row in rows]


ORDERS = Kind(
    "order",
    OrderFilters,
    lists.orders,
    lists.more_orders,
    goods.of_orders,
    frozenset({"status", "payment_status"}),
)
SHIPMENTS = Kind(
    "shipment",
    ShipmentFilters,
    boxes.shipments,
    boxes.more_shipments,
    goods.of_boxes,
    frozenset({"state"}),
)
KINDS = {kind.name: kind for kind in (ORDERS, SHIPMENTS)}


def wrong(error: ValidationError) -> list[str]:
    """The filters that could not be used, as fields are called."""
    names = {str(problem["loc"][0]) for problem in error.errors() if problem["loc"]}
    return sorted(CALLED.get(name, name) for name in names)
