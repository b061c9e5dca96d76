"""Deliveries from a carrier's file: read and tried first, confirmed only when somebody says so."""

import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from gendan.desks.callers import caller_of
from gendan.desks.dock.tabs import tabs
from gendan.desks.frame.river import frame
from gendan.insight.dock.confirmed import Told, understood
from gendan.intake import cells, reading
from gendan.intake.faults import BadFile
from gendan.process.definition import PROCESS
from gendan.process.model import Text
from gendan.process.words import CarrierCode

SIZE_MAX = 5 << 20  # bytes of a file
ROWS_MAX = 2_000
HEAD_MAX = 10  # rows above which the header is looked for
# How carriers call their columns, and the words of a row that tells of a delivery.
WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
COLUMNS: Mapping[str, Sequence[str]] = WORDS["columns"]
SIGNED = (*WORDS["signed"], CarrierCode.DELIVERED.value)

NO_FILE = Text("先选一个文件。", "Choose a file first.")
TOO_LARGE = Text("文件太大，最多 5 MB、2000 行；分成几个再传。",
                 "Too large: at most 5 MB and 2,000 rows. Cut it into several.")  # fmt: skip
NO_COLUMN = Text("找不到“运单号”这一列。第一行要是表头。",
                 "There is no column “waybill”. The first row must name the columns.")  # fmt: skip
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
        rows, fault = _told(request.FILES.get("file"))
        found = understood(rows, caller.actor)
        context |= {
            "fault": fault,
            "rows": found if fault is None else None,
            "good": [row for row in found if row.fault is None],
            "bad": [row for row in found if row.fault is not None],
        }
    return render(request, "desks/dock/deliveries.html", context)


def _told(file: UploadedFile | None) -> tuple[list[Told], Text | None]:
    """The rows of the file, or what is wrong with it as a whole."""
    if file is None:
        return [], NO_FILE
    if (file.size or 0) > SIZE_MAX:
        return [], TOO_LARGE
    with tempfile.TemporaryDirectory(prefix="gendan-deliveries-") as place:
        written = Path(place, "deliveries")
        with written.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        try:
            reading.limit(written, lines=ROWS_MAX * 3, size=SIZE_MAX * 4)
            found = list(_rows(reading.records(written, lambda _: None)))
        except BadFile as bad:
            return [], bad.problem
    if not found:
        return [], NO_COLUMN
    return (found[1:], None) if len(found) <= ROWS_MAX else ([], TOO_LARGE)


def _rows(records: Iterator[reading.Record]) -> Iterator[Told]:
    """The rows below the header, and before them one for the header itself."""
    columns: dict[str, int] = {}
    for number, record in enumerate(records):
        if not columns:
            columns = _columns(record.cells)
            if columns:
                yield Told(record.line, "")
            elif number >= HEAD_MAX:
                return
        else:
            yield _row(record, columns)


def _columns(header: Sequence[str]) -> dict[str, int]:
    """By what it means, the place of a column; nothing where no column holds waybills."""
    names = [cells.clean(name).lower() for name in header]
    found = {
        meaning: names.index(name)
        for meaning, known in COLUMNS.items()
        for name in reversed(known)
        if name in names
    }
    return found if "waybill" in found else {}


def _row(record: reading.Record, columns: Mapping[str, int]) -> Told:
    def cell(name: str) -> str:
        place = columns.get(name, len(record.cells))
        return record.cells[place] if place < len(record.cells) else ""

    if record.trouble:
        return Told(record.line, "", fault=record.trouble)
    try:
        number = cells.identifier(cell("waybill"))
        given = cell("at").strip()
        at = cells.moment(given, ZoneInfo(settings.TIME_ZONE)) if given else None
    except cells.BadCell as bad:
        fault = Text(f"{bad.problem.zh}{bad.remedy.zh}", f"{bad.problem.en} {bad.remedy.en}")
        return Told(record.line, cell("waybill")[:40], fault=fault)
    status = cells.clean(cell("status")).lower()
    wrong = None if number else NO_NUMBER
    if status and not any(word in status for word in SIGNED):
        wrong = NOT_SIGNED
    return Told(record.line, number, at, cells.clean(cell("received_by"))[:200], wrong)


urlpatterns: list[URLPattern] = [path("deliveries", deliveries, name="deliveries")]
