"""Steps that ask for quantities line by line: editing an order, splitting a shipment."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from gendan.desks.callers import caller_of
from gendan.desks.steps.forms import OVERRIDE_INPUT
from gendan.insight.orders import whole
from gendan.process.definition import PROCESS


@require_GET
@login_required
def edit_form(request: HttpRequest, number: str) -> HttpResponse:
    """What is wanted of each line from now on, and goods that are wanted besides."""
    told = _order(request, number, "edit")
    lines = [
        {**line, "now": line["ordered"] - line["cancelled"] - line["substituted"]}
        for line in told["lines"]
    ]
    return _form(request, "edit", {"order": told, "lines": lines, "number": number})


@require_GET
@login_required
def split_form(request: HttpRequest, number: str, ordinal: int) -> HttpResponse:
    """How many units of each line part from a shipment."""
    told = _order(request, number, "split")
    name = f"{number}-{ordinal}"
    box = next((box for box in told["shipments"] if box["number"] == name), None)
    if box is None:
        raise Http404(name)
    wanted = {line["line"]: line for line in told["lines"]}
    lines = [
        {**wanted[part["line"]], "now": part["quantity"]}
        for part in box["contents"]
    ]  # fmt: skip
    return _form(request, "split", {"order": told, "lines": lines, "number": name})


def _order(request: HttpRequest, number: str, step: str) -> dict[str, Any]:
    caller = caller_of(request)
    if not caller.actor.may(PROCESS.step(step)):
        raise PermissionDenied(step)
    found = whole.order(number, caller, ("lines", "shipments"), str)
    if found is None:
        raise Http404(number)
    told: dict[str, Any] = json.loads(found.text)
    return told


def _form(request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
    law = PROCESS.step(name)
    owes = caller_of(request).actor.owes_reason(law)
    override = OVERRIDE_INPUT if owes else None
    step = {"step": law, "href": reverse(f"api:{name}"), "override": override}
    return render(request, "desks/order/by_line.html", {**step, **context})
