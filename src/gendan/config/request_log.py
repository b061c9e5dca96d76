"""One line in the log for each request, which says nothing about anybody.

The address is its template (`/orders/<number>`), never the path, the query or the body."""

import re
import time
from collections.abc import Callable
from random import getrandbits

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[0-9a-f-]{16,64}")  # by a proxy; nothing that could be a word or a name
QUIET = ("healthz", "readyz", "metrics")  # asked for all day long

log = structlog.get_logger("gendan.web")


class RequestLog:
    """The outermost middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._respond = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and write the line; the answer carries the request's id."""
        line = Line(request)
        with structlog.contextvars.bound_contextvars(request_id=line.id):
            answer = self._respond(request)
        line.mark(answer)
        line.write(answer)
        return answer


class Line:
    """The line of a request that begins now; `id` is what its answer is told by."""

    def __init__(self, request: HttpRequest) -> None:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        self.id = given if GIVEN.fullmatch(given) else f"{getrandbits(128):032x}"
        self._request = request
        self._began = time.perf_counter()

    def mark(self, answer: HttpResponseBase) -> None:
        """Put the id on the answer."""
        answer[HEADER] = self.id

    def write(self, answer: HttpResponseBase) -> None:
        """Write it: the request is answered."""
        route = _route(self._request)
        if route in QUIET and answer.status_code < 500:
            return
        method = self._request.method
        log.info(
            "request",
            request_id=self.id,
            method=method if method in METHODS else "other",
            route=route,
            status=answer.status_code,
            ms=round((time.perf_counter() - self._began) * 1000, 1),
            actor=_actor(self._request),
        )


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.route if match else "none"


def _actor(request: HttpRequest) -> str:
    """What kind of caller: nobody is named, and nothing is asked of the database for it."""
    if "HTTP_AUTHORIZATION" in request.META:
        return "program"
    user = getattr(request, "_cached_user", None)
    return "person" if user is not None and user.is_authenticated else "nobody"
