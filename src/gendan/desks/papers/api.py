"""Papers over the API: have them printed, fetch the PDF, and see what was printed of an order."""

import json
from datetime import datetime
from functools import partial
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router
from pydantic import BaseModel, Field

from gendan.desks.papers.engine import BadTemplate
from gendan.desks.papers.kinds import NAMES, paper
from gendan.desks.papers.noted import Noted, noted
from gendan.desks.papers.printing import print_papers
from gendan.desks.papers.setting import pdf_of
from gendan.insight.orders.filters import one_of
from gendan.kernel.outcome import Outcome
from gendan.kernel.repeat import Answer
from gendan.kit.rest import pace
from gendan.kit.rest.answers import REPLAYED
from gendan.kit.rest.bodies import OrderNumber
from gendan.kit.rest.commands import KEY_PARAMETER, Shipments, answered
from gendan.kit.rest.identity import require_read
from gendan.kit.rest.paths import ORDER
from gendan.kit.rest.problems import Kind, Problem, language_of

router = Router(tags=["纸单 · Papers"])
EXAMPLE = {"paper": "pick_list", "shipments": ["12345674-1"], "in_bin_order": True}
A_MINUTE = 60  # piles for one program
PDF = {
    "responses": {
        200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
    }
}
Name = Annotated[str, one_of(NAMES)]


class ToPrint(Shipments):
    """Of which shipments which paper is printed."""

    paper: Name
    in_bin_order: bool = Field(
        False, description="In the order of their bins, as a picker walks; else as they are given."
    )


class OneOfThem(BaseModel):
    """What became of one item."""

    item: int
    shipment: str
    status: Literal["done", "refused"]
    code: str | None
    message: str | None
    remedy: str | None


class PrintMade(BaseModel):
    """How many papers are printed, where the PDF is, and what became of each item."""

    done: int
    refused: int
    print: int | None = Field(description="Number of the print.")
    href: str | None = Field(description="Where its PDF is.")
    results: list[OneOfThem]


class PrintNoted(BaseModel):
    """A paper of a shipment: how often it was printed, and who was the last to do so."""

    shipment: str
    paper: str
    label: str
    times: int
    last_at: datetime
    last_by: str
    print: int


@router.post(
    "/prints",
    operation_id="print_papers",
    url_name="print_papers",
    summary="打印 · Print",
    response=PrintMade,
    openapi_extra={
        "parameters": [KEY_PARAMETER],
        "requestBody": {"content": {"application/json": {"example": EXAMPLE}}},
    },
)
def prints(request: HttpRequest, body: ToPrint) -> HttpResponse:
    """Note who prints which papers; the PDF is at `href`. For whoever takes the step of the paper.

    记下谁打印了什么；PDF 在 `href`。谁做这一步，谁就能打印它的纸单。"""
    answer = answered(
        request, "print_papers", body,
        lambda by: body.take(
            partial(print_papers, paper(body.paper), by=by, in_bin_order=body.in_bin_order)
        ),
    )  # fmt: skip
    return _made(body, answer, language_of(request))


@router.get(
    "/prints/{int:number}",
    operation_id="read_print",
    url_name="read_print",
    summary="打印件 · The PDF of a print",
    response={200: None},
    openapi_extra=PDF,
)
def read_print(request: HttpRequest, number: int) -> HttpResponse:
    """The papers of a print in one PDF, as far as they are within reach.

    一次打印的全部纸单，合成一个 PDF。"""
    actor = require_read(request, "orders").actor
    pace.count(request, "paper", actor.name, A_MINUTE)
    try:
        found = pdf_of(number, actor, language_of(request))
    except BadTemplate as fault:
        raise Problem(Kind.UNPRINTABLE, reason=fault) from None
    if found is None:
        raise Problem(Kind.NOT_FOUND)
    return found


@router.get(
    f"/orders/{ORDER}/prints",
    operation_id="list_prints",
    response=list[PrintNoted],
    summary="打印记录 · What was printed",
)
def list_prints(request: HttpRequest, number: OrderNumber) -> list[PrintNoted]:
    """Of the order's shipments within reach: which papers were printed, how often, who last.

    订单的发货单打印过哪些纸单、几次、最近是谁。"""
    language = language_of(request)
    found = noted(number, require_read(request, "orders").actor)
    return [_told(one, language) for one in found]


def _made(body: ToPrint, answer: Answer, language: str) -> HttpResponse:
    outcome: Outcome = answer.outcome
    number = next(iter(outcome.made.values()), None)
    results = [
        OneOfThem(
            item=item, shipment=shipment, status="refused" if why else "done",
            code=why.reason.code if why else None,
            message=why.sentence(language) if why else None,
            remedy=why.remedy(language) if why else None,
        )
        for item, shipment in enumerate(body.shipments)
        for why in [outcome.refused.get(item)]
    ]  # fmt: skip
    told = PrintMade(
        done=len(outcome.done),
        refused=len(outcome.refused),
        print=number,
        href=reverse("api:read_print", args=[number]) if number else None,
        results=results,
    )
    response = HttpResponse(
        json.dumps(told.model_dump(), ensure_ascii=False), content_type="application/json"
    )
    if answer.repeated:
        response[REPLAYED] = "true"
    return response


def _told(one: Noted, language: str) -> PrintNoted:
    return PrintNoted(
        shipment=one.shipment, paper=one.paper, label=paper(one.paper).title.in_language(language),
        times=one.times, last_at=one.at, last_by=one.by, print=one.print,
    )  # fmt: skip
