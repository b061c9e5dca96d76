"""The dispatching desk: who carries each issued parcel and why, and the number it bears."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_POST

from gendan.desks.callers import caller_of
from gendan.desks.camera import reads_codes
from gendan.desks.dock.tabs import tabs
from gendan.desks.dock.written import written
from gendan.desks.frame.river import frame
from gendan.insight.dock.board import board
from gendan.kernel.actor import Actor
from gendan.kit.words import said
from gendan.process.definition import PROCESS
from gendan.process.model import Text
from gendan.records.carriers.models import NUMBER_MAX
from gendan.records.carriers.recognising import candidates, misread, patterns


def actor_at_the_dock(request: HttpRequest) -> Actor:
    """Whoever may hand parcels to carriers. Raises `PermissionDenied`."""
    actor = caller_of(request).actor
    if not actor.may(PROCESS.step("dispatch")):
        raise PermissionDenied("dispatch")
    return actor


@require_GET
@login_required
@reads_codes
def dispatching(request: HttpRequest) -> HttpResponse:
    """Issued parcels by carrier and cut-off; for an open page only what changes. Three statements
    beside the frame."""
    actor = actor_at_the_dock(request)
    found = board(actor)
    told: dict[str, object] = {
        "board": found,
        "undecided": written(found.undecided, undecided=True),
        "decided": [
            (carrier, len(rows), written(rows, undecided=False)) for carrier, rows in found.decided
        ],
    }
    if request.headers.get("HX-Request"):
        return render(request, "desks/dock/board_rows.html", told)
    return render(
        request,
        "desks/dock/board.html",
        {**told, "tabs": tabs(actor, "dispatching"), "frame": frame(caller_of(request))},
    )


@require_POST
@login_required
def recognised(request: HttpRequest) -> HttpResponse:
    """Whose a number may be: carriers' codes, the likeliest first. One statement."""
    actor_at_the_dock(request)
    number = request.POST.get("number", "").strip()[: NUMBER_MAX + 1]
    carrier = request.POST.get("carrier", "")
    known = patterns()
    found = [one.carrier for one in candidates(number, known)]
    wrong = misread(number, carrier, known)
    words = Text("校验位不对，再扫一次。", "Wrong check digit: scan it again.")
    return JsonResponse(
        {
            "number": number,
            "carriers": found,
            "misread": wrong,
            "said": said(words) if wrong else "",
        }
    )


urlpatterns: list[URLPattern] = [
    path("dispatching", dispatching, name="dispatching"),
    path("dispatching/recognised", recognised, name="recognised"),
]
