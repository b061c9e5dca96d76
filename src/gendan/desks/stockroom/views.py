"""Lists of stock papers, and one paper with what may be done with it.

A page sends its steps through the API; it asks for itself anew when something was done, also by
others who count and receive on the same paper.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET
from pydantic import ValidationError

from gendan.desks.callers import caller_of
from gendan.desks.camera import reads_codes
from gendan.desks.frame.river import frame
from gendan.desks.lists.kinds import wrong
from gendan.insight.goods import papers, tasks
from gendan.insight.goods.papers import CountFilters, Filters, ReceiptFilters, TransferFilters
from gendan.insight.house.named import house
from gendan.kernel.actor import Actor
from gendan.kit.rest import pages
from gendan.kit.rest.pages import Paged
from gendan.kit.rest.problems import Problem
from gendan.process.model import Step, Text
from gendan.process.stock import STOCK
from gendan.stockroom.transfers import TAKEN_AT


@dataclass(frozen=True, slots=True)
class Sheet:
    """How papers of a kind are shown."""

    document: str
    title: Text
    filters: type[Filters]
    opens: str  # the step with which one comes into being

    @property
    def places(self) -> str:
        """The last part of the list's address, which is the API's too."""
        return f"{self.document}s"


SHEETS = {
    sheet.places: sheet
    for sheet in (
        Sheet("receipt", Text("收货", "Receiving"), ReceiptFilters, "expect_goods"),
        Sheet("count", Text("盘点", "Counting"), CountFilters, "open_count"),
        Sheet("transfer", Text("调拨", "Transfers"), TransferFilters, "plan_transfer"),
    )
}


Line = Mapping[str, int | None]


def _of_receipt(line: Line) -> dict[str, int]:
    change = (line["received"] or 0) - (line["expected"] or 0)
    return {"over": max(change, 0), "under": max(-change, 0)}


def _of_count(line: Line) -> dict[str, int]:
    return {"change": (line["counted"] or 0) - (line["shelf"] or 0)}


def _of_transfer(line: Line) -> dict[str, int]:
    return {"in_transit": (line["sent"] or 0) - (line["received"] or 0) - (line["missing"] or 0)}


# What a line shows beside its figures.
RECKON: Mapping[str, Callable[[Line], dict[str, int]]] = {
    "receipt": _of_receipt,
    "count": _of_count,
    "transfer": _of_transfer,
}


@require_GET
@login_required
def listed(request: HttpRequest, places: str) -> HttpResponse:
    """Papers within reach, the newest first, and the form for another. Seven statements at most."""
    sheet, caller, faults = SHEETS[places], caller_of(request), list[str]()
    asked, cursor = sheet.filters.model_validate({}), None
    try:
        asked = sheet.filters.model_validate(_given(request))
        cursor = pages.place(request, asked, f"desk {places}")
    except ValidationError as error:
        faults = wrong(error)
    except Problem:  # a cursor of another list: begin at the first page
        asked = asked.model_copy(update={"cursor": None})
    found = papers.papers(sheet.document, asked, caller, cursor)
    known = house(caller.actor)
    opens = STOCK.step(sheet.opens)
    mine = known.within.get("warehouse", ())
    everywhere = list(known.names.get("warehouse", {}).items())
    here = mine[0] if mine else ""
    context: dict[str, object] = {
        "frame": frame(caller),
        "sheet": sheet,
        "rows": [json.loads(row) for row in found.rows],
        "next": _next(request, places, found.last),
        "first": cursor is None,
        "asked": asked,
        "faults": faults,
        "states": STOCK.document(sheet.document).states,
        "names": known.names,
        "warehouses": [(code, known.names["warehouse"][code]) for code in mine],
        "all_warehouses": everywhere,
        "here": here,
        "there": next((code for code, _ in everywhere if code != here), ""),
        "opens": opens if caller.actor.may(opens) else None,
        "href": reverse(f"api:{sheet.opens}"),
        "tasks": _tasks(sheet, request),
    }
    return render(request, f"desks/stockroom/{places}.html", context)


@require_GET
@login_required
@reads_codes
def one(request: HttpRequest, places: str, number: str) -> HttpResponse:
    """One paper: its lines, what may be done with it, and what happened. Five statements."""
    sheet, caller = SHEETS[places], caller_of(request)
    found = papers.paper(sheet.document, number, caller)
    if found is None:
        raise Http404
    paper = cast("dict[str, object]", json.loads(found))
    state = cast("Mapping[str, str]", paper["state"])["code"]
    for line in cast("list[dict[str, int | None]]", paper["lines"]):
        line.update(RECKON[sheet.document](line))
    known = house(caller.actor)
    may = _steps(sheet, state, caller.actor)
    here = known.within.get("warehouse", ())
    steps = {name: step for name, step in may.items() if _end(paper, name) in (None, *here)}
    context: dict[str, object] = {
        "sheet": sheet,
        "paper": paper,
        "state": state,
        "ends": state in STOCK.document(sheet.document).ends,
        "steps": steps,
        "href": {name: reverse(f"api:{name}") for name in steps},
        "elsewhere": sorted({str(_end(paper, name)) for name in may.keys() - steps.keys()}),
        "me": caller.actor.name,
        "names": known.names,
    }
    if request.headers.get("HX-Request"):
        return render(request, f"desks/stockroom/{sheet.document}_part.html", context)
    context["frame"] = frame(caller)
    return render(request, f"desks/stockroom/{sheet.document}.html", context)


def _given(request: HttpRequest) -> dict[str, object]:
    given: dict[str, object] = {name: value for name, value in request.GET.items() if value}
    if states := [state for state in request.GET.getlist("state") if state]:
        given["state"] = states
    return given


def _steps(sheet: Sheet, state: str, actor: Actor) -> dict[str, Step]:
    """What this person may do with it now."""
    found = STOCK.steps_from(sheet.document, state)
    return {step.name: step for step in found if actor.may(step)}


def _end(paper: Mapping[str, object], step: str) -> object:
    """The warehouse at which that step of that paper is taken; nothing where it is all the same."""
    return paper[TAKEN_AT[step]] if step in TAKEN_AT else None


def _tasks(sheet: Sheet, request: HttpRequest) -> list[dict[str, object]]:
    """What short picks left to be cleared up stands where it is counted."""
    if sheet.document != "count":
        return []
    found = tasks.tasks(Paged.model_validate({}), caller_of(request), None)
    return [json.loads(row) for row in found.rows]


def _next(request: HttpRequest, places: str, last: object) -> str:
    if last is None:
        return ""
    given = request.GET.copy()
    given["cursor"] = pages.cursor_of(f"desk {places}", cast("list[str]", last))
    return f"{request.path}?{given.urlencode()}"


urlpatterns: list[URLPattern] = [
    *[path(f"stock/{places}", listed, {"places": places}, places) for places in SHEETS],
    *[
        path(f"stock/{places}/<paper:number>", one, {"places": places}, sheet.document)
        for places, sheet in SHEETS.items()
    ],
]
