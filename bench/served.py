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

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class House:
    """A server that answers, with a token that may do what integrations do."""

    address: Address
    token: str
    process: int

    def headers(self, key: str = "") -> dict[str, str]:
        """What a program sends with each request."""
        idempotency = {"Idempotency-Key": key} if key else {}
        return {"Authorization": f"Bearer {self.token}"} | idempotency

    def processes(self) -> list[psutil.Process]:
        """Everything that was started: supervisor, web, worker, live."""
        head = psutil.Process(self.process)
        return [head, *head.children(recursive=True)]


@contextmanager
def serving(url: str, given: Mapping[str, str] | None = None) -> Iterator[House]:
    """`gendan run` on that database, until the end of the `with`."""
    with tempfile.TemporaryDirectory(prefix="gendan-bench-") as home:
        environment = os.environ | {
            "DATABASE_URL": url,
            "GENDAN_HOME": home,
            "GENDAN_LOG_LEVEL": "warning",
        } | dict(given or {})  # fmt: skip
        token = _gendan(environment, "token", "create", "bench", "--role", "manager",
                        "--per-minute", "100000000", "--quiet")  # fmt: skip
        address = Address("127.0.0.1", free_port())
        with (Path(home) / "run.log").open("w") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "gendan", "run", "--port", str(address.port),
                 "--live-port", str(free_port())],
                env=environment, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            await_ready(address, server)
            yield House(address, token.strip(), server.pid)
        finally:
            server.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                server.wait(30)
            server.kill()
            server.wait()


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
        backend = psutil.Process(connection.info.backend_pid)
    postmaster = backend.parent()
    assert postmaster is not None, "a backend is a child of its server"
    keeper = postmaster.parent()
    keepers = [keeper] if keeper and "gendan.embedded" in " ".join(keeper.cmdline()) else []
    return [*keepers, postmaster, *postmaster.children(recursive=True)]


def _gendan(environment: Mapping[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "gendan", *words],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"gendan {words[0]}: {done.stderr.strip()}")
    return done.stdout
