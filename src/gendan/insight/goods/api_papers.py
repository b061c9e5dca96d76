"""The papers of stock work over the API, to be read."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from gendan.insight.goods import papers, tasks
from gendan.insight.goods.papers import CountFilters, Filters, ReceiptFilters, TransferFilters
from gendan.kit.rest import pages
from gendan.kit.rest.identity import require_read
from gendan.kit.rest.pages import Listed, Paged
from gendan.kit.rest.paths import PAPER
from gendan.kit.rest.problems import Kind, Problem

router = Router(tags=["查询 · Reading"])


@router.get("/receipts", operation_id="list_receipts", response=Listed, summary="到货单 · Receipts")
def list_receipts(request: HttpRequest, asked: Query[ReceiptFilters]) -> HttpResponse:
    """Receipts, the newest first.

    到货单，最新的在前。"""
    return _list(request, "receipt", asked)


@router.get("/counts", operation_id="list_counts", response=Listed, summary="盘点单 · Counts")
def list_counts(request: HttpRequest, asked: Query[CountFilters]) -> HttpResponse:
    """Counts, the newest first.

    盘点单，最新的在前。"""
    return _list(request, "count", asked)


@router.get(
    "/transfers", operation_id="list_transfers", response=Listed, summary="调拨单 · Transfers"
)
def list_transfers(request: HttpRequest, asked: Query[TransferFilters]) -> HttpResponse:
    """Transfers from or to the warehouses within reach, the newest first.

    调拨单，最新的在前。"""
    return _list(request, "transfer", asked)


@router.get(
    f"/receipts/{PAPER}",
    operation_id="read_receipt",
    response=dict[str, object],
    summary="一张到货单 · One receipt",
)
def read_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """A receipt with its lines and its journal.

    一张到货单，连同明细和经过。"""
    return _one(request, "receipt", number)


@router.get(
    f"/counts/{PAPER}",
    operation_id="read_count",
    response=dict[str, object],
    summary="一张盘点单 · One count",
)
def read_count(request: HttpRequest, number: str) -> HttpResponse:
    """A count with its lines and its journal; the figures once counting is over.

    一张盘点单，连同明细和经过；数目在盘完之后才给出。"""
    return _one(request, "count", number)


@router.get(
    f"/transfers/{PAPER}",
    operation_id="read_transfer",
    response=dict[str, object],
    summary="一张调拨单 · One transfer",
)
def read_transfer(request: HttpRequest, number: str) -> HttpResponse:
    """A transfer with its lines and its journal.

    一张调拨单，连同明细和经过。"""
    return _one(request, "transfer", number)


@router.get(
    "/stock/tasks", operation_id="list_stock_tasks", response=Listed, summary="待办 · Tasks"
)
def list_stock_tasks(request: HttpRequest, asked: Query[Paged]) -> HttpResponse:
    """What short picks left to be searched for or counted, the oldest first.

    报缺留下的待找、待盘，最早的在前。"""
    who = require_read(request, "stock")
    pages.known_only(request, Paged)
    name = "stock tasks"
    found = tasks.tasks(asked, who, pages.place(request, asked, name))
    return pages.answer(request, found, name)


def _list(request: HttpRequest, document: str, asked: Filters) -> HttpResponse:
    who = require_read(request, "stock")
    pages.known_only(request, type(asked))
    name = f"{document}s"
    found = papers.papers(document, asked, who, pages.place(request, asked, name))
    return pages.answer(request, found, name)


def _one(request: HttpRequest, document: str, number: str) -> HttpResponse:
    found = papers.paper(document, number, require_read(request, "stock"))
    if found is None:
        raise Problem(Kind.NOT_FOUND)
    return HttpResponse(found, content_type="application/json")
