"""The order page: the whole story of one order, and what this person may do with it now."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from gendan.desks.callers import caller_of
from gendan.desks.frame.river import frame
from gendan.desks.steps.forms import StepForm, form_of
from gendan.insight import personal
from gendan.insight.house.named import house
from gendan.insight.orders import whole
from gendan.insight.orders.parts import PARTS
from gendan.insight.orders.why import because, reckon
from gendan.journey.s2_review import offers
from gendan.process.definition import PROCESS
from gendan.process.model import Step
from gendan.records.orders import numbers

# What carriers said stands with the box; here it would bury what people did.
CARRIER_SAID = "record_carrier_event"
# They ask for lines and quantities, in a form of this page.
BY_LINE = frozenset({"edit", "split"})


@dataclass(frozen=True, slots=True)
class Action:
    """A step that may be taken with one document now. `form` is nothing for those by line."""

    step: Step
    number: str
    form: StepForm | None
    held_by: Sequence[str]


@require_GET
@login_required
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order with all that belongs to it. Eight statements at most, whatever its size."""
    caller = caller_of(request)
    found = whole.order(number, caller, PARTS, lambda: get_language() or "")
    if found is None:
        raise Http404(number)
    told = json.loads(found.text)
    actions = list(_actions(told["next"]))
    context = {
        "order": told,
        "may_see": caller.actor.role in personal.NEED,
        "because": because(told["status"]["code"]),
        "reckoned": reckon(told["lines"]),
        "actions": [action for action in actions if action.number == number],
        "boxes": [
            {**box, "actions": [a for a in actions if a.number == box["number"]],
             "events": [e for e in told["carrier_events"] if e["number"] == box["number"]]}
            for box in told["shipments"]
        ],
        "options": _options(number) if _is_open(told["shortage_case"]) else [],
        "journal": [e for e in told["journal"][::-1] if e["step"]["code"] != CARRIER_SAID],
        "names": house(caller.actor).names,
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "desks/order/story.html", context)
    return render(request, "desks/order/page.html", {**context, "frame": frame(caller)})


def _actions(coming: Iterable[dict[str, object]]) -> Iterator[Action]:
    for one in coming:
        code = cast("dict[str, str]", one["step"])["code"]
        form = None if code in BY_LINE else form_of(code)
        if one["operation_id"] == code and (form or code in BY_LINE):
            yield Action(
                PROCESS.step(code), str(one["number"]), form, cast("list[str]", one["held_by"])
            )


def _is_open(case: dict[str, object] | None) -> bool:
    return case is not None and case["closed_at"] is None


def _options(number: str) -> list[offers.Option]:
    (id,) = numbers.ids([number]).values()
    return offers.options([id]).get(id, [])
