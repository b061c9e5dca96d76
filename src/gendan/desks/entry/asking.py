"""How a page asks the server something while somebody types: JSON in, JSON out, problems as the
API tells them. A body, because what is typed may be about a person, and no address may be."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from pydantic import ValidationError

from gendan.desks.callers import caller_of
from gendan.kit.rest import pace
from gendan.kit.rest.bodies import Body, Json
from gendan.kit.rest.faults import faults
from gendan.kit.rest.identity import Caller
from gendan.kit.rest.problems import Kind, Problem, language_of, told
from gendan.process.definition import PROCESS

PLACE = PROCESS.step("place")
B = TypeVar("B", bound=Body)
Answering = Callable[[B, Caller], object]


def seller(request: HttpRequest) -> Caller:
    """Who is signed in, if they may place orders. Raises `PermissionDenied`."""
    caller = caller_of(request)
    if not caller.actor.may(PLACE):
        raise PermissionDenied(PLACE.name)
    return caller


def asked(
    form: type[B], *, most: tuple[str, int] = ("person", pace.PEOPLE)
) -> Callable[[Answering[B]], Callable[[HttpRequest], HttpResponse]]:
    """Make a view of a function that answers such a body, so many times a minute at most."""

    def decorate(answer: Answering[B]) -> Callable[[HttpRequest], HttpResponse]:
        @wraps(answer)
        def view(request: HttpRequest) -> HttpResponse:
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            try:
                return JsonResponse(_answered(request, form, answer, most))
            except Problem as problem:
                return told(request, problem)

        return view

    return decorate


def _answered(
    request: HttpRequest, form: type[B], answer: Answering[B], most: tuple[str, int]
) -> object:
    if not request.user.is_authenticated:
        raise Problem(Kind.UNAUTHENTICATED)
    try:
        caller = seller(request)
    except PermissionDenied:
        raise Problem(Kind.FORBIDDEN, what=PLACE.label.in_language(language_of(request))) from None
    pace.count(request, most[0], str(caller.actor.staff), most[1])
    try:
        body = form.model_validate(Json().parse_body(request))
    except ValidationError as error:
        found = [{**one, "loc": ("query", *one["loc"])} for one in error.errors()]
        errors = faults(found, language_of(request))
        raise Problem(Kind.INVALID, errors=errors, count=len(errors)) from None
    return answer(body, caller)
