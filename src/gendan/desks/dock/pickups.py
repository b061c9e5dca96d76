"""The store's desk: what waits for customers, handed over against their codes."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from gendan.desks.callers import caller_of
from gendan.desks.camera import reads_codes
from gendan.desks.dock.tabs import tabs
from gendan.desks.frame.river import frame
from gendan.insight.dock.pickups import pickups as waiting
from gendan.process.definition import PROCESS


@require_GET
@login_required
@reads_codes
def pickups(request: HttpRequest) -> HttpResponse:
    """What waits within reach, what was not fetched in time first. One statement beside the
    frame."""
    caller = caller_of(request)
    if not caller.actor.may(PROCESS.step("collect")):
        raise PermissionDenied("collect")
    found = waiting(caller.actor)
    context: dict[str, object] = {
        "late": [one for one in found if one.late],
        "waiting": [one for one in found if not one.late],
        "may_cancel": caller.actor.may(PROCESS.step("request_cancel")),
    }
    if request.headers.get("HX-Request"):
        return render(request, "desks/dock/pickup_rows.html", context)
    return render(
        request,
        "desks/dock/pickups.html",
        context | {"tabs": tabs(caller.actor, "pickups"), "frame": frame(caller)},
    )


urlpatterns: list[URLPattern] = [path("pickups", pickups, name="pickups")]
