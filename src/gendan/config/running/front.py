"""What a web process shows to its server: quick ways on the event loop, all else in threads.

The server speaks RSGI (https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md),
in which an answer costs least; Django speaks WSGI (PEP 3333)."""

import asyncio
import io
import sys
from collections.abc import Callable, Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from granian.rsgi import Scope

from gendan.kit.rest.bodies import LARGEST

Protocol = Any  # the server's, of which it gives no type
Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Any], Iterable[bytes]]
Answer = tuple[int, Headers, bytes]
# An answer, or nothing: then the request takes the usual way.
QuickWay = Callable[[Environ], Coroutine[Any, Any, Answer | None]]

# Else than others these have no `HTTP_` before their names.
BARE = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
DEFAULT_PORTS = {"http": "80", "https": "443"}


class Front:
    """The RSGI application: `quick` by method and path; `application` for everything else, in at
    most so many threads at once. What comes or goes in parts has as many of its own: a slow
    connection keeps nobody else waiting."""

    def __init__(
        self, application: Application, quick: Mapping[tuple[str, str], QuickWay], threads: int
    ) -> None:
        self._application = application
        self._quick = quick
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._for_parts = ThreadPoolExecutor(threads, thread_name_prefix="parts")

    async def __rsgi__(self, scope: Scope, protocol: Protocol) -> None:
        """Answer one request."""
        environ = environ_of(scope)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        threads = self._threads
        if length > LARGEST:
            coming = _Coming(protocol, asyncio.get_running_loop())
            environ["wsgi.input"] = io.BufferedReader(coming)
            threads = self._for_parts
        elif length:
            body = environ["wsgi.input"] = io.BytesIO(await protocol())
            quick = self._quick.get((scope.method, scope.path))
            if quick and (answer := await quick(environ)):
                protocol.response_bytes(*answer)
                return
            body.seek(0)
        await self._usual(environ, protocol, threads)

    async def _usual(
        self, environ: Environ, protocol: Protocol, threads: ThreadPoolExecutor
    ) -> None:
        loop = asyncio.get_running_loop()
        status, headers, parts = await loop.run_in_executor(threads, self._called, environ)
        if isinstance(parts, bytes):
            protocol.response_bytes(status, headers, parts)
            return
        transport = protocol.response_stream(status, headers)
        step = partial(next, iter(parts), None)
        try:
            while (part := await loop.run_in_executor(self._for_parts, step)) is not None:
                await transport.send_bytes(part)
        finally:
            parts.close()

    def _called(self, environ: Environ) -> tuple[int, Headers, Any]:
        """Status, headers, and all of the body; or, where it comes in parts, what gives them."""
        begun: list[Any] = []

        def begin(status: str, headers: Headers, _error: object = None) -> None:
            begun[:] = int(status.split(" ", 1)[0]), headers

        answer: Any = self._application(environ, begin)
        if getattr(answer, "streaming", False) and not _is_short(begun[1]):
            return begun[0], begun[1], answer
        try:
            return begun[0], begun[1], b"".join(answer)
        finally:
            answer.close()


def _is_short(headers: Headers) -> bool:
    return any(name == "Content-Length" and int(value) <= LARGEST for name, value in headers)


class _Coming(io.RawIOBase):
    """A large body, of which a thread reads what has come."""

    def __init__(self, protocol: Protocol, loop: asyncio.AbstractEventLoop) -> None:
        self._chunks = aiter(protocol)
        self._loop = loop
        self._chunk = b""

    def readable(self) -> bool:
        """As the reader before it wants to know."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - a buffer of any kind
        """Fill the buffer with what is there; nothing at the end."""
        if not self._chunk:
            self._chunk = asyncio.run_coroutine_threadsafe(self._next(), self._loop).result()
        size = min(len(buffer), len(self._chunk))
        buffer[:size], self._chunk = self._chunk[:size], self._chunk[size:]
        return size

    async def _next(self) -> bytes:
        return bytes(await anext(self._chunks, b""))


def environ_of(scope: Scope, body: bytes = b"") -> Environ:
    """The request as PEP 3333 has it."""
    server, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port or DEFAULT_PORTS[scope.scheme],
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:  # it would pass for another, which a proxy of ours may have set
            continue
        key = BARE.get(name) or f"HTTP_{name.upper().replace('-', '_')}"
        between = "; " if name == "cookie" else ","
        environ[key] = f"{environ[key]}{between}{value}" if key in environ else value
    return environ
