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
        given = request.headers.get(HEADER, "")
        id = given if GIVEN.fullmatch(given) else f"{getrandbits(128):032x}"
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=id):
            answer = self._respond(request)
            route = _route(request)
            if route not in QUIET or answer.status_code >= 500:
                log.info(
                    "request",
                    method=request.method if request.method in METHODS else "other",
                    route=route,
                    status=answer.status_code,
                    ms=round((time.perf_counter() - began) * 1000, 1),
                    actor=_actor(request),
                )
        answer[HEADER] = id
        return answer


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
