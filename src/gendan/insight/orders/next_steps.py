"""What a caller may do next with an order and its shipments, and where."""

import json
from collections.abc import Collection, Iterator, Mapping
from functools import cache

from django.urls import NoReverseMatch, reverse

from gendan.insight.words import coded
from gendan.kernel.actor import Actor
from gendan.process.definition import PROCESS
from gendan.process.model import Role, Step

NUMBER = "00000000"  # stands for the document's own


def next_steps(
    actor: Actor,
    number: str,
    status: str,
    shipments: Mapping[str, str],
    blocked: Collection[str],
) -> str:
    """Every step that the process gives this actor now, as JSON. `shipments`: state by number.

    `blocked`: kind of hold and step, apart by a blank. A step that waits says for which hold."""
    waits: dict[str, list[str]] = {}
    for words in blocked:
        kind, _, step = words.partition(" ")
        waits.setdefault(step, []).append(kind)
    documents = [("order", number, status)]
    documents += [("shipment", name, state) for name, state in shipments.items()]
    found = [
        text.replace(NUMBER, name)
        for document, name, state in documents
        if (text := _told(actor, document, state, waits))
    ]
    return f"[{', '.join(found)}]"


def _told(actor: Actor, document: str, state: str, waits: Mapping[str, list[str]]) -> str:
    if not waits:
        return _free(actor.role, actor.steps, document, state)
    return ", ".join(
        f'{told}, "held_by": {json.dumps(sorted(waits.get(step, [])))}}}'
        for step, told in _possible(actor.role, actor.steps, document, state)
    )


@cache
def _free(role: Role, steps: frozenset[str] | None, document: str, state: str) -> str:
    """What may be done when nothing is held: nearly always."""
    return ", ".join(
        f'{told}, "held_by": []}}' for _, told in _possible(role, steps, document, state)
    )


@cache
def _possible(
    role: Role, steps: frozenset[str] | None, document: str, state: str
) -> list[tuple[str, str]]:
    """Each step that may be taken from that state, and its JSON but for the end."""
    somebody = Actor("", role, steps=steps)
    found = []
    for step in PROCESS.steps_from(document, state):
        if step.called and somebody.may(step):
            for operation, href in _addresses(step):
                told = {
                    "document": document,
                    "number": NUMBER,
                    "step": coded(step.name, step.label),
                    "operation_id": operation,
                    "href": href,
                }
                found.append((step.name, json.dumps(told, ensure_ascii=False)[:-1]))
    return found


def _addresses(step: Step) -> Iterator[tuple[str, str]]:
    """Where a step is taken: for many documents at once, or for one that stands in the address."""
    for operation, placed in ((step.name, {}), (f"{step.name}_one", {"number": NUMBER})):
        try:
            yield operation, reverse(f"api:{operation}", kwargs=placed)
        except NoReverseMatch:
            continue
