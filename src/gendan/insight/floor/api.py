"""The floor over the API, to be read."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from gendan.insight.floor.listed_waves import listed_waves
from gendan.kit.rest import pages
from gendan.kit.rest.identity import require_read
from gendan.kit.rest.pages import Listed, Paged

router = Router(tags=["查询 · Reading"])


@router.get("/waves", operation_id="list_waves", response=Listed, summary="波次 · Open waves")
def list_waves(request: HttpRequest, asked: Query[Paged]) -> HttpResponse:
    """Open waves with their shipments and slots, the oldest first.

    进行中的波次，连同发货单和格口，先编的在前。"""
    who = require_read(request, "orders")
    pages.known_only(request, Paged)
    found = listed_waves(asked, who, pages.place(request, asked, "waves"))
    return pages.answer(request, found, "waves")
