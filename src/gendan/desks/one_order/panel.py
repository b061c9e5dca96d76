"""An order or a shipment beside its list: enough to do the next step without leaving."""

import json
from collections.abc import Iterator, Sequence

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from gendan.desks.callers import caller_of
from gendan.desks.one_order.offering import Told, called_for, main_step
from gendan.desks.one_order.telling import actions_of, people_did
from gendan.insight import personal
from gendan.insight.house.named import house
from gendan.insight.orders import feedback, whole
from gendan.insight.orders.why import because

PARTS = ("exceptions", "holds", "journal", "lines", "shipments", "shortage_case")
NEWEST = 12  # entries of the journal; the page of the order has all of them


@require_GET
@login_required
def panel(request: HttpRequest, number: str, ordinal: int | None = None) -> HttpResponse:
    """An order, or the shipment of that `ordinal`. Eight statements at most, whatever its size."""
    caller = caller_of(request)
    found = whole.order(number, caller, PARTS, lambda: get_language() or "")
    if found is None:
        raise Http404(number)
    told = json.loads(found.text)
    name = number if ordinal is None else f"{number}-{ordinal}"
    box = next((box for box in told["shipments"] if box["number"] == name), None)
    if ordinal is not None and box is None:
        raise Http404(name)
    asks = feedback.asks(number, caller.actor)
    actions = called_for(actions_of(told["next"]), told, asks=asks)
    main = main_step(told, box, actions)
    its = {name, number} if box else {number, *(each["number"] for each in told["shipments"])}
    journal = [entry for entry in people_did(told["journal"]) if entry["number"] in its]
    context = {
        "order": told,
        "box": box,
        "number": name,
        "lines": told["lines"] if box is None else [*_contents(box, told["lines"])],
        "cases": [case for case in told["exceptions"]
                  if case["number"] in its and not case["closed_at"]],
        "main": main,
        "others": [one for one in actions if one.number == name and one != main],
        "may_see": caller.actor.role in personal.NEED,
        "because": because(told["status"]["code"]),
        "journal": journal[:NEWEST],
        "older": len(journal) - NEWEST,
        "names": house(caller.actor).names,
    }  # fmt: skip
    inside = request.headers.get("HX-Request")
    return render(request, f"desks/order/{'beside' if inside else 'panel'}.html", context)


def _contents(box: Told, lines: Sequence[Told]) -> Iterator[Told]:
    """What is in a box, as the order calls it and at its price."""
    by_line = {line["line"]: line for line in lines}
    for part in box["contents"]:
        if part["quantity"]:
            yield {**by_line[part["line"]], "quantity": part["quantity"], "picked": part["picked"]}
