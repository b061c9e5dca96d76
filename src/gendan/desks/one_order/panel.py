"""An order or a shipment beside its list: enough to do the next step without leaving."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from gendan.desks.callers import caller_of
from gendan.desks.one_order.telling import Action, actions_of, people_did
from gendan.desks.queues import usual_step
from gendan.insight import personal
from gendan.insight.house.named import house
from gendan.insight.orders import whole
from gendan.insight.orders.why import because
from gendan.journey.anytime.holds import BY_HAND
from gendan.process.words import HoldKind

PARTS = ("holds", "journal", "lines", "shipments", "shortage_case")
NEWEST = 12  # entries of the journal; the page of the order has all of them
# Steps that answer a hold, and which; the page of the order offers whatever the process allows.
ANSWERS = {
    "release": BY_HAND,
    "accept_cancel": (HoldKind.CANCEL_REQUESTED,),
    "refuse_cancel": (HoldKind.CANCEL_REQUESTED,),
    "accept_address": (HoldKind.ADDRESS_REQUESTED,),
    "refuse_address": (HoldKind.ADDRESS_REQUESTED,),
}
OF_A_CASE = frozenset({"record_contact", "decide_shortage"})

Told = Mapping[str, Any]


@require_GET
@login_required
def panel(request: HttpRequest, number: str, ordinal: int | None = None) -> HttpResponse:
    """An order, or the shipment of that `ordinal`. Seven statements at most, whatever its size."""
    caller = caller_of(request)
    found = whole.order(number, caller, PARTS, lambda: get_language() or "")
    if found is None:
        raise Http404(number)
    told = json.loads(found.text)
    name = number if ordinal is None else f"{number}-{ordinal}"
    box = next((box for box in told["shipments"] if box["number"] == name), None)
    if ordinal is not None and box is None:
        raise Http404(name)
    actions = [one for one in actions_of(told["next"]) if _is_called_for(one, told)]
    main = _main(told, box, actions)
    its = {name, number} if box else {number, *(each["number"] for each in told["shipments"])}
    journal = [entry for entry in people_did(told["journal"]) if entry["number"] in its]
    context = {
        "order": told,
        "box": box,
        "number": name,
        "lines": told["lines"] if box is None else [*_contents(box, told["lines"])],
        "main": main,
        "others": [one for one in actions if one.number == name and one != main],
        "may_see": caller.actor.role in personal.NEED,
        "because": because(told["status"]["code"]),
        "journal": journal[:NEWEST],
        "older": len(journal) - NEWEST,
        "names": house(caller.actor).names,
    }
    inside = request.headers.get("HX-Request")
    return render(request, f"desks/order/{'beside' if inside else 'panel'}.html", context)


def _is_called_for(action: Action, told: Told) -> bool:
    """Whether there is what the step answers: a hold, an open shortage case, a clock that runs."""
    name = action.step.name
    if name in ANSWERS:
        kinds = {hold["kind"]["code"] for hold in told["holds"]}
        return any(kind.value in kinds for kind in ANSWERS[name])
    if name in OF_A_CASE:
        case = told["shortage_case"]
        return case is not None and case["closed_at"] is None
    if name in ("pause", "resume"):
        (box,) = (each for each in told["shipments"] if each["number"] == action.number)
        return bool(box["paused_at"]) is (name == "resume")
    return True


def _main(told: Told, box: Told | None, actions: Sequence[Action]) -> Action | None:
    """The usual step of the document as it is; of an order where the work is with a box, that of
    its first box."""
    documents = [("shipment", each["number"], each["state"]["code"])
                 for each in ([box] if box else told["shipments"])]  # fmt: skip
    if box is None:
        documents.insert(0, ("order", told["number"], told["status"]["code"]))
    wanted = [(usual_step(document, state), number) for document, number, state in documents]
    facts = {"to_refund": _is_to_refund(told), "held": bool(told["holds"])}
    for fact in (fact for fact, is_so in facts.items() if is_so):
        wanted.insert(0, (usual_step("order", fact=fact), told["number"]))
    free = {(one.step.name, one.number): one for one in actions if not one.held_by}
    return next((free[each] for each in wanted if each in free), None)


def _is_to_refund(told: Told) -> bool:
    has_ended = told["status"]["code"] in ("closed", "cancelled")
    return has_ended and Decimal(told["paid"]) > Decimal(told["refunded"])


def _contents(box: Told, lines: Sequence[Told]) -> Iterator[Told]:
    """What is in a box, as the order calls it and at its price."""
    by_line = {line["line"]: line for line in lines}
    for part in box["contents"]:
        if part["quantity"]:
            yield {**by_line[part["line"]], "quantity": part["quantity"], "picked": part["picked"]}
