"""What a command answers: a result for each item, in the order in which they were asked."""

import json
from collections.abc import Mapping, Sequence
from typing import Literal

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from gendan.kernel.repeat import Answer
from gendan.kit.rest.problems import language_of
from gendan.process.definition import PROCESS
from gendan.process.model import Step
from gendan.records.orders import numbers as orders
from gendan.records.shipments import numbers as shipments

REPLAYED = "Idempotency-Replayed"
ENCODER = json.JSONEncoder(ensure_ascii=False)


class Result(BaseModel):
    """What became of one item. `code` is stable; `message` and `remedy` are for people."""

    item: int
    status: Literal["done", "refused"]
    made: str | None
    code: str | None
    message: str | None
    remedy: str | None
    field: str | None


class OrderResult(Result):
    """What became of one item; `made`: the order placed."""

    order: str | None


class ShipmentResult(Result):
    """What became of one item; `made`: the shipment split off, or the order that sends it again."""

    shipment: str | None


class OrderResults(BaseModel):
    """How many items were done and refused, and what became of each."""

    done: int
    refused: int
    results: list[OrderResult]


class ShipmentResults(BaseModel):
    """How many items were done and refused, and what became of each."""

    done: int
    refused: int
    results: list[ShipmentResult]


def results(
    request: HttpRequest,
    step: Step,
    named: Sequence[str],
    answer: Answer,
    numbers: Mapping[int, str] | None = None,
    called: str = "",
) -> HttpResponse:
    """The answer to a command; `named` is the number that each item gave, and stands under
    `called`, or the kind of document. At most one statement, none where the `numbers` of what was
    made are known already."""
    outcome = answer.outcome
    if numbers is None:
        names = (orders if PROCESS.makes(step) == "order" else shipments).numbers
        numbers = names(set(outcome.made.values())) if outcome.made else {}
    made = {item: numbers[id] for item, id in outcome.made.items()}
    language = language_of(request) if outcome.refused else ""
    told: list[dict[str, object]] = []
    for item, number in enumerate(named):
        answer_of_item = outcome.refused.get(item)
        told.append(
            {
                "item": item,
                called or step.document: number or made.get(item),
                "status": "refused" if answer_of_item else "done",
                "made": made.get(item),
                "code": answer_of_item and answer_of_item.reason.code,
                "message": answer_of_item and answer_of_item.sentence(language),
                "remedy": answer_of_item and answer_of_item.remedy(language),
                "field": (answer_of_item and answer_of_item.field) or None,
            }
        )
    counts = {"done": len(named) - len(outcome.refused), "refused": len(outcome.refused)}
    body = ENCODER.encode({**counts, "results": told}).encode()
    response = HttpResponse(body, content_type="application/json")
    if answer.repeated:
        response[REPLAYED] = "true"
    return response
