"""Carrier events from a file: read and tried first, recorded only when somebody says so.

They go the same way as pushed ones: the same event in a file and in a push is one event.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
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
from gendan.desks.dock.files import Columns, Row, rows_of
from gendan.desks.dock.tabs import tabs
from gendan.desks.frame.river import frame
from gendan.insight.dock.confirmed import SEVERAL, UNKNOWN, Parcel, parcels_under
from gendan.intake import cells
from gendan.journey.s6_deliver import codes
from gendan.journey.s6_deliver.sources.adapter import event_key
from gendan.kernel import clock
from gendan.kernel.actor import Actor
from gendan.process.definition import PROCESS
from gendan.process.model import Text

RECORD = PROCESS.step("record_carrier_event")
COLUMNS: Columns = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["columns"]
SCHEMES: Mapping[str, Text] = {
    "ours": Text("本系统的代码（如 delivered）", "our own (such as delivered)"),
    "kuaidi100": Text("快递100 状态码", "Kuaidi100's"),
    "shunfeng": Text("顺丰操作码", "SF Express's"),
    "aftership": Text("AfterShip 标签", "AfterShip's tags"),
}
NO_NUMBER = Text("没有运单号。", "There is no waybill number.")
NO_TIME = Text("没有时间。", "There is no time.")
FUTURE = Text("时间在将来。", "It lies in the future.")
NO_CODE = Text("没有状态码：文字不作数。", "There is no code: words decide nothing.")
LONG = Text("状态码太长。", "The code is too long.")
UNMAPPED = Text("没人说过这个代码的意思，按“未知”登记。",
                "Nobody has said what this code means: it is kept as unknown.")  # fmt: skip
CODE_MAX, TEXT_MAX, PLACE_MAX = 64, 2_000, 200


@dataclass(frozen=True, slots=True)
class Line:
    """A row, what it is about and what it means. `event`: as the API takes it; nothing where
    `fault` says why it cannot be kept."""

    line: int
    waybill: str
    at: datetime | None = None
    code: str = ""
    text: str = ""
    place: str = ""
    parcel: Parcel | None = None
    meaning: Text | None = None
    note: Text | None = None
    fault: Text | None = None
    event: str = ""


@require_http_methods(["GET", "POST"])
@login_required
def event_files(request: HttpRequest) -> HttpResponse:
    """Upload a file, and see what it says; the page then records it over the API."""
    caller = caller_of(request)
    if not caller.actor.may(RECORD):
        raise PermissionDenied(RECORD.name)
    scheme = request.POST.get("scheme", "")
    context: dict[str, object] = {
        "frame": frame(caller),
        "tabs": tabs(caller.actor, "event_files"),
        "schemes": SCHEMES.items(),
        "scheme": scheme,
        "rows": None,
    }
    if request.method == "POST" and scheme in SCHEMES:
        read, fault = rows_of(request.FILES.get("file"), COLUMNS)
        lines = _lines([_read(row) for row in read], scheme, caller.actor)
        context |= {
            "fault": fault,
            "rows": lines if fault is None else None,
            "good": [line for line in lines if line.fault is None],
            "bad": [line for line in lines if line.fault is not None],
        }
    return render(request, "desks/dock/event_files.html", context)


def _read(row: Row) -> Line:
    """What stands in the row, and what is wrong with it in itself."""
    if row.trouble:
        return Line(row.line, "", fault=row.trouble)
    given = row.cell("at").strip()
    try:
        number = cells.identifier(row.cell("waybill"))
        at = cells.moment(given, ZoneInfo(settings.TIME_ZONE)) if given else None
    except cells.BadCell as bad:
        return Line(row.line, row.cell("waybill")[:40], fault=bad.words)
    code = cells.clean(row.cell("code"))
    fault = (
        (None if number else NO_NUMBER)
        or (None if at else NO_TIME)
        or (None if code else NO_CODE)
        or (LONG if len(code) > CODE_MAX else None)
        or (FUTURE if at and at > clock.now() else None)
    )
    return Line(
        row.line,
        number,
        at,
        code,
        cells.clean(row.cell("text"))[:TEXT_MAX],
        cells.clean(row.cell("place"))[:PLACE_MAX],
        fault=fault,
    )


def _lines(read: Sequence[Line], scheme: str, actor: Actor) -> list[Line]:
    """Each with its parcel within the actor's reach, and the event that it makes. One statement."""
    found = parcels_under([line.waybill for line in read], actor)
    return [
        line if line.fault else _meant(line, scheme, found.get(line.waybill, [])) for line in read
    ]


def _meant(line: Line, scheme: str, found: Sequence[Parcel]) -> Line:
    if len(found) != 1:
        return replace(line, fault=SEVERAL if found else UNKNOWN)
    (parcel,) = found
    if parcel.state not in RECORD.source:
        label = PROCESS.document("shipment").state(parcel.state).label
        wrong = Text(f"现在是“{label.zh}”。", f"It is “{label.en}” now.")
        return replace(line, parcel=parcel, fault=wrong)
    assert line.at is not None, "a row without a time is faulty"
    event = {
        "carrier": parcel.code,
        "number": line.waybill,
        "key": event_key(line.at, line.text),
        "at": line.at.isoformat(),
        "scheme": scheme,
        "code": line.code,
        "text": line.text,
        "place": line.place,
    }
    return replace(
        line,
        parcel=parcel,
        meaning=codes.ours(scheme, line.code).label,
        note=None if codes.is_known(scheme, line.code) else UNMAPPED,
        event=json.dumps(event, ensure_ascii=False),
    )


urlpatterns: list[URLPattern] = [path("deliveries/events", event_files, name="event_files")]
