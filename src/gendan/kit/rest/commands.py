"""One endpoint for each command: a schema in, one command, one result for each item out.

@command(router, "issue", "/shipments/issues", example={"shipments": ["12345674-1"]})
def issue(body: Shipments, by: Actor) -> Outcome:
    return body.take(partial(commands.issue, by=by))
"""

import hashlib
import re
from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from inspect import signature
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kernel.refusals import Refusal
from gendan.kernel.repeat import Answer, Asked, once_each
from gendan.kit.rest.answers import OrderResults, ShipmentResults, results
from gendan.kit.rest.bodies import MOST, Body, OrderNumber, Overriding, ShipmentNumber
from gendan.kit.rest.etags import expected_version
from gendan.kit.rest.identity import caller
from gendan.kit.rest.naming import of_documents
from gendan.kit.rest.problems import Kind, Problem
from gendan.process.definition import PROCESS
from gendan.process.model import Step
from gendan.process.papers import ROLES
from gendan.records.orders import numbers as orders
from gendan.records.shipments import numbers as shipments

KEY = re.compile(r"[\x20-\x7e]{1,255}")
KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "1 to 255 printable ASCII characters, a fresh one for each new request, such as "
    "a UUID. The same request again has the same answer, and no second effect.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x20-\\x7e]+$"},
    "example": "0197a5c2-6f0e-7c3b-9a54-0a4c7f9d2b11",
}
MATCH_PARAMETER = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the order as you read it, or `*`.",
    "schema": {"type": "string"},
    "example": '"7"',
}


class Named(Body):
    """A body whose items name documents; `named` gives each item's number, in their order."""

    @abstractmethod
    def named(self) -> Sequence[str]:
        """The document's number of each item; empty where an item names none."""


class StepBody(Named, Overriding):
    """The body of a step of orders or shipments."""


class Orders(StepBody):
    """Orders by number."""

    orders: list[OrderNumber] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The orders."""
        return self.orders

    def take(self, command: Callable[[Sequence[int]], Outcome]) -> Outcome:
        """Take a command with them."""
        return of_documents(self.orders, orders.ids, command)


class Shipments(StepBody):
    """Shipments by number."""

    shipments: list[ShipmentNumber] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The shipments."""
        return self.shipments

    def take(self, command: Callable[[Sequence[int]], Outcome]) -> Outcome:
        """Take a command with them."""
        return of_documents(self.shipments, shipments.ids, command)


# What each operation takes, by its name: the forms of the desks follow from it.
BODIES: dict[str, type[Body]] = {}

B = TypeVar("B", bound=Named)
One = TypeVar("One", bound=Body)
Take = Callable[[B, Actor], Outcome]


def command(
    router: Router, step: str, path: str, *, example: Mapping[str, object], way: str = ""
) -> Callable[[Take[B]], Take[B]]:
    """Give the step an address. `way` names a second one, of a step that is called in two ways."""
    taken = PROCESS.step(step)

    def register(take: Take[B]) -> Take[B]:
        def endpoint(request: HttpRequest, body: B) -> HttpResponse:
            answer = answered(request, way or step, body, lambda by: take(body, by))
            return results(request, taken, body.named(), answer)

        endpoint.__annotations__["body"] = signature(take).parameters["body"].annotation
        endpoint.__name__ = way or step
        publish(router, endpoint, taken, way or step, path, example)
        return take

    return register


def command_on_one(
    router: Router, step: str, path: str, *, example: Mapping[str, object]
) -> Callable[
    [Callable[[str, One, int | None, Actor], Outcome]],
    Callable[[str, One, int | None, Actor], Outcome],
]:
    """Give an edit of one order an address; it takes `If-Match`, and refuses what it finds changed
    as a whole, with the problem 412."""
    taken = PROCESS.step(step)

    def register(
        take: Callable[[str, One, int | None, Actor], Outcome],
    ) -> Callable[[str, One, int | None, Actor], Outcome]:
        def endpoint(request: HttpRequest, number: OrderNumber, body: One) -> HttpResponse:
            version = expected_version(request)
            answer = answered(
                request, f"{step} {number} {version}", body,
                lambda by: take(number, body, version, by),
            )  # fmt: skip
            reasons = answer.outcome.reasons()
            if reasons.get(0) is Refusal.STALE:
                raise Problem(Kind.STALE)
            if reasons.get(0) is Refusal.NOT_FOUND:
                raise Problem(Kind.NOT_FOUND)
            return results(request, taken, [number], answer)

        endpoint.__annotations__["body"] = signature(take).parameters["body"].annotation
        endpoint.__name__ = f"{step}_one"
        parameters = [KEY_PARAMETER, MATCH_PARAMETER]
        publish(router, endpoint, taken, f"{step}_one", path, example, parameters)
        return take

    return register


def publish(
    router: Router,
    endpoint: Callable[..., HttpResponse],
    step: Step,
    operation: str,
    path: str,
    example: Mapping[str, object],
    parameters: Collection[Mapping[str, object]] = (KEY_PARAMETER,),
    response: type[BaseModel] | None = None,
) -> None:
    """Give an endpoint its address, and the reference its words."""
    BODIES[operation] = endpoint.__annotations__["body"]
    router.post(
        path,
        operation_id=operation,
        url_name=operation,
        summary=f"{step.label.zh} · {step.label.en}",
        description=_about(step),
        response=response or (OrderResults if step.document == "order" else ShipmentResults),
        openapi_extra={
            "parameters": list(parameters),
            "requestBody": {"content": {"application/json": {"example": example}}},
        },
    )(endpoint)


def answered(
    request: HttpRequest, name: str, body: Body, take: Callable[[Actor], Outcome]
) -> Answer:
    """What came of the request, now or when its key was first used. Raises the problems of keys."""
    by = caller(request).actor
    if isinstance(body, Overriding):
        by = replace(by, override=body.why())
    (answer,) = once_each(by, [asked(request, name, body)], lambda _: [take(by)])
    if answer is None:
        raise Problem(Kind.KEY_REUSED)
    return answer


def asked(request: HttpRequest, name: str, body: Body) -> Asked:
    """The request's key, and what tells it from others: the command and all that was given."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if not KEY.fullmatch(key):
        raise Problem(Kind.KEY_MISSING)

    def told() -> str:
        return hashlib.sha256(f"{name} {body.model_dump_json()}".encode()).hexdigest()

    return Asked(key, told)


def _about(step: Step) -> str:
    roles = "、".join(ROLES[role].zh for role in step.by)
    names = ", ".join(role.value for role in step.by)
    about = f"{step.why.zh}\n\n{step.why.en}\n\n角色 · Roles: {roles} ({names})"
    if any(step.overridden_by(role) for role in step.by):
        about += "\n\n管理部门的人代行，要写明原因 · Managers who are people say why: `override`"
    return about
