"""Requests that are answered on the event loop, without a thread for each: what goes well only.

Whatever is not quite as it should be has no answer here. It takes the usual way, which says what is
wrong; that it is the same request, its key tells."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.urls import resolve, reverse

from gendan.config import otel
from gendan.config.request_log import Line
from gendan.config.running.front import Answer, Environ, Headers, QuickWay
from gendan.journey.s1_place.quick import place_quickly
from gendan.kit.rest import pace

# Called with the request, and with what finishes an answer as soon as it is known.
Finish = Callable[[HttpResponse], tuple[HttpResponse, Answer]]
Endpoint = Callable[[HttpRequest, Finish], Coroutine[Any, Any, tuple[HttpResponse, Answer] | None]]


def quick_ways() -> Mapping[tuple[str, str], QuickWay]:
    """By method and path. None where requests are traced: that is done on the usual way."""
    if otel.is_wanted():
        return {}
    path = reverse("api:place")
    return {("POST", path): _way(path, place_quickly)}


def _way(path: str, endpoint: Endpoint) -> QuickWay:
    """The endpoint with what the middleware does around the answer to a program."""
    match = resolve(path)
    security = SecurityMiddleware(_nothing)

    on_every_answer: dict[bool, Headers] = {}  # by whether it goes out by TLS

    def secured(request: HttpRequest) -> Headers:
        by_tls = request.is_secure()
        if by_tls not in on_every_answer:
            bare = HttpResponse()
            del bare["Content-Type"]
            on_every_answer[by_tls] = list(security.process_response(request, bare).items())
        return on_every_answer[by_tls]

    async def way(environ: Environ) -> Answer | None:
        request = WSGIRequest(environ)
        request._body = environ["wsgi.input"].getvalue()  # all of it is here
        request.resolver_match = match
        if security.process_request(request):  # it is to come by TLS
            return None
        line = Line(request)

        def finished(response: HttpResponse) -> tuple[HttpResponse, Answer]:
            pace.mark(request, response)
            line.mark(response)
            headers = [*response.items(), *secured(request)]
            return response, (response.status_code, headers, response.content)

        given = await endpoint(request, finished)
        if given is None:
            return None
        response, answer = given
        # Once all who were served with this one have their answers.
        asyncio.get_running_loop().call_soon(line.write, response)
        return answer

    return way


def _nothing(_request: HttpRequest) -> HttpResponse:
    raise AssertionError("the middleware is asked piece by piece")
