"""Live updates: tells browsers that orders or papers of stock have changed, as server-sent events.

A hint says which; what became of them the browser asks the web, so that permissions stay in one
place. What is outside a person's stores and warehouses is not named to them.

GET /live/orders?ago=350, with the session's cookie, from a page that was asked for 350 ms ago:

    id: 3f2a-17                    an event that was not missed is named in Last-Event-ID
    event: orders
    data: ["1234567", "1234575"]   numbers of orders, or ["*"]: look at everything anew

    id: 3f2a-18
    event: stock
    data: ["DH1001", "TEA005"]     numbers of papers, SKU of levels
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.db.utils import InterfaceError, OperationalError
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host

from gendan.config.running import instance
from gendan.config.running.stream import Full, Stream, Streams
from gendan.desks.second_factor import lacks_second_factor
from gendan.kernel.actor import Actor

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

HEARTBEAT_SECONDS = 15.0
LIFE_SECONDS = 600.0  # then the browser connects again, and is looked at again
RETRY = b"retry: 2000\n\n"
DIGITS = 10  # of a number of milliseconds
EVENTS = "text/event-stream"


class Live:
    """The ASGI application. `web_port` is where the pages come from that may listen."""

    def __init__(self, web_port: int) -> None:
        self._web_port = web_port
        self._streams = Streams()
        self._hearing: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or start and end with the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"] == "/healthz":
            await _answer(send, 200, {"status": "alive", "instance": instance.ID})
        elif scope["path"] == "/live/orders" and scope["method"] == "GET":
            await self._listen(_headers(scope), _ago(scope), receive, send)
        else:
            await _answer(send, 404, {"title": "Not found"})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            event = (await receive())["type"]
            if event == "lifespan.startup":
                self._hearing = asyncio.create_task(self._streams.hear())
            elif self._hearing is not None:
                self._hearing.cancel()
            await send({"type": f"{event}.complete"})
            if event == "lifespan.shutdown":
                return

    async def _listen(
        self, headers: Mapping[str, str], ago: float, receive: Receive, send: Send
    ) -> None:
        origin = headers.get("origin", "")
        if not _is_ours(headers.get("host", ""), origin, self._web_port):
            await _answer(send, 403, {"title": "Not from here"})
            return
        allowed = _allowing(origin)
        try:
            actor = await asyncio.to_thread(_who, headers.get("cookie", ""))
        except (OperationalError, InterfaceError):
            await _answer(send, 503, {"title": "Away"}, [*allowed, (b"retry-after", b"2")])
            return
        if actor is None:
            await _answer(send, 401, {"title": "Not signed in"}, allowed)
            return
        try:
            with self._streams.open(actor, headers.get("last-event-id", ""), ago) as stream:
                await _begin(send, allowed)
                await _tell(stream, receive, send)
        except Full:
            await _answer(send, 429, {"title": "Too many"}, [*allowed, (b"retry-after", b"30")])


async def _begin(send: Send, allowed: list[tuple[bytes, bytes]]) -> None:
    headers = [
        (b"content-type", EVENTS.encode()),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),  # a proxy must not collect what is meant for now
        *allowed,
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": RETRY, "more_body": True})


async def _tell(stream: Stream, receive: Receive, send: Send) -> None:
    """Send what comes until the browser leaves or has listened long enough."""
    leaving = asyncio.create_task(_left(receive))
    end = asyncio.get_running_loop().time() + LIFE_SECONDS
    try:
        while not leaving.done() and asyncio.get_running_loop().time() < end:
            coming = asyncio.create_task(stream.next())
            await asyncio.wait(
                {leaving, coming},
                timeout=HEARTBEAT_SECONDS,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if coming.done():
                body = _event(*coming.result())
            else:
                coming.cancel()
                body = b": still here\n\n"
            if not leaving.done():
                await send({"type": "http.response.body", "body": body, "more_body": True})
    finally:
        leaving.cancel()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _event(id: str, told: Mapping[str, list[str]]) -> bytes:
    return "".join(
        f"id: {id}\nevent: {kind}\ndata: {json.dumps(numbers)}\n\n"
        for kind, numbers in told.items()
    ).encode()


def _who(cookie: str) -> Actor | None:
    """Who the session belongs to, if it still counts. Runs in a thread: it asks the database."""
    try:
        morsel = SimpleCookie(cookie).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    if morsel is None:
        return None
    request = HttpRequest()
    request.session = SessionStore(morsel.value)
    try:
        person = get_user(request)
        if not person.is_authenticated or lacks_second_factor(person):
            return None
        return person.actor()
    finally:
        connections.close_all()


def _is_ours(host: str, origin: str, web_port: int) -> bool:
    """Whether the request is for us, and from a page of ours: same host, and the web's port or,
    behind a proxy, the very same address."""
    domain, _ = split_domain_port(host)
    if not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    if not origin:
        return True
    from_where = urlsplit(origin)
    if from_where.netloc == host:
        return True
    return from_where.netloc == f"{domain}:{web_port}"


def _allowing(origin: str) -> list[tuple[bytes, bytes]]:
    if not origin:
        return []
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]


def _ago(scope: Scope) -> float:
    """Seconds since the page that listens was asked for; 0 where it does not say."""
    (ago, *_) = parse_qs(scope["query_string"].decode("latin-1")).get("ago", ["0"])
    return int(ago) / 1000 if ago.isdecimal() and len(ago) < DIGITS else 0


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


async def _answer(
    send: Send,
    status: int,
    said: Mapping[str, str],
    headers: list[tuple[bytes, bytes]] | None = None,
) -> None:
    head = [(b"content-type", b"application/json"), *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": head})
    body = json.dumps(said).encode()
    await send({"type": "http.response.body", "body": body, "more_body": False})
