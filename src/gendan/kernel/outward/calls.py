"""One request to an address that people named: to what was judged, within limits, never further."""

import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from types import TracebackType
from typing import Self

from urllib3 import Retry
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, InvalidHeader
from urllib3.response import BaseHTTPResponse

from gendan.kernel.outward.addresses import Allowed, BadAddress, Resolve, Target, pinned, resolved

CONNECT_SECONDS = 5
READ_SECONDS = 10  # in all, so that an answer that drips does not hold us
READ_MAX = 64 * 1024  # bytes of an answer that are read
KEPT_MAX = 500  # characters of it that are kept, unless more is wanted
USER_AGENT = "Gendan/1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. No `status`: nothing did, and `text` says why."""

    status: int | None
    text: str
    retry_after_seconds: float | None = None

    @property
    def accepted(self) -> bool:
        """Whether the receiver has it now."""
        return self.status is not None and 200 <= self.status < 300


class Line:
    """A connection to one address, opened when it is needed and kept while it lasts."""

    def __init__(
        self,
        target: Target,
        allowed: Allowed,
        resolve: Resolve = resolved,
        *,
        read_seconds: float = READ_SECONDS,
        kept_max: int = KEPT_MAX,
    ) -> None:
        self._target = target
        self._allowed = allowed
        self._resolve = resolve
        self._read_seconds = read_seconds
        self._kept_max = kept_max
        self._connection: HTTPConnection | None = None
        self._took_too_long = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def post(self, body: str, headers: Mapping[str, str]) -> Answer:
        """Send it; what came of it. Raises nothing that the other side can cause.

        A receiver may have closed a connection that was kept; then it is tried on a new one."""
        was_kept = self._connection is not None
        try:
            return self._once(body, headers)
        except BadAddress as refusal:
            return Answer(None, str(refusal))
        except (HTTPError, HTTPException, OSError) as trouble:
            self._hang_up()
            if self._took_too_long or isinstance(trouble, TimeoutError):
                return Answer(None, f"No answer within {self._read_seconds} seconds.")
            if was_kept:
                return self.post(body, headers)
            return Answer(None, f"{type(trouble).__name__}: {trouble}"[:KEPT_MAX])

    def _once(self, body: str, headers: Mapping[str, str]) -> Answer:
        connection = self._connection
        if connection is None or connection.sock is None:
            connection = self._connected()
        self._took_too_long = False
        watch = threading.Timer(self._read_seconds, self._cut, [connection.sock])
        watch.daemon = True
        watch.start()
        try:
            connection.request(
                "POST",
                self._target.path,
                body.encode(),
                {"Host": self._target.host, "User-Agent": USER_AGENT, **headers},
                preload_content=False,
                decode_content=False,
            )
            response = connection.getresponse()
            text = response.read(READ_MAX, decode_content=False)
        finally:
            watch.cancel()
        if len(text) == READ_MAX:
            self._hang_up()
        kept = text.decode(errors="replace")[: self._kept_max]
        return Answer(response.status, kept, _retry_after(response))

    def _connected(self) -> HTTPConnection:
        address = pinned(self._target, self._allowed, self._resolve)
        connection: HTTPConnection
        if self._target.secure:
            connection = HTTPSConnection(
                address,
                self._target.port,
                timeout=CONNECT_SECONDS,
                ssl_context=ssl.create_default_context(),
                server_hostname=self._target.name,
            )
        else:
            connection = HTTPConnection(address, self._target.port, timeout=CONNECT_SECONDS)
        self._connection = connection
        connection.connect()
        connection.timeout = self._read_seconds
        connection.sock.settimeout(self._read_seconds)
        return connection

    def _cut(self, sock: socket.socket) -> None:
        """Wake whoever reads from it. Past TLS: its farewell would wait for the other side."""
        self._took_too_long = True
        with suppress(OSError):
            socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _retry_after(response: BaseHTTPResponse) -> float | None:
    given = response.headers.get("Retry-After")
    try:
        return Retry().parse_retry_after(given) if given else None
    except InvalidHeader:
        return None
