"""What may be printed, for the templates of lists and of orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse

from gendan.desks.callers import caller_of
from gendan.desks.papers.kinds import Paper, offered, paper_after
from gendan.desks.papers.noted import Noted, noted
from gendan.desks.queues import Queue
from gendan.kit.words import said
from gendan.process.model import Text

register = template.Library()

PRINT = Text("打印{}", "Print {}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper of a shipment: whether it can be printed now, and its last print."""

    paper: Paper
    is_offered: bool
    last: Noted | None


@register.simple_tag(takes_context=True)
def papers_of_list(context: Mapping[str, Any]) -> list[Paper]:
    """What may be printed of the shipments of a list; nothing of a list of orders."""
    queue: Queue | None = context.get("queue")
    if context["kind"] != "shipment":
        return []
    states = queue.filters.get("state", ()) if queue else ()
    assert isinstance(states, list | tuple), "a queue lists its states"
    return offered(caller_of(context["request"]).actor, states)


@register.simple_tag(takes_context=True)
def papers_of_boxes(
    context: Mapping[str, Any], number: str, boxes: Sequence[Mapping[str, Any]]
) -> list[tuple[str, list[Sheet]]]:
    """By shipment: what may be printed of it now, and what was. One statement."""
    actor = caller_of(context["request"]).actor
    last = {(one.shipment, one.paper): one for one in noted(number, actor)}
    told = []
    for box in boxes:
        now = offered(actor, [box["state"]["code"]])
        sheets = [
            Sheet(one, one in now, last.get((box["number"], one.name)))
            for one in [*now, *(each for each in offered(actor) if each not in now)]
        ]
        told.append((box["number"], [one for one in sheets if one.is_offered or one.last]))
    return [(box, sheets) for box, sheets in told if sheets]


@register.simple_tag(takes_context=True)
def paper_wanted_after(context: Mapping[str, Any], step: str) -> Paper | None:
    """What is printed at once when that step was taken."""
    request: HttpRequest = context["request"]
    return paper_after(step, caller_of(request).actor)


@register.filter
def print_words(paper: Paper) -> str:
    """The words on its button: `打印拣货单`, `Print pick list`."""
    title = said(paper.title)
    return said(PRINT).format(title if said(PRINT) == PRINT.zh else title.lower())


@register.simple_tag
def prints_address() -> str:
    """Where prints are asked for."""
    return reverse("api:print_papers")
