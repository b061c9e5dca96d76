"""What a step asks for, as a form in a dialogue; it is taken over the API."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from gendan.desks.callers import caller_of
from gendan.desks.steps.forms import form_of
from gendan.desks.steps.house import choices
from gendan.kit.rest.bodies import MOST


@require_POST
@login_required
def step_form(request: HttpRequest, name: str) -> HttpResponse:
    """The form of the step for the documents `n`. One statement for each list of the house."""
    form = form_of(name)
    if form is None:
        raise Http404(name)
    actor = caller_of(request).actor
    if not actor.may(form.step):
        raise PermissionDenied(name)
    numbers = request.POST.getlist("n")[:MOST]
    inputs = form.inputs_for(actor)
    asked = {"inputs": inputs, "override": form.override_for(actor)}
    house = choices({field.kind for field in inputs})
    return render(
        request,
        "desks/steps/form.html",
        {"form": form, "numbers": numbers, "house": house, **asked},
    )


urlpatterns: list[URLPattern] = [path("steps/<slug:name>", step_form, name="step_form")]
