"""Papers on the screen: the PDF of a print, and where a code that was scanned leads."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from gendan.desks.callers import caller_of
from gendan.desks.papers.engine import BadTemplate
from gendan.desks.papers.going import led_to
from gendan.desks.papers.setting import pdf_of
from gendan.kit.rest import pace
from gendan.kit.rest.problems import Problem

A_MINUTE = 30  # piles for one person


@require_GET
@login_required
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]
def print_out(request: HttpRequest, number: int) -> HttpResponse:
    """The papers of a print within reach. Five statements, however many papers.

    Pages of ours may frame it: so it goes to a printer without a tab of its own."""
    caller = caller_of(request)
    try:
        pace.count(request, "paper", str(caller.actor.staff), A_MINUTE)
    except Problem as problem:
        answer = render(request, "429.html", status=problem.kind.status)
        for name, value in problem.headers.items():
            answer[name] = value
        return answer
    try:
        found = pdf_of(number, caller.actor, get_language() or "")
    except BadTemplate as fault:
        told = {"fault": str(fault)}
        return render(request, "desks/papers/bad_template.html", told, status=500)
    if found is None:
        raise Http404(number)
    return found


@require_GET
def go(request: HttpRequest, number: str) -> HttpResponse:
    """Whoever scanned the code of an order or a shipment is led to the screen of their work.

    The address holds a number and nothing else. Who is not signed in is a customer with our paper:
    they are asked for the end of their phone."""
    if not request.user.is_authenticated:
        order = number.partition("-")[0]
        return HttpResponseRedirect(f"{reverse('track_lookup')}?{urlencode({'number': order})}")
    address = led_to(number, caller_of(request).actor.role)
    if address is None:
        raise Http404(number)
    return HttpResponseRedirect(address)


urlpatterns: list[URLPattern] = [
    path("prints/<int:number>", print_out, name="print_out"),
    path("go/<slug:number>", go, name="go"),
]
