"""The pages of imports: upload, see what would come of it, correct, import, see what came of it."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gendan.desks.callers import caller_of
from gendan.desks.frame.river import frame
from gendan.desks.imports import bad_rows, folder, moves
from gendan.desks.imports.correcting import tables, typed
from gendan.desks.imports.forms import SIZE_MAX, Upload, fault_of, new_file, source_of, too_large
from gendan.desks.imports.models import DONE, IMPORTING, TRIED, TRYING, ImportFile
from gendan.desks.imports.placed import how_many_placed, orders_of
from gendan.desks.imports.reach import within_reach
from gendan.intake import template as templates
from gendan.kernel.actor import Actor
from gendan.kit.words import said
from gendan.process.definition import PROCESS
from gendan.process.model import Text

ON_A_PAGE = 20
SLACK = 1 << 20  # bytes of a request that are not the files
TOO_LARGE = 413
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NOT_NOW = Text("现在做不了，状态已经变了。", "Not now: its state has changed.")


@csrf_exempt  # what is too large is refused before it is read; the rest is protected below
@require_http_methods(["GET", "POST"])
@login_required
def imports(request: HttpRequest) -> HttpResponse:
    """Upload files, and see the imports of late."""
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size > SIZE_MAX + SLACK:
        actor = _actor(request)
        return _list(request, Upload(actor), too_large(size), TOO_LARGE)
    answer: HttpResponse = _imports(request)
    return answer


@csrf_protect
def _imports(request: HttpRequest) -> HttpResponse:
    actor = _actor(request)
    if request.method == "GET":
        return _list(request, Upload(actor, initial={"source": "gendan"}))
    form = Upload(actor, request.POST)
    uploads = request.FILES.getlist("files")
    source = request.POST.get("source", "")
    if not form.is_valid() or (fault := fault_of(uploads, source, _kept(actor))):
        return _list(request, form, fault if form.is_valid() else None, 400)
    with transaction.atomic():
        file = new_file(form, uploads, actor)
        folder.keep(file.pk, (upload.chunks() for upload in uploads))
        moves.send(file.pk, TRYING)
    return redirect("import", file.pk)


def _kept(actor: Actor) -> int:
    own = ImportFile.objects.filter(staff=actor.staff, removed_at=None)
    return own.aggregate(kept=Sum("size"))["kept"] or 0


def _list(
    request: HttpRequest, form: Upload, fault: Text | None = None, status: int = 200
) -> HttpResponse:
    caller = caller_of(request)
    page = Paginator(within_reach(caller.actor), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "frame": frame(caller),
        "form": form,
        "fault": fault,
        "page": page,
        "size_max": SIZE_MAX,
        "me": caller.actor.staff,
    }
    return render(request, "desks/imports/list.html", context, status=status)


@require_GET
@login_required
def empty_template(request: HttpRequest, kind: str) -> HttpResponse:
    """Our own template, empty."""
    _actor(request)
    if kind not in TYPES:
        raise Http404(kind)
    with tempfile.TemporaryDirectory(prefix="gendan-template-") as place:
        written = Path(place, f"gendan.{kind}")
        templates.write(written, get_language() or "")
        answer = HttpResponse(written.read_bytes(), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="gendan-orders.{kind}"'
    return answer


@require_GET
@login_required
def one_import(request: HttpRequest, file: int) -> HttpResponse:
    """How far it is; what would come of it; what is to be corrected; what came of it."""
    caller = caller_of(request)
    found = _found(request, file)
    is_mine = found.staff_id == caller.actor.staff
    page = _page(request, found)
    rows = [] if found.is_at_work or found.removed_at else bad_rows.page(found.pk, page.number)
    return render(
        request,
        "desks/imports/one.html",
        {
            "frame": frame(caller),
            "file": found,
            "source": source_of(found),
            "is_mine": is_mine,
            "is_kept": found.removed_at is None,
            "preview": folder.preview(found.pk) if is_mine and found.state == TRIED else [],
            "tables": tables(rows),
            "page": page,
            "in_place_max": bad_rows.IN_PLACE_MAX,
            "placed": how_many_placed(found.pk) if found.state in (TRIED, DONE) else 0,
        },
    )


def _page(request: HttpRequest, file: ImportFile) -> Page[int]:
    figures = file.figures
    rows = figures.get("bad_rows", 0) + figures.get("waiting_rows", 0)
    pages = Paginator(range(min(rows, bad_rows.IN_PLACE_MAX)), bad_rows.ON_A_PAGE)
    return pages.get_page(request.GET.get("page"))


@require_GET
@login_required
def progress(request: HttpRequest, file: int) -> HttpResponse:
    """How far the job is; once it has ended, the page is loaded anew."""
    found = _found(request, file)
    is_mine = found.staff_id == caller_of(request).actor.staff
    answer = render(request, "desks/imports/progress.html", {"file": found, "is_mine": is_mine})
    if not found.is_at_work:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@login_required
def correct(request: HttpRequest, file: int) -> HttpResponse:
    """Keep what was typed into the rows of a page, and try the file again."""
    found = _mine(request, file)
    with transaction.atomic():
        settled = ImportFile.objects.filter(pk=found.pk, state__in=(TRIED, DONE), removed_at=None)
        if settled.select_for_update().exists():
            rows = bad_rows.page(found.pk, _page(request, found).number)
            given = {name: str(value) for name, value in request.POST.items()}
            folder.correct(found.pk, typed(rows, given))
        return _begun(request, found, moves.begin(found.pk, TRYING))


@require_POST
@login_required
def again(request: HttpRequest, file: int) -> HttpResponse:
    """Try it again as it is, or send its job again when nothing was heard of it."""
    found = _mine(request, file)
    begun = moves.begin_again(found.pk) or moves.begin(found.pk, TRYING)
    return _begun(request, found, begun)


@require_POST
@login_required
def place(request: HttpRequest, file: int) -> HttpResponse:
    """Place the orders in which nothing is wrong."""
    found = _mine(request, file)
    return _begun(request, found, moves.begin(found.pk, IMPORTING))


@require_POST
@login_required
def remove(request: HttpRequest, file: int) -> HttpResponse:
    """Remove the files before their time."""
    found = _mine(request, file)
    return _begun(request, found, moves.remove(found.pk))


@require_GET
@login_required
def rows_file(request: HttpRequest, file: int, number: int) -> StreamingHttpResponse:
    """The bad rows of one of the files, to be corrected in a spreadsheet and uploaded."""
    found = _mine(request, file)
    if found.is_at_work or found.removed_at or not 1 <= number <= len(found.names):
        raise Http404(number)
    rows = bad_rows.as_csv(found.pk, number, get_language() or "")
    answer = StreamingHttpResponse(rows, content_type=TYPES["csv"])
    answer["Content-Disposition"] = f'attachment; filename="import-{found.pk}-{number}.csv"'
    return answer


@require_GET
@login_required
def placed_orders(request: HttpRequest, file: int) -> HttpResponse:
    """The orders that were placed from it, as far as one reaches."""
    caller = caller_of(request)
    found = _found(request, file)
    after = request.GET.get("after", "")
    orders, more = orders_of(found.pk, caller.actor, int(after) if after.isdecimal() else 0)
    context = {"file": found, "orders": orders, "more": more, "frame": frame(caller)}
    return render(request, "desks/imports/orders.html", context)


def _begun(request: HttpRequest, file: ImportFile, begun: bool) -> HttpResponse:
    if not begun:
        messages.warning(request, said(NOT_NOW))
    return redirect("import", file.pk)


def _actor(request: HttpRequest) -> Actor:
    actor = caller_of(request).actor
    if not actor.may(PROCESS.step("place")):
        raise PermissionDenied("place")
    return actor


def _found(request: HttpRequest, file: int) -> ImportFile:
    found = within_reach(_actor(request)).filter(pk=file).first()
    if found is None:
        raise Http404(file)
    return found


def _mine(request: HttpRequest, file: int) -> ImportFile:
    """Only who uploaded a file sees and changes its rows."""
    found = _found(request, file)
    if found.staff_id != caller_of(request).actor.staff:
        raise Http404(file)
    return found


urlpatterns = [
    path("imports", imports, name="imports"),
    path("imports/template.<str:kind>", empty_template, name="import_template"),
    path("imports/<int:file>", one_import, name="import"),
    path("imports/<int:file>/progress", progress, name="import_progress"),
    path("imports/<int:file>/correct", correct, name="import_correct"),
    path("imports/<int:file>/again", again, name="import_again"),
    path("imports/<int:file>/place", place, name="import_place"),
    path("imports/<int:file>/remove", remove, name="import_remove"),
    path("imports/<int:file>/rows-<int:number>.csv", rows_file, name="import_rows"),
    path("imports/<int:file>/orders", placed_orders, name="import_orders"),
]
