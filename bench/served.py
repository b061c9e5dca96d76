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
from gendan import embedded

PATIENCE_SECONDS = 60.0
BOUNDLESS = 10_000_000  # requests a minute


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


@contextmanager
def serving(url: str = "") -> Iterator[House]:
    """`gendan run` on that database, or with one of its own, until the end of the `with`."""
    with tempfile.TemporaryDirectory(prefix="gendan-bench-") as directory:
        home = Path(directory)
        home.chmod(0o711)  # the account that runs PostgreSQL walks through it
        given = {"DATABASE_URL": url, "GENDAN_HOME": str(home), "GENDAN_LOG_LEVEL": "warning"}
        environment = os.environ | given
        address = Address("127.0.0.1", free_port())
        words = ["run", "--migrate", "--port", str(address.port), "--live-port", str(free_port())]
        with (home / "run.log").open("w") as log:
            server = subprocess.Popen(
                [sys.executable, "-m", "gendan", *words], env=environment, stdout=log, stderr=log
            )
        try:
            await_ready(address, server)
            token = _token(environment)
            yield House(address, token, server.pid, url or embedded.ensure_running(home).url())
        finally:
            embedded.release(home)
            server.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                server.wait(30)
            server.kill()
            server.wait()
            embedded.stop(home)


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


def _token(environment: Mapping[str, str]) -> str:
    """A token that may do everything, as often as it likes."""
    done = subprocess.run(
        [sys.executable, "-m", "gendan", "token", "create", f"bench-{time.time_ns()}",
         "--role", "manager", "--per-minute", str(BOUNDLESS), "--read", "orders"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"gendan token create: {done.stderr.strip()}")
    return done.stdout.split()[-1]
