"""Who calls: a program by its bearer token, or a person by the session of their browser."""

import asyncio
import threading
import time
from dataclasses import dataclass
from typing import cast

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from gendan.kernel import clock
from gendan.kernel.actor import Actor
from gendan.kit.rest import pace
from gendan.kit.rest.problems import Kind, Problem
from gendan.records.integrations import tokens
from gendan.records.integrations.models import READS
from gendan.records.integrations.tokens import Known
from gendan.records.people.models import Staff

REMEMBERED = 2.0  # seconds for which a token is not looked up again; a revoked one works so long
MOST = 1_000  # tokens remembered

_seen: dict[str, tuple[float, Known | None]] = {}
_looking = threading.Lock()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, what they may read, and whether they see names, addresses and numbers in full."""

    actor: Actor
    reads: frozenset[str]
    personal_data: bool


class Bearer(HttpBearer):
    """`Authorization: Bearer gd_live_…`, for programs."""

    openapi_bearerFormat = "gd_live_<id>_<secret>"  # noqa: N815 - ninja hands it to OpenAPI

    def __call__(self, request: HttpRequest) -> Caller | None:
        """The program, or nobody when no such header was sent. Raises the problem 401."""
        if "HTTP_AUTHORIZATION" not in request.META:
            return None
        caller = cast("Caller | None", super().__call__(request))
        if caller is None:
            raise _unknown(request)
        return caller

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """The program that shows this token, or nobody."""
        parts = tokens.parts(token)
        known = _known(parts[0]) if parts else None
        if not parts or not known or not tokens.opens(known, parts[1], clock.now()):
            return None
        pace.count(request, "token", str(known.id), known.per_minute)
        return Caller(known.actor, known.reads, known.personal_data)


class Session(SessionAuth):
    """The session of a browser, with Django's CSRF token: for people at their desks."""

    def __call__(self, request: HttpRequest) -> Caller:
        """The person. Raises the problem 401 without a session, 403 without the CSRF token."""
        staff = (
            cast("Staff | None", super().__call__(request)) if self._has_cookie(request) else None
        )
        if staff is None:
            raise _unknown(request)
        pace.count(request, "person", str(staff.pk), pace.PEOPLE)
        return Caller(staff.actor(), frozenset(READS), personal_data=True)

    def _has_cookie(self, request: HttpRequest) -> bool:
        return self.param_name in request.COOKIES


SIGNED_IN = (Bearer(), Session())


def caller(request: HttpRequest) -> Caller:
    """Who calls; only below an endpoint that asks for sign-in."""
    return cast("Caller", request.auth)  # type: ignore[attr-defined]


def require_read(request: HttpRequest, what: str) -> Caller:
    """Who calls, if they may read that (one of `READS`). Raises `PermissionDenied`."""
    who = caller(request)
    if what not in who.reads:
        raise PermissionDenied(f"read {what}")
    return who


async def known_program(request: HttpRequest) -> Known | None:
    """The program whose token was seen before and still holds; counts nothing.

    On the event loop: whether it still holds is asked of the database in a thread."""
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    parts = tokens.parts(token) if scheme.lower() == Bearer.openapi_scheme else None
    if parts is None or parts[0] not in _seen:
        return None
    known = _remembered(parts[0]) or await asyncio.to_thread(_looked_up, parts[0])
    return known if known and tokens.opens(known, parts[1], clock.now()) else None


def forget() -> None:
    """Look every token up anew."""
    _seen.clear()


def _known(public: str) -> Known | None:
    known = _remembered(public)
    if known:
        return known
    with _looking:  # of many requests at once, one asks the database
        known = _remembered(public) or tokens.find(public)
        if known and not _remembered(public):
            if len(_seen) >= MOST:
                _seen.clear()
            _seen[public] = (time.monotonic() + REMEMBERED, known)
    return known


def _looked_up(public: str) -> Known | None:
    try:
        return _known(public)
    finally:
        connection.close()


def _remembered(public: str) -> Known | None:
    until, known = _seen.get(public, (0.0, None))
    return known if time.monotonic() < until else None


def _unknown(request: HttpRequest) -> Problem:
    pace.count_failure(request)
    return Problem(Kind.UNAUTHENTICATED, headers={"WWW-Authenticate": 'Bearer realm="gendan"'})
