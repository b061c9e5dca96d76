"""The dock: scan what goes on a carrier's trolley, have it signed for, and let it go."""

import json
from collections import Counter

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from gendan.desks.callers import caller_of
from gendan.desks.camera import reads_codes
from gendan.desks.dock.board import actor_at_the_dock
from gendan.desks.dock.tabs import tabs
from gendan.desks.frame.river import frame
from gendan.insight.dock import handovers
from gendan.insight.dock.board import Carrier, carriers, waiting
from gendan.insight.dock.scanned import scanned
from gendan.process.model import Role
from gendan.records.carriers.models import NUMBER_MAX
from gendan.records.people.models import Staff


@require_GET
@login_required
def dock(request: HttpRequest) -> HttpResponse:
    """Which carrier is at the dock: how many parcels are due for each. Three statements beside the
    frame."""
    actor = actor_at_the_dock(request)
    due = Counter(parcel.carrier for parcel in waiting(actor))
    context = {
        "carriers": [(one, due[one.code]) for one in carriers()],
        "undecided": due[""],
        "lists": handovers.latest(actor),
        "tabs": tabs(actor, "dock"),
        "frame": frame(caller_of(request)),
    }
    return render(request, "desks/dock/dock.html", context)


@require_GET
@login_required
@reads_codes
def trolley(request: HttpRequest, code: str) -> HttpResponse:
    """What is due for that carrier, to be scanned against. Three statements beside the frame."""
    actor = actor_at_the_dock(request)
    carrier = _carrier(code)
    due = [parcel for parcel in waiting(actor) if parcel.carrier == code]
    told: dict[str, object] = {"carrier": carrier, "due": due}
    if request.headers.get("HX-Request"):
        return render(request, "desks/dock/due.html", told)
    drivers = []
    if carrier.is_ours:
        people = Staff.objects.filter(department=Role.LOGISTICS.value, is_active=True)
        drivers = list(people.order_by("username").values_list("username", "name"))
    context = {
        **told,
        "drivers": drivers,
        "tabs": tabs(actor, "dock"),
        "frame": frame(caller_of(request)),
    }
    return render(request, "desks/dock/trolley.html", context)


@require_POST
@login_required
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a `code` goes on that carrier's trolley; nothing is written. Answered as the API
    answers, for a queue that waits on the device. Three statements."""
    actor = actor_at_the_dock(request)
    try:
        given = str(json.loads(request.body)["code"])
    except (ValueError, KeyError, TypeError):
        return HttpResponseBadRequest()
    found = scanned(given[: NUMBER_MAX + 1], _carrier(code), actor)
    language = get_language() or ""
    fault = found.refusal
    told = {
        "shipment": found.shipment,
        "waybill": found.waybill,
        "status": "refused" if fault else "done",
        "code": fault.reason.code if fault else None,
        "message": fault.sentence(language) if fault else None,
        "remedy": fault.remedy(language) if fault else None,
    }
    return JsonResponse({"results": [told]})


@require_GET
@login_required
def handover(request: HttpRequest, number: str) -> HttpResponse:
    """A handover list with its parcels and the signature."""
    actor = actor_at_the_dock(request)
    found = handovers.one(number, actor)
    if found is None:
        raise Http404(number)
    listed, parcels = found
    context = {
        "list": listed,
        "parcels": parcels,
        "tabs": tabs(actor, "dock"),
        "frame": frame(caller_of(request)),
    }
    return render(request, "desks/dock/handover.html", context)


def _carrier(code: str) -> Carrier:
    for one in carriers():
        if one.code == code:
            return one
    raise Http404(code)


urlpatterns: list[URLPattern] = [
    path("dock", dock, name="dock"),
    path("dock/<str:code>", trolley, name="trolley"),
    path("dock/<str:code>/scan", scan, name="dock_scan"),
    path("handovers/<str:number>", handover, name="handover"),
]
