"""The clients of the benchmark end with their last answer, and wait for nobody after it."""

import itertools
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from bench import clients
from bench.clients import Address, drive


class Hello(BaseHTTPRequestHandler):
    """Answers at once, and keeps the connection."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[Address]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Hello) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield Address("127.0.0.1", server.server_port)
        server.shutdown()


@pytest.mark.parametrize("count", [1, 3])
def test_they_end_with_their_last_answer(
    address: Address, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "SILENCE_SECONDS", 600.0)  # they would be waiting still
    requests = itertools.repeat(address.request("GET", "/"))
    done = drive(address, requests, count, seconds=0.05)
    assert set(done.statuses) == {200}
    few = drive(address, itertools.islice(requests, 5), count)
    assert sum(few.statuses.values()) == 5
