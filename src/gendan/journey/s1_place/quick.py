"""Placing over the API without a thread for each request: what comes at once shares a batch."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from pydantic import ValidationError

from gendan.journey.s1_place.api import (
    Arrival,
    OrdersToPlace,
    Placed,
    place_arrivals,
    placed_answer,
)
from gendan.journey.s1_place.commands import PLACE
from gendan.kernel.together import Together
from gendan.kit.rest import pace
from gendan.kit.rest.bodies import Json
from gendan.kit.rest.commands import asked
from gendan.kit.rest.identity import known_program
from gendan.kit.rest.problems import Problem

Finished = TypeVar("Finished")

SMALL = 20  # orders; a request with more is a batch of its own
MOST = 100  # requests in one transaction

together: Together[Arrival, Placed] = Together(place_arrivals, most=MOST)
_json = Json()


async def place_quickly(
    request: HttpRequest, finish: Callable[[HttpResponse], Finished]
) -> Finished | None:
    """The answer to a program that places a few orders, finished; nothing where something is amiss.

    Runs on the event loop: it asks the database in threads only."""

    def told(placed: Placed) -> Finished | None:
        if placed.answer is None:
            return None
        return finish(placed_answer(request, placed.answer, placed.numbers, len(body.orders)))

    who = await known_program(request)
    if who is None or not who.actor.may(PLACE):
        return None
    try:
        body = OrdersToPlace.model_validate(_json.parse_body(request))
        question = asked(request, PLACE.name, body)
        if len(body.orders) > SMALL:
            return None
        pace.count(request, "token", str(who.id), who.per_minute)
    except (Problem, ValidationError):
        return None
    try:
        return await together(Arrival(who.actor, question, body.orders), told)
    except Exception:  # noqa: BLE001 - whatever it is, the usual way meets it again, and tells it
        return None
