"""A real `gendan run` in a home of its own, and what the tests do to it and ask of it."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from tests import homes

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-of-prometheus-0123"
PATIENCE = 120.0  # seconds, on a busy machine

# Takes commands line by line in the instance's database, as somebody at a desk would.
HANDS = """
import sys
from allauth.mfa.models import Authenticator
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections, connections
from gendan.records.orders.models import CustomerOrder
from gendan.records.people.models import Staff
from gendan.records.places.models import Store
from tests import world

def session(login, *stores, department="sales", password=None):
    person = Staff.objects.create_user(
        login, password=password, name=login, department=department
    )
    person.stores.set(Store.objects.filter(code__in=stores))
    made = SessionStore()
    made[SESSION_KEY] = str(person.pk)
    made[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    made[HASH_SESSION_KEY] = person.get_session_auth_hash()
    made.create()
    return made.session_key

def second_factor(login):
    person = Staff.objects.get(username=login)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})

def place():
    return CustomerOrder.objects.get(id=world.placed()[0]).number

for line in sys.stdin:
    try:
        print("said:", eval(line), flush=True)
    except Exception as error:
        print("failed:", error, flush=True)
    connections.close_all()
"""


def settings(home: Path, **more: str) -> dict[str, str]:
    """The environment, with this home and no other settings of ours."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GENDAN_", "DATABASE_URL", "DJANGO_", "PROMETHEUS_"))
    }
    return clean | {"GENDAN_HOME": str(home), "GENDAN_PG_LINGER": "1"} | more


# Of this process alone among those that test, and none that a connection is given by chance: from
# its trial until it is served on nobody else may be given it.
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
PORTS = iter(range(20_000 + 500 * WORKER, 20_500 + 500 * WORKER))


def free_port() -> int:
    """A port that nobody serves on, each time another one."""
    for port in PORTS:
        with socket.socket() as trial, suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is left")


def wait_until(holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for something that must come about; fail if it does not."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)


class Instance:
    """One `gendan run`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port, self.live_port = free_port(), free_port()
        self.log = home.parent / "log"
        self.process: subprocess.Popen[str] | None = None

    @contextmanager
    def running(self, *words: str) -> "Iterator[Instance]":
        """Let it run meanwhile."""
        try:
            self.start(*words)
            yield self
            if self.process is not None and self.process.poll() is None:
                self.end()
        finally:
            if self.process is not None and self.process.poll() is None:
                self.process.kill()

    def start(self, *words: str) -> None:
        """Start it, and wait until it can do its work."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*self._command(), *words],
                env=settings(
                    self.home, GENDAN_METRICS_TOKEN=TOKEN, GENDAN_SECOND_FACTOR="managers"
                ),
                stdout=log,
                stderr=log,
            )
        wait_until(self.is_ready)
        # A process of its own, which may be there after the others.
        wait_until(lambda: self.ask("/healthz", self.live_port)[0] == 200)

    def tried(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Try to start another one on the same ports, and wait until it gives up."""
        return subprocess.run(
            [*self._command(), *words],
            env=settings(self.home, **more),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def end(self) -> int:
        """Ask it to stop; its exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def is_ready(self) -> bool:
        """Whether it can do its work. Fails when it ended."""
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()
        return self.ask("/readyz")[0] == 200

    def ask(self, path: str, port: int = 0, **headers: str) -> tuple[int, str]:
        """Status and body; nought when nobody answers."""
        asked = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=10)
        try:
            asked.request("GET", path, headers={n.replace("_", "-"): v for n, v in headers.items()})
            answer = asked.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            asked.close()

    def failing(self) -> list[str]:
        """Which checks of readiness fail."""
        status, said = self.ask("/readyz")
        return list(json.loads(said)["failing"]) if status in {200, 503} and said[0] == "{" else []

    def part(self, name: str) -> psutil.Process:
        """The process of a part: `web`, `worker` or `live`. Of the web, the master."""
        assert self.process is not None
        children = psutil.Process(self.process.pid).children()
        (found,) = (child for child in children if child.name() == f"gendan-{name}")
        return found

    def everyone(self) -> list[psutil.Process]:
        """The supervisor and all below it."""
        assert self.process is not None
        head = psutil.Process(self.process.pid)
        return [head, *head.children(recursive=True)]

    def _command(self) -> list[str]:
        ports = ["--port", str(self.port), "--live-port", str(self.live_port)]
        return [sys.executable, "-m", "gendan", "run", *ports]


class Hands:
    """Somebody at a desk: takes commands in the instance's database, in a process of their own."""

    def __init__(self, home: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gendan", "manage", "shell", "-c", HANDS],
            env=settings(home),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, what: str) -> str:
        """Do it, and say what came of it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(what + "\n")
        self._process.stdin.flush()
        for said in self._process.stdout:
            assert not said.startswith("failed:"), said
            if said.startswith("said:"):
                return said.removeprefix("said:").strip()
        raise AssertionError("they went home")

    def end(self) -> None:
        """Go home."""
        assert self._process.stdin
        self._process.stdin.close()
        assert self._process.wait(PATIENCE) == 0


class Listener:
    """A browser that listens to live updates."""

    def __init__(self, instance: Instance, session: str, **headers: str) -> None:
        self._asked = http.client.HTTPConnection("127.0.0.1", instance.live_port, timeout=PATIENCE)
        cookie = {"Cookie": f"theme=dark; sessionid={session}"} if session else {}
        self._asked.request("GET", "/live/orders", headers=cookie | headers)
        self.answer = self._asked.getresponse()

    def hear(self) -> tuple[str, list[str]]:
        """The next event: its id, and the numbers it names."""
        id, numbers = "", None
        while numbers is None:
            line = self.answer.readline().decode()
            assert line, "the stream ended"
            if line.startswith("id: "):
                id = line.removeprefix("id: ").strip()
            if line.startswith("data: "):
                numbers = json.loads(line.removeprefix("data: "))
        return id, numbers

    def leave(self) -> None:
        """Close the page."""
        self.answer.close()
        self._asked.close()


@pytest.fixture(scope="module")
def instance() -> Iterator[Instance]:
    """One started instance for all tests of a module."""
    with homes.migrated() as home, Instance(home).running() as made:
        yield made


@pytest.fixture(scope="module")
def hands(instance: Instance) -> Iterator[Hands]:
    """Somebody who works there, in a small shop."""
    made = Hands(instance.home)
    made.do("world.shop()")
    yield made
    made.end()
