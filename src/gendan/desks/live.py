"""Where an open page hears of changes, and that it may: the server of live updates.

Behind a proxy it has the pages' own address; else a port beside theirs, which the policy of the
page has to name.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.http.request import split_domain_port

PATH = "/live/orders"
HEARD = "Gendan-Heard"  # milliseconds ago the page heard of the last change it asks about
DIGITS = 10


def live(request: HttpRequest) -> dict[str, object]:
    """For templates: `live_address`, empty where no live updates are served."""
    return {"live_address": f"{_origin(request)}{PATH}" if settings.LIVE_PORT is not None else ""}


def named(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., object]:
    """Let the pages connect to that port; where it is theirs they may already."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if origin := _origin(request):
            response._csp_update = {"connect-src": [origin]}  # type: ignore[attr-defined]
        return response

    return answer


def heard(request: HttpRequest) -> float | None:
    """When, by the monotonic clock, an open page heard of the change for which it looks anew; None
    of a page that opens."""
    ago = request.headers.get(HEARD, "")
    return time.monotonic() - int(ago) / 1000 if ago.isdecimal() and len(ago) < DIGITS else None


def _origin(request: HttpRequest) -> str:
    """Of the server of live updates, where it is not that of the page."""
    if not settings.LIVE_PORT:
        return ""
    domain, _ = split_domain_port(request.get_host())
    return f"{request.scheme}://{domain}:{settings.LIVE_PORT}"
