"""How many requests a minute: per token, and per address for those who show none that fits.

Counted in the memory of each web process; headers after draft-ietf-httpapi-ratelimit-headers."""

import math
import time
from dataclasses import dataclass
from functools import cache, lru_cache

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from gendan.kit.client import client_of
from gendan.kit.rest.counters import MANY, Counters
from gendan.kit.rest.problems import Kind, Problem

FAILURES = 30  # a minute, from one address
PEOPLE = 600  # a minute, of one person at their desk


@dataclass(frozen=True, slots=True)
class Pace:
    """What is left to somebody of the present minute."""

    who: str
    limit: int
    left: int
    seconds: int

    def headers(self) -> dict[str, str]:
        """The limit and what is left of it."""
        return {
            "RateLimit-Policy": f'"{self.who}";q={self.limit};w=60',
            "RateLimit": f'"{self.who}";r={self.left};t={self.seconds}',
        }


def count(request: HttpRequest, who: str, name: str, limit: int) -> None:
    """Count this request against somebody's limit. Raises the problem 429 beyond it."""
    item = _per_minute(limit)
    within = _limiter().hit(item, who, name)
    window = _limiter().get_window_stats(item, who, name)
    seconds = max(0, math.ceil(window.reset_time - time.time()))
    pace = Pace(who, limit, window.remaining, seconds)
    request.pace = pace  # type: ignore[attr-defined]
    if not within:
        raise Problem(
            Kind.THROTTLED, headers={"Retry-After": str(seconds)}, limit=limit, seconds=seconds
        )


def count_failure(request: HttpRequest) -> None:
    """Count somebody who could not say who they are. Raises the problem 429 beyond the limit."""
    count(request, "address", client_of(request), FAILURES)


def mark(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Say on the answer how much is left."""
    pace: Pace | None = getattr(request, "pace", None)
    if pace:
        for name, value in pace.headers().items():
            answer[name] = value


def forget() -> None:
    """Start counting anew."""
    _limiter().storage.reset()


class _PerMinute(RateLimitItemPerMinute):
    """A limit that remembers by which key it counts whom: each request asks three times."""

    @lru_cache(maxsize=MANY)  # noqa: B019 - of limits there are a few, which stay
    def key_for(self, *identifiers: bytes | str | float) -> str:
        return super().key_for(*identifiers)


_per_minute = lru_cache(_PerMinute)


@cache
def _limiter() -> FixedWindowRateLimiter:
    """Made at first use: after the web processes were forked, each has its own."""
    return FixedWindowRateLimiter(Counters())
