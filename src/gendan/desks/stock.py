"""Goods and stock on screen: what is where, what is promised, and the ledger that explains it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET
from pydantic import ValidationError

from gendan.desks.callers import caller_of
from gendan.desks.frame.river import frame
from gendan.desks.lists.kinds import wrong
from gendan.insight.goods import stock as levels
from gendan.insight.house.named import house
from gendan.kit.rest import pages
from gendan.kit.rest.identity import Caller
from gendan.kit.rest.pages import Page
from gendan.kit.rest.problems import Problem
from gendan.process.model import Step, Text
from gendan.process.stock import STOCK
from gendan.process.words import (
    AdjustReason,
    Coded,
    QuarantineReason,
    ReleaseReason,
    ScrapReason,
)

LEVELS = "stock"
# By step: what the body of the API calls its items, and the reasons there are.
CARES: Mapping[str, tuple[str, tuple[Coded, ...]]] = {
    "put_away": ("puts", ()),
    "adjust": ("adjustments", tuple(AdjustReason)),
    "quarantine": ("quarantines", tuple(QuarantineReason)),
    "release_quarantine": ("releases", tuple(ReleaseReason)),
    "scrap": ("scraps", tuple(ScrapReason)),
}


@require_GET
@login_required
def stock(request: HttpRequest) -> HttpResponse:
    """Levels in the warehouses within reach, by SKU; of one article its movements too.

    Seven statements at most."""
    caller, faults = caller_of(request), list[str]()
    given = {name: value for name, value in request.GET.items() if value}
    try:
        asked = levels.StockFilters.model_validate(given)
        place = pages.place(request, asked, LEVELS)
    except ValidationError as error:
        faults, asked, place = wrong(error), levels.StockFilters.model_validate({}), None
    except Problem:  # a cursor of another list: begin at the first page
        asked, place = levels.StockFilters.model_validate({**given, "cursor": None}), None
    found = levels.stock(asked, caller, place)
    known = house(caller.actor)
    called = known.names["warehouse"]
    context: dict[str, object] = {
        "frame": frame(caller),
        "rows": _read(found),
        "next": _next(request, found),
        "first": place is None,
        "asked": asked,
        "faults": faults,
        "names": known.names,
        "warehouses": [(code, called[code]) for code in known.within["warehouse"]],
        "moved": [],
        "cares": [],
    }
    if asked.sku is not None:
        of_article = levels.MovementFilters.model_validate(
            {"sku": asked.sku, "warehouse": asked.warehouse}
        )
        context["moved"] = _read(levels.movements(of_article, caller, None))
        context["cares"] = _cares(caller) if context["rows"] else []
    return render(request, "desks/stock/page.html", context)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is done to stock."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True)
class Care:
    """A step of the shown article's stock, and how its form is filled in."""

    step: Step
    list: str
    href: str
    reasons: tuple[Reason, ...]
    signed: bool = False


def _cares(caller: Caller) -> list[Care]:
    """What this person may do with the stock of an article."""
    return [
        Care(
            step,
            list_of,
            reverse(f"api:{step.name}"),
            tuple(Reason(str(one.value), one.label) for one in reasons),
            signed=step.name == "adjust",
        )
        for step in STOCK.of("level")
        if caller.actor.may(step)
        for list_of, reasons in [CARES[step.name]]
    ]


def _read(page: Page) -> list[dict[str, object]]:
    return [json.loads(row) for row in page.rows]


def _next(request: HttpRequest, page: Page) -> str:
    if page.last is None:
        return ""
    given = request.GET.copy()
    given["cursor"] = pages.cursor_of(LEVELS, page.last)
    return f"{request.path}?{given.urlencode()}"


urlpatterns: list[URLPattern] = [path("stock", stock, name="stock")]
