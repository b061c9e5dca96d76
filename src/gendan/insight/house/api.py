"""The house and its process over the API, to be read by whoever is signed in."""

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel

from gendan.insight.house import places
from gendan.insight.house.process import process
from gendan.kit.rest.identity import caller

router = Router(tags=["查询 · Reading"])


class House(BaseModel):
    """All there are."""

    items: list[dict[str, object]]


@router.get("/stores", operation_id="list_stores", response=House, summary="门店 · Stores")
def list_stores(request: HttpRequest) -> HttpResponse:
    """The stores within your reach, with the warehouses that serve each.

    您范围内的门店，及各自的供货仓库。"""
    return _json(places.stores(caller(request).actor))


@router.get(
    "/warehouses", operation_id="list_warehouses", response=House, summary="仓库 · Warehouses"
)
def list_warehouses(request: HttpRequest) -> HttpResponse:
    """The warehouses within your reach.

    您范围内的仓库。"""
    return _json(places.warehouses(caller(request).actor))


@router.get("/carriers", operation_id="list_carriers", response=House, summary="承运商 · Carriers")
def list_carriers(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - ninja gives it
    """Every carrier.

    所有承运商。"""
    return _json(places.carriers())


@router.get("/channels", operation_id="list_channels", response=House, summary="渠道 · Channels")
def list_channels(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Every channel.

    所有渠道。"""
    return _json(places.channels())


@router.get("/process", operation_id="read_process", summary="流程 · The process")
def read_process(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001
    """States, steps, who takes them and by when, and every coded word, in both languages.

    状态、步骤、谁来做、时限，以及所有代码的中英文。"""
    return process()


def _json(told: str) -> HttpResponse:
    return HttpResponse(f'{{"items": {told}}}', content_type="application/json")
