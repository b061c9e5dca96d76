"""Showing in full for whom an order is: to whoever needs it, when they ask, and noted."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from gendan.desks.callers import caller_of
from gendan.insight import personal
from gendan.insight.orders import whole
from gendan.kit.rest import pace
from gendan.kit.rest.problems import Problem, told
from gendan.records.cases import redirections
from gendan.records.orders import numbers
from gendan.records.orders.disclosures import disclose

MOST = 60  # a minute: as fast as anybody reads them out


@require_POST
@login_required
def disclosure(request: HttpRequest, number: str) -> HttpResponse:
    """The person of an order within reach, in full, and where its parcels were redirected. Six
    statements."""
    caller = caller_of(request)
    if caller.actor.role not in personal.NEED:
        raise PermissionDenied("person")
    try:
        pace.count(request, "disclosure", str(caller.actor.staff), MOST)
    except Problem as problem:
        return told(request, problem)
    if whole.order(number, caller, (), str) is None:
        raise Http404(number)
    (order,) = numbers.ids([number]).values()
    assert caller.actor.staff is not None, "a person sits at a desk"
    person = disclose(order, caller.actor.staff)
    context = {"person": person, "elsewhere": redirections.of_order(order)}
    return render(request, "desks/order/person.html", context)
