"""The program as it is served: started on a database of the benchmark's, watched, stopped again."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil

from bench.clients import Address
from bench.crew import make_token
from gendan import embedded

PATIENCE_SECONDS = 60.0
NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class House:
    """A server that answers, with a token that may do what integrations do."""

    address: Address
    token: str
    process: int
    url: str  # of its database

    def headers(self, key: str = "") -> dict[str, str]:
        """What a program sends with each request."""
        idempotency = {"Idempotency-Key": key} if key else {}
        return {"Authorization": f"Bearer {self.token}"} | idempotency

    def web(self) -> list[psutil.Process]:
        """The processes that answer requests, and their master."""
        (master,) = (p for p in psutil.Process(self.process).children() if p.name() == "gendan-web")
        return [master, *master.children(recursive=True)]

    def processes(self) -> list[psutil.Process]:
        """Everything that was started: supervisor, web, worker, live."""
        head = psutil.Process(self.process)
        return [head, *head.children(recursive=True)]


class Program:
    """`gendan run` in a home of its own, always on the same ports; it may die and start anew."""

    def __init__(self, home: Path, url: str = "", settings: Mapping[str, str] = NONE) -> None:
        given = {"DATABASE_URL": url, "GENDAN_HOME": str(home), "GENDAN_LOG_LEVEL": "warning"}
        self.home = home
        self.environment = os.environ | given | dict(settings)
        self.address = Address("127.0.0.1", free_port())
        self._live_port = free_port()
        self._words = [] if url else ["--migrate"]  # a database of the benchmark's is ready
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def number(self) -> int:
        """Of the process that was started last."""
        assert self.process is not None, "it was started"
        return self.process.pid

    def start(self) -> None:
        """Start it, and wait until it serves. Raises `RuntimeError` when it does not."""
        ports = ["--port", str(self.address.port), "--live-port", str(self._live_port)]
        with (self.home / "run.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gendan", "run", *self._words, *ports],
                env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip
        await_ready(self.address, self.process)

    def end(self) -> None:
        """Stop it, and its database when that is its own."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(30)
            self.process.kill()
            self.process.wait()
        embedded.stop(self.home)


@contextmanager
def home() -> Iterator[Path]:
    """A directory for one `gendan run`, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="gendan-bench-") as directory:
        made = Path(directory)
        made.chmod(0o711)  # the account that runs PostgreSQL walks through it
        yield made


@contextmanager
def serving(url: str = "", settings: Mapping[str, str] = NONE) -> Iterator[House]:
    """`gendan run` on that database, or with one of its own, until the end of the `with`."""
    with home() as directory:
        program = Program(directory, url, settings)
        try:
            program.start()
            known = url or embedded.ensure_running(directory).url()
            yield House(program.address, make_token(known), program.number, known)
        finally:
            embedded.release(directory)
            program.end()


def free_port() -> int:
    """A port of this machine that nobody listens on at the moment."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def answers(address: Address, path: str = "/readyz") -> bool:
    """Whether the server says yes to that page."""
    connection = HTTPConnection(address.host, address.port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def await_ready(address: Address, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server serves. Raises `RuntimeError` when it ends or takes too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not answers(address):
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"gendan run does not serve (status {server.returncode})")
        time.sleep(0.05)


def postgres(url: str) -> list[psutil.Process]:
    """The processes of the PostgreSQL server of that address, its own supervisor included."""
    import psycopg

    with psycopg.connect(url) as connection:
        postmaster = psutil.Process(connection.info.backend_pid).parent()
    assert postmaster is not None, "a backend is a child of its server"
    keeper = postmaster.parent()
    keepers = [keeper] if keeper and "gendan.embedded" in " ".join(keeper.cmdline()) else []
    return [*keepers, postmaster, *postmaster.children(recursive=True)]
