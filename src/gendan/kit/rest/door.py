"""The front door of `/api/`: programs take a short way in; everybody leaves with a proper answer.

A request that brings a bearer token needs no session, no cookie, no page policy: it goes straight
to its endpoint, past all middleware below this one. Every other request to `/api/` (a browser with
a session, somebody without anything) takes the usual way. Whatever comes back in error and is no
problem document yet, such as Django's own 404, becomes one."""

from collections.abc import Callable
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve

from gendan.kit.rest import pace
from gendan.kit.rest.bodies import LARGEST
from gendan.kit.rest.problems import MEDIA_TYPE, Kind, Problem, told

PREFIX = "/api/"
KINDS = {
    400: Kind.BAD_REQUEST,
    401: Kind.UNAUTHENTICATED,
    403: Kind.FORGERY_SUSPECTED,
    404: Kind.NOT_FOUND,
    405: Kind.WRONG_METHOD,
    500: Kind.INTERNAL,
}


class Door:
    """Middleware; its place is behind `SecurityMiddleware`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.usual_way = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if not request.path_info.startswith(PREFIX):
            return self.usual_way(request)
        way = self.short_way if "HTTP_AUTHORIZATION" in request.META else self.usual_way
        answer = _unreadable(request) or way(request)
        if answer.status_code >= 400 and answer.get("Content-Type") != MEDIA_TYPE:
            answer = _as_problem(request, answer)
        pace.mark(request, answer)
        return answer

    def short_way(self, request: HttpRequest) -> HttpResponseBase:
        """Straight to the endpoint."""
        try:
            found = _resolved(request.path_info)
        except Http404:
            return told(request, Problem(Kind.NOT_FOUND))
        request.resolver_match = found
        answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        if isinstance(answer, HttpResponse):  # else it would go out in chunks
            answer.headers.setdefault("Content-Length", str(len(answer.content)))
        return answer


# The same few addresses all day; trying every pattern takes longer than many an answer.
_resolved = lru_cache(maxsize=4_096)(resolve)


def _unreadable(request: HttpRequest) -> HttpResponse | None:
    """Said before anything of the body is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > LARGEST:
        return told(request, Problem(Kind.TOO_LARGE, most=LARGEST))
    # U+0000 is part of no text that PostgreSQL keeps; of bodies their parser sees to it.
    if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        return told(request, Problem(Kind.BAD_REQUEST))
    return None


def _as_problem(request: HttpRequest, answer: HttpResponseBase) -> HttpResponse:
    kind = KINDS.get(answer.status_code, Kind.INTERNAL)
    headers = {"Allow": answer["Allow"]} if "Allow" in answer.headers else {}
    return told(request, Problem(kind, headers=headers, method=request.method))
