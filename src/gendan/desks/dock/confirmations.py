"""Deliveries from a carrier's file: read and tried first, confirmed only when somebody says so."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from gendan.desks.callers import caller_of
from gendan.desks.dock.files import Row, rows_of
from gendan.desks.dock.tabs import tabs
from gendan.desks.frame.river import frame
from gendan.insight.dock.confirmed import Told, understood
from gendan.intake import cells
from gendan.process.definition import PROCESS
from gendan.process.model import Text
from gendan.process.words import CarrierCode

# How carriers call their columns, and the words of a row that tells of a delivery.
WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
COLUMNS: Mapping[str, Sequence[str]] = WORDS["columns"]
SIGNED = (*WORDS["signed"], CarrierCode.DELIVERED.value)

NO_NUMBER = Text("没有运单号。", "There is no waybill number.")
NOT_SIGNED = Text("这一行不是签收。", "This row is no delivery.")


@require_http_methods(["GET", "POST"])
@login_required
def deliveries(request: HttpRequest) -> HttpResponse:
    """Upload a file, and see what would come of it; the page then confirms over the API."""
    caller = caller_of(request)
    if not caller.actor.may(PROCESS.step("deliver")):
        raise PermissionDenied("deliver")
    context: dict[str, object] = {
        "frame": frame(caller),
        "tabs": tabs(caller.actor, "deliveries"),
        "rows": None,
    }
    if request.method == "POST":
        read, fault = rows_of(request.FILES.get("file"), COLUMNS)
        found = understood([_told(row) for row in read], caller.actor)
        context |= {
            "fault": fault,
            "rows": found if fault is None else None,
            "good": [row for row in found if row.fault is None],
            "bad": [row for row in found if row.fault is not None],
        }
    return render(request, "desks/dock/deliveries.html", context)


def _told(row: Row) -> Told:
    if row.trouble:
        return Told(row.line, "", fault=row.trouble)
    try:
        number = cells.identifier(row.cell("waybill"))
        given = row.cell("at").strip()
        at = cells.moment(given, ZoneInfo(settings.TIME_ZONE)) if given else None
    except cells.BadCell as bad:
        return Told(row.line, row.cell("waybill")[:40], fault=bad.words)
    status = cells.clean(row.cell("status")).lower()
    wrong = None if number else NO_NUMBER
    if status and not any(word in status for word in SIGNED):
        wrong = NOT_SIGNED
    return Told(row.line, number, at, cells.clean(row.cell("received_by"))[:200], wrong)


urlpatterns: list[URLPattern] = [path("deliveries", deliveries, name="deliveries")]
