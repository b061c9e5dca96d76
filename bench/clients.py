"""Clients over HTTP: so many connections, each sending its next request when it has an answer.

Written on bare sockets, because the client shares the machine with the server it measures: a
library's client would take more of the processor than the answers do.
"""

import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"(?i)content-length: *([0-9]+)")
SILENCE_SECONDS = 30.0
TICK_SECONDS = 0.001  # how exactly a wanted rate is kept
ENDLESS = float("inf")

Heard = Callable[[int, bytes], bytes | None]


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    def request(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> bytes:
        """One request, as it goes over the wire."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        return "\r\n".join(lines).encode() + HEAD_END + body


@dataclass(slots=True)
class Answers:
    """What came back: how often each status, in how many seconds, after how long each."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    waited: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return sum(self.statuses.values()) / self.seconds

    def percentile(self, share: float) -> float:
        """The seconds within which that share was answered."""
        ordered = sorted(self.waited)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


@dataclass(slots=True)
class _Line:
    """One connection, and what it is in the middle of."""

    socket: socket.socket
    sent_at: float = 0.0
    received: bytearray = field(default_factory=bytearray)

    def send(self, request: bytes) -> None:
        """Send it, and expect a new answer."""
        self.received.clear()
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def hear(self) -> tuple[int, bytes] | None:
        """Status and body, once all of the answer is there."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.received += part
        end = self.received.find(HEAD_END)
        if end < 0:
            return None
        found = LENGTH.search(self.received, 0, end)
        body_at = end + len(HEAD_END)
        if len(self.received) < body_at + (int(found[1]) if found else 0):
            return None
        return int(self.received[9:12]), bytes(self.received[body_at:])


def drive(
    address: Address,
    requests: Iterator[bytes],
    clients: int,
    *,
    seconds: float = ENDLESS,
    per_second: float = ENDLESS,
    heard: Heard | None = None,
) -> Answers:
    """Send requests until they or the time run out; at most `per_second` of them begin a second.

    `heard` is given each status and body, and may answer with a request to send next on that
    connection. Raises `TimeoutError` when nobody answers for a long while."""
    lines = [_Line(socket.create_connection((address.host, address.port), 5))
             for _ in range(clients)]  # fmt: skip
    try:
        with selectors.DefaultSelector() as selector:
            for line in lines:
                line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                selector.register(line.socket, selectors.EVENT_READ, line)
            return _drive(selector, lines, requests, seconds, per_second, heard)
    finally:
        for line in lines:
            line.socket.close()


def _drive(
    selector: selectors.BaseSelector,
    lines: list[_Line],
    requests: Iterator[bytes],
    seconds: float,
    per_second: float,
    heard: Heard | None,
) -> Answers:
    answers = Answers()
    idle, begun, over = list(lines), 0, False
    start = time.perf_counter()

    def send() -> None:
        nonlocal begun, over
        passed = time.perf_counter() - start
        over = over or passed >= seconds
        while idle and not over and begun <= passed * per_second:
            request = next(requests, None)
            if request is None:
                over = True
                break
            idle.pop().send(request)
            begun += 1

    while True:
        send()
        if over and len(idle) == len(lines):
            break  # nobody is left to wait for
        events = selector.select(TICK_SECONDS if idle and not over else SILENCE_SECONDS)
        if not events and not idle:
            raise TimeoutError("the server does not answer")
        for key, _ in events:
            line: _Line = key.data
            answer = line.hear()
            if answer is None:
                continue
            answers.statuses[answer[0]] += 1
            answers.waited.append(time.perf_counter() - line.sent_at)
            if heard and (following := heard(*answer)) is not None:
                line.send(following)
            else:
                idle.append(line)
                send()
    answers.seconds = time.perf_counter() - start
    return answers
