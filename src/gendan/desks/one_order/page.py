"""The order page: the whole story of one order, and what this person may do with it now."""

import json

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from gendan.desks.callers import caller_of
from gendan.desks.frame.river import frame
from gendan.desks.one_order.customer import of_customer
from gendan.desks.one_order.offering import called_for, main_step
from gendan.desks.one_order.telling import actions_of, people_did
from gendan.insight import personal
from gendan.insight.dock import proofs
from gendan.insight.floor import marks
from gendan.insight.house.named import house
from gendan.insight.orders import feedback, whole
from gendan.insight.orders.parts import PARTS
from gendan.insight.orders.why import because, reckon
from gendan.journey.s2_review import offers
from gendan.messages.again import MAY
from gendan.records.orders import numbers


@require_GET
@login_required
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order with all that belongs to it. Twelve statements at most, whatever its size."""
    caller = caller_of(request)
    found = whole.order(number, caller, PARTS, lambda: get_language() or "")
    if found is None:
        raise Http404(number)
    told = json.loads(found.text)
    said = feedback.said(number, caller.actor)
    asks = any(one.answered_at is None for one in said)
    actions = called_for(actions_of(told["next"]), told, asks=asks)
    main = main_step(told, None, actions)
    actions.sort(key=lambda action: action != main)  # that comes first, the others as they were
    proven = proofs.of_order(number) if caller.actor.role in personal.NEED else {}
    marked = marks.of_order(number)
    context = {
        "order": told,
        "may_see": caller.actor.role in personal.NEED,
        "may_resend": caller.actor.role in MAY,
        "because": because(told["status"]["code"]),
        "reckoned": reckon(told["lines"]),
        "main": main,
        "actions": [action for action in actions if action.number == number],
        "boxes": [
            {**box, "proofs": proven.get(box["number"], []),
             "marked": marked.get(box["number"], []),
             "actions": [a for a in actions if a.number == box["number"]],
             "cases": [case for case in told["exceptions"] if case["number"] == box["number"]],
             "events": [e for e in told["carrier_events"] if e["number"] == box["number"]]}
            for box in told["shipments"]
        ],
        "options": _options(number) if _is_open(told["shortage_case"]) else [],
        "journal": people_did(told["journal"]),
        "names": house(caller.actor).names,
        **of_customer(number, caller.actor, said),
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "desks/order/story.html", context)
    return render(request, "desks/order/page.html", {**context, "frame": frame(caller)})


def _is_open(case: dict[str, object] | None) -> bool:
    return case is not None and case["closed_at"] is None


def _options(number: str) -> list[offers.Option]:
    (id,) = numbers.ids([number]).values()
    return offers.options([id]).get(id, [])
