"""The pages of lists: a desk's queue, or all orders and shipments by filter."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET
from pydantic import ValidationError

from gendan.desks.callers import caller_of
from gendan.desks.frame.river import Frame, frame
from gendan.desks.lists.amounts import Amount, amount
from gendan.desks.lists.choices import choices
from gendan.desks.lists.kinds import KINDS, ORDERS, SHIPMENTS, Kind, wrong
from gendan.desks.lists.known import ALL_ORDERS, ALL_SHIPMENTS, WHOLE, Listed
from gendan.desks.lists.tools import tools
from gendan.desks.lists.written import written
from gendan.desks.queues import Desk, Filters, Queue, desks_of
from gendan.desks.steps.forms import offered
from gendan.insight.house.named import house
from gendan.kit.rest import pages
from gendan.kit.rest.identity import Caller
from gendan.kit.rest.pages import Page, Paged
from gendan.kit.rest.problems import Problem
from gendan.process.model import Text

NOTHING = Text("没有符合条件的。放宽条件再看。", "Nothing fits. Loosen the filters.")
STEPS = {
    "order": ("confirm", "hold", "release", "cancel", "request_cancel"),
    "shipment": ("acknowledge", "start_pick", "issue", "deliver"),
}
MATCHING_MOST = 2_000
PAGING = frozenset({"limit", "cursor", "sort"})  # what leaves no document out


@require_GET
@login_required
def desk(request: HttpRequest, name: str) -> HttpResponse:
    """A desk opens on its first queue."""
    found = _desk(request, name)
    return queue(request, name, found.queues[0].name)


@require_GET
@login_required
def queue(request: HttpRequest, name: str, queue_name: str) -> HttpResponse:
    """A queue of a desk, the most urgent first."""
    found = _desk(request, name)
    try:
        shown = found.queue(queue_name)
    except KeyError:
        raise Http404(queue_name) from None
    return _list(request, KINDS[shown.document], shown.title, shown.filters, shown.steps,
                 shown.empty, found, shown)  # fmt: skip


@require_GET
@login_required
def orders(request: HttpRequest) -> HttpResponse:
    """All orders within reach, by filter."""
    return _list(request, ORDERS, ALL_ORDERS, {}, STEPS["order"], NOTHING)


@require_GET
@login_required
def shipments(request: HttpRequest) -> HttpResponse:
    """All shipments within reach, by filter."""
    return _list(request, SHIPMENTS, ALL_SHIPMENTS, {}, STEPS["shipment"], NOTHING)


def _desk(request: HttpRequest, name: str) -> Desk:
    for found in desks_of(caller_of(request).actor.role):
        if found.name == name:
            return found
    raise PermissionDenied(name)


def _list(
    request: HttpRequest,
    kind: Kind,
    title: Text,
    fixed: Filters,
    steps: Sequence[str],
    empty: Text,
    desk: Desk | None = None,
    queue: Queue | None = None,
) -> HttpResponse:
    caller = caller_of(request)
    faults: list[str] = []
    try:
        asked = kind.asked(request.GET, fixed)
        place = pages.place(request, asked, _cursor_name(kind, asked))
    except ValidationError as error:
        faults, asked, place = wrong(error), kind.filters.model_validate(fixed), None
    except Problem:  # a cursor of another list: begin at its first page
        asked, place = kind.asked(request.GET, {**fixed, "cursor": None}), None
    if "numbers" in request.GET:
        return _numbers(kind, asked, request)
    page, known = kind.find(asked, caller, place), house(caller.actor)
    narrowed_by = len(faults) + len(asked.model_fields_set - {*fixed, *PAGING})
    surrounding = frame(caller)
    told = {
        "kind": kind.name,
        "title": title,
        "written": written(kind.name, kind.rows(page), known.names),
        "next": _next(request, kind, asked, page),
        "first": place is None,
        "empty": empty,
        "steps": offered(steps, caller.actor),
        "desk": desk,
        "queue": queue,
        "narrowed_by": narrowed_by,
        "amount": None if narrowed_by else _amount(request, surrounding, queue, caller),
        "faults": faults,
    }
    if request.headers.get("HX-Request"):
        return render(request, "desks/lists/fresh.html", told)
    filters = choices(kind, request.GET, fixed, known)
    path = f"desks/{desk.name}/{queue.name}" if desk and queue else f"{kind.name}s"
    of = Listed(path, kind, title, fixed, queue.without if queue else WHOLE[path].without)
    its = tools(of, request.GET, caller.actor)
    around = {"frame": surrounding, "filters": filters, "tools": its}
    return render(request, "desks/lists/page.html", {**told, **around})


def _amount(
    request: HttpRequest, surrounding: Frame, queue: Queue | None, caller: Caller
) -> Amount | None:
    """How much waits in the queue, at whatever address of its desk it shows."""
    for door in (one for desk in surrounding.doors for one in desk.inner):
        if queue and queue.title == door.title and door.href.startswith(request.path):
            return amount(queue, door.waits, caller.actor)
    return None


def _numbers(kind: Kind, asked: Paged, request: HttpRequest) -> HttpResponse:
    """The numbers of all that fit, to be selected at once; so many that a batch stays one."""
    caller, numbers, place = caller_of(request), list[str](), None
    wanted = asked.model_copy(update={"limit": pages.MOST, "cursor": None})
    for _ in range(MATCHING_MOST // pages.MOST):
        page = kind.find(wanted, caller, place)
        numbers += [str(row["number"]) for row in kind.bare(page)]
        place = page.last
        if place is None:
            break
    return JsonResponse({"numbers": numbers, "more": place is not None})


def _cursor_name(kind: Kind, asked: Paged) -> str:
    return f"{kind.name}s {getattr(asked, 'sort', '')}"


def _next(request: HttpRequest, kind: Kind, asked: Paged, page: Page) -> str:
    """The address of the next page; nothing on the last."""
    if page.last is None:
        return ""
    given = request.GET.copy()
    given["cursor"] = pages.cursor_of(_cursor_name(kind, asked), page.last)
    return f"{request.path}?{given.urlencode()}"


urlpatterns: list[URLPattern] = [
    path("desks/<slug:name>", desk, name="desk"),
    path("desks/<slug:name>/<slug:queue_name>", queue, name="queue"),
    path("orders", orders, name="orders"),
    path("shipments", shipments, name="shipments"),
]
