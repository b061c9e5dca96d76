"""A list as a file: whatever it shows, of all its pages, as far as somebody can wait for it."""

from collections.abc import Iterator, Sequence

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET
from pydantic import ValidationError

from gendan.desks.callers import caller_of
from gendan.desks.lists import columns
from gendan.desks.lists.fields import Cell, Field, Reading, fields_of
from gendan.desks.lists.known import WHOLE, Listed, listed
from gendan.desks.lists.sheets import as_csv, as_workbook
from gendan.insight.house.named import house
from gendan.kernel import clock
from gendan.kit.rest import pace
from gendan.kit.rest.identity import Caller
from gendan.kit.rest.pages import Paged
from gendan.kit.rest.problems import Problem
from gendan.kit.words import said
from gendan.process.model import Text

ROWS_MOST = 100_000
# A workbook is made whole before it is sent: for five seconds somebody waits, and a thread works.
IN_A_BOOK = 15_000
ON_A_PAGE = 1_000  # rows of one statement
OF_GOODS = ("goods", "bin")  # columns that take a statement of their own
A_MINUTE = 10  # files for one person
CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TOO_MANY = Text(
    f"Excel 文件最多 {IN_A_BOOK:,} 行，这里更多。导出 CSV（Excel 也打得开），或缩小筛选范围。",
    f"An Excel file holds at most {IN_A_BOOK:,} rows, and here are more. Export CSV, which Excel"
    " opens, too, or narrow the list.",
)
CUT = Text(
    f"只导出了前 {ROWS_MOST} 行。缩小筛选范围，分几次导出。",
    f"Only the first {ROWS_MOST} rows are here. Narrow the list, and export it in parts.",
)
Rows = Iterator[Sequence[Sequence[Cell]]]

log = structlog.get_logger("gendan.lists")


@require_GET
@login_required
def export(request: HttpRequest, of_path: str, form: str) -> HttpResponseBase:
    """The list at that address, as a file."""
    caller = caller_of(request)
    of = listed(of_path, caller.actor.role)
    try:
        asked = of.kind.asked(request.GET, of.fixed)
    except ValidationError:  # the page of the list names the filter, and what to do
        return redirect(f"/{of.path}?{request.GET.urlencode()}")
    try:
        pace.count(request, "export", str(caller.actor.staff), A_MINUTE)
    except Problem as problem:
        return _too_often(request, problem)
    if form == XLSX and of.kind.exceeds(asked, caller, IN_A_BOOK):
        messages.error(request, said(TOO_MANY))
        return redirect(f"/{of.path}?{request.GET.urlencode()}")
    chosen = columns.in_address(of.kind.name, request.GET)
    if chosen is None:
        chosen = columns.usual(of.kind.name, caller.actor)
    fields = fields_of(of.kind.name, columns.shown(of.kind.name, of.without, chosen))
    names, zone = house(caller.actor).names, timezone.get_current_timezone()
    reading = Reading(get_language() or "", names, zone)
    titles = [reading.said(field.title) for field in fields]
    pages = _pages(of, asked, caller, fields, reading)
    if form == CSV:
        return _named(StreamingHttpResponse(as_csv(titles, pages)), of, form)
    kinds = [field.kind for field in fields]
    book = as_workbook(reading.said(of.title), titles, kinds, pages)
    return _named(FileResponse(book), of, form)


def export_queue(request: HttpRequest, name: str, queue_name: str, form: str) -> HttpResponseBase:
    """A queue of a desk, as a file."""
    return export(request, f"desks/{name}/{queue_name}", form)


def _pages(
    of: Listed, asked: Paged, caller: Caller, fields: Sequence[Field], reading: Reading
) -> Rows:
    """The rows, page by page: so many statements a page, however many rows."""
    wanted = asked.model_copy(update={"limit": ON_A_PAGE, "cursor": None})
    rows_of = of.kind.rows if any(field.column in OF_GOODS for field in fields) else of.kind.bare
    place, count = None, 0
    for _ in range(ROWS_MOST // ON_A_PAGE):
        page = of.kind.find(wanted, caller, place)
        place, count = page.last, count + len(page.rows)
        yield [[field.read(row, reading) for field in fields] for row in rows_of(page)]
        if place is None:
            break
    else:
        yield [[reading.said(CUT)]]
    log.info("a list was exported", list=of.path, rows=count)


def _named(answer: HttpResponseBase, of: Listed, form: str) -> HttpResponseBase:
    at = timezone.localtime(clock.now())
    name = f"gendan-{of.path.replace('/', '-')}-{at:%Y%m%d-%H%M}.{form}"
    answer["Content-Type"] = TYPES[form]
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _too_often(request: HttpRequest, problem: Problem) -> HttpResponse:
    answer = render(request, "429.html", status=problem.kind.status)
    for name, value in problem.headers.items():
        answer[name] = value
    return answer


urlpatterns: list[URLPattern] = []
for form in TYPES:
    urlpatterns += [
        path(f"{whole}.{form}", export, {"of_path": whole, "form": form}, name=f"{whole}_{form}")
        for whole in WHOLE
    ]
    at = f"desks/<slug:name>/<slug:queue_name>.{form}"
    urlpatterns.append(path(at, export_queue, {"form": form}, name=f"queue_{form}"))
