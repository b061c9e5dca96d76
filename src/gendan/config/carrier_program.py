"""A carrier's program to try things with, on this machine alone: numbers, and what becomes of them.

At `/numbers` it speaks what `journey.s5_dispatch.adapters.over_json` asks: the same parcel has the
same number however often it is asked for, and a parcel to a region it does not serve is refused. At
`/poll` and `/poll/query.do` it speaks as 快递100 does: see `carrier_road`.
"""

import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from gendan.config.carrier_road import Road

HERE = "127.0.0.1"
LARGEST = 64 * 1024  # bytes of a request
PLACES = ("province", "city", "district")


class Program(ThreadingHTTPServer):
    """The program: its numbers, by the key of a parcel."""

    daemon_threads = True

    def __init__(self, port: int, key: str, prefix: str, refuses: str, road: Road) -> None:
        super().__init__((HERE, port), _Desk)
        self.key = key
        self.prefix = prefix
        self.refuses = refuses
        self.road = road
        self.given: dict[str, str] = {}
        self.guard = threading.Lock()

    @property
    def url(self) -> str:
        """Where it is asked for numbers."""
        return f"{self.address}/numbers"

    @property
    def address(self) -> str:
        """Where it is asked what becomes of them."""
        return f"http://{HERE}:{self.server_port}"

    def number_of(self, parcel: str) -> str:
        """The number of a parcel: a new one the first time."""
        with self.guard:
            fresh = f"{self.prefix}{secrets.randbelow(10**12):012d}"
            return self.given.setdefault(parcel, fresh)


@contextmanager
def served(
    key: str,
    *,
    port: int = 0,
    prefix: str = "SF9",
    refuses: str = "",
    seconds: float = 0,
    collects: bool = True,
) -> Iterator[Program]:
    """The program, answering meanwhile. `refuses`: the province, city or district it does not
    serve; without a port it takes a free one. Every so many `seconds` something happens to each
    parcel that is followed; without them, when `road.move` is called."""
    program = Program(port, key, prefix, refuses, Road(key, collects=collects))
    over = threading.Event()
    threads = [threading.Thread(target=program.serve_forever, daemon=True)]
    if seconds:
        move = threading.Thread(target=_move, args=[program.road, seconds, over], daemon=True)
        threads.append(move)
    for thread in threads:
        thread.start()
    try:
        yield program
    finally:
        over.set()
        program.shutdown()
        program.server_close()
        for thread in threads:
            thread.join()


def _move(road: Road, seconds: float, over: threading.Event) -> None:
    while not over.wait(seconds):
        road.move(datetime.now(UTC))


class _Desk(BaseHTTPRequestHandler):
    server: Program
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        asked = self.rfile.read(min(size, LARGEST))
        followed = {"/poll": self.server.road.subscribe, "/poll/query.do": self.server.road.query}
        if answer := followed.get(self.path):
            self._answer(200, answer(asked.decode(errors="replace")))
            return
        if self.headers.get("Authorization", "") != f"Bearer {self.server.key}":
            self._answer(401, {"refused": "密钥不对"})
            return
        try:
            told = json.loads(asked)
            parcel, to = str(told["reference"]), told["consignee"]
            reached = [str(to[place]) for place in PLACES]
        except (ValueError, KeyError, TypeError):
            self._answer(400, {"refused": "请求格式不对"})
            return
        if self.server.refuses and self.server.refuses in reached:
            self._answer(422, {"refused": f"超出服务范围：{self.server.refuses}"})
        else:
            self._answer(200, {"number": self.server.number_of(parcel)})

    def _answer(self, status: int, told: Mapping[str, object]) -> None:
        body = json.dumps(told, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Nothing: requests hold addresses."""
