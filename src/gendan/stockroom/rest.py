"""One endpoint for each step of stock work, as `kit.rest.commands` has one for each of orders."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from inspect import signature
from typing import Annotated, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field, StringConstraints

from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kit.rest.answers import Result, results
from gendan.kit.rest.bodies import Body, Code, Count, Short
from gendan.kit.rest.commands import Named, answered, publish
from gendan.kit.rest.naming import LookUp, of_documents
from gendan.process.stock import STOCK
from gendan.records.stock import numbers
from gendan.stockroom.units import Units

PaperNumber = Annotated[
    str, StringConstraints(min_length=1, max_length=32), Field(examples=["DH100001"])
]

B = TypeVar("B", bound=Named)
Take = Callable[[B, Actor], Outcome]


class StockResult(Result):
    """What became of one item. `document`: the paper's number, or of a level what names it;
    `made`: the paper opened."""

    document: str | None


class StockResults(BaseModel):
    """How many items were done and refused, and what became of each."""

    done: int
    refused: int
    results: list[StockResult]


class UnitsOf(Body):
    """So many units with this code."""

    code: Code = Field(description="SKU or GTIN.")
    quantity: Count

    def units(self) -> Units:
        """As commands take them."""
        return Units(code=self.code, quantity=self.quantity)


class Explained(Body):
    """What happens to whole papers, and why."""

    reason: Short = ""


def of_paper(document: str) -> LookUp:
    """Finds the ids of papers of that kind by their numbers."""
    return partial(numbers.ids, document)


def take_papers(
    document: str, named: Sequence[str], command: Callable[[Sequence[int]], Outcome]
) -> Outcome:
    """Take a command with papers by their numbers; items are positions."""
    return of_documents(named, of_paper(document), command)


def stock_command(
    router: Router, step: str, path: str, *, example: Mapping[str, object]
) -> Callable[[Take[B]], Take[B]]:
    """Give the step an address."""
    taken = STOCK.step(step)

    def register(take: Take[B]) -> Take[B]:
        def endpoint(request: HttpRequest, body: B) -> HttpResponse:
            answer = answered(request, step, body, lambda by: take(body, by))
            made = answer.outcome.made
            known = numbers.numbers(taken.document, made.values()) if made else {}
            return results(request, taken, body.named(), answer, known, called="document")

        endpoint.__annotations__["body"] = signature(take).parameters["body"].annotation
        endpoint.__name__ = step
        publish(router, endpoint, taken, step, path, example, response=StockResults)
        return take

    return register
