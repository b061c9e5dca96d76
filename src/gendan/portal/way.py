"""The customers' way in: they have no account, so nobody looks for a session, a person, a message.

What a customer's page needs of the usual way, its views ask for themselves: forms are proven by
`csrf_protect`; nobody may put the page into a frame.
"""

from collections.abc import Callable
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve

from gendan.records.orders.links import PATH, SILENCE_PATH


class ShortWay:
    """Middleware; its place is behind `LocaleMiddleware`, which says in whose language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.usual_way = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        if not request.path_info.startswith((PATH, SILENCE_PATH)):
            return self.usual_way(request)
        try:
            found = _resolved(request.path_info)
        except Http404:
            return self.usual_way(request)
        request.resolver_match = found
        answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        answer.headers["X-Frame-Options"] = "DENY"
        if isinstance(answer, HttpResponse):  # else it would go out in chunks
            answer.headers.setdefault("Content-Length", str(len(answer.content)))
        return answer


# An order is looked at again and again.
_resolved = lru_cache(maxsize=4_096)(resolve)
