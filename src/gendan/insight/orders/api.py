"""Orders and shipments over the API, to be read."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from gendan.insight.orders import cases, lists, whole
from gendan.insight.orders import shipments as boxes
from gendan.insight.orders.filters import OrderFilters, OrderSearch, one_of
from gendan.insight.orders.parts import PARTS, USUAL
from gendan.insight.orders.shipments import ShipmentFilters
from gendan.kit.rest import pages
from gendan.kit.rest.bodies import Body, OrderNumber
from gendan.kit.rest.etags import etag
from gendan.kit.rest.identity import require_read
from gendan.kit.rest.pages import Listed, Paged
from gendan.kit.rest.paths import ORDER
from gendan.kit.rest.problems import Kind, Problem, language_of

READING = ["查询 · Reading"]
router = Router(tags=READING)
Part = Annotated[str, one_of(tuple(PARTS))]


class OrderParts(Body):
    """What of an order is told besides its head."""

    include: list[Part] = Field(
        list(USUAL), max_length=len(PARTS), description="What is given takes the usual ones' place."
    )


# Its address is one with that of placing orders, whose tag it would bear.
@router.get("/orders", operation_id="list_orders", response=Listed, tags=READING,
            summary="订单列表 · Orders")  # fmt: skip
def list_orders(request: HttpRequest, asked: Query[OrderFilters]) -> HttpResponse:
    """Orders, the newest or the most urgent first, page by page.

    订单，最新的或最急的在前，逐页。"""
    who = require_read(request, "orders")
    pages.known_only(request, OrderFilters)
    name = f"orders {asked.sort}"
    return pages.answer(request, lists.orders(asked, who, pages.place(request, asked, name)), name)


@router.post(
    "/orders/searches",
    operation_id="search_orders",
    summary="查找订单 · Find orders",
    response=Listed,
    openapi_extra=pages.asked_with({"phone": "13800000001", "status": ["pending"]}),
)
def search_orders(request: HttpRequest, body: OrderSearch) -> HttpResponse:
    """As the list, with filters that name a person: those are never part of an address.

    与列表相同，另可按人查找；个人信息不写在地址里。"""
    who = require_read(request, "orders")
    name = f"orders {body.sort}"
    return pages.answer(request, lists.orders(body, who, pages.place(request, body, name)), name)


@router.get(f"/orders/{ORDER}", operation_id="read_order", response=dict[str, object],
            summary="一张订单 · One order")  # fmt: skip
def read_order(request: HttpRequest, number: OrderNumber, asked: Query[OrderParts]) -> HttpResponse:
    """The order with its parts, and what you may do next with it. `ETag` is its version.

    订单及其各部分，以及您接下来能做什么。`ETag` 是它的版本。"""
    who = require_read(request, "orders")
    pages.known_only(request, OrderParts)
    found = whole.order(number, who, asked.include, lambda: language_of(request))
    if found is None:
        raise Problem(Kind.NOT_FOUND)
    answer = HttpResponse(found.text, content_type="application/json")
    answer["ETag"] = etag(found.version)
    return answer


@router.get(
    "/river",
    operation_id="read_river",
    response=list[dict[str, object]],
    summary="全局 · The river",
)
def read_river(request: HttpRequest) -> list[dict[str, object]]:
    """How many orders are in each status, and how many of them are late or at risk.

    各状态有多少订单，其中多少超时、临近。"""
    return lists.river(require_read(request, "orders").actor)


@router.get(
    "/shipments", operation_id="list_shipments", response=Listed, summary="发货单列表 · Shipments"
)
def list_shipments(request: HttpRequest, asked: Query[ShipmentFilters]) -> HttpResponse:
    """Shipments, the newest or the most urgent first, page by page.

    发货单，最新的或最急的在前，逐页。"""
    who = require_read(request, "orders")
    pages.known_only(request, ShipmentFilters)
    name = f"shipments {asked.sort}"
    return pages.answer(
        request, boxes.shipments(asked, who, pages.place(request, asked, name)), name
    )


@router.get("/shortage-cases", operation_id="list_shortage_cases", response=Listed,
            summary="缺货协商单 · Open shortage cases")  # fmt: skip
def list_shortage_cases(request: HttpRequest, asked: Query[Paged]) -> HttpResponse:
    """Open cases, the first to be decided first.

    未决的缺货协商单，最先到期的在前。"""
    who = require_read(request, "orders")
    pages.known_only(request, Paged)
    found = cases.open_cases(asked, who, pages.place(request, asked, "shortage cases"))
    return pages.answer(request, found, "shortage cases")
