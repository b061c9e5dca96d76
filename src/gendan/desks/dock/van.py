"""A driver's telephone: today's stops in order, handed over with a photo or a signature."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from gendan.desks.callers import caller_of
from gendan.desks.dock.tabs import tabs
from gendan.desks.frame.river import frame
from gendan.insight.dock.stops import stops
from gendan.process.model import Role
from gendan.process.words import AttemptReason

DRIVERS = frozenset({Role.LOGISTICS, Role.MANAGER})


@require_GET
@login_required
def van(request: HttpRequest) -> HttpResponse:
    """One's own stops; a manager sees those of every driver. One statement beside the frame."""
    caller = caller_of(request)
    if caller.actor.role not in DRIVERS:
        raise PermissionDenied("van")
    is_manager = caller.actor.role is Role.MANAGER
    found = stops(caller.actor, None if is_manager else caller.actor.staff)
    context: dict[str, object] = {
        "open": [stop for stop in found if not stop.is_done],
        "done": [stop for stop in found if stop.is_done],
        "whole": len(found),
        "reasons": [(reason.value, reason.label) for reason in AttemptReason],
    }
    if request.headers.get("HX-Request"):
        return render(request, "desks/dock/stops.html", context)
    return render(
        request,
        "desks/dock/van.html",
        context | {"tabs": tabs(caller.actor, "van"), "frame": frame(caller)},
    )


urlpatterns: list[URLPattern] = [path("van", van, name="van")]
