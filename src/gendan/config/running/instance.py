"""One instance at a time: what tells it from others, and what keeps a second one away."""

import http.client
import json
import os
import socket
import time
from pathlib import Path
from uuid import uuid4

from gendan.config import env
from gendan.embedded import Trouble, flocks, places

# Made before the supervisor forks, so that all its processes say the same at /healthz.
ID = uuid4().hex

LOCK = "run.lock"
PATIENCE_SECONDS = 3.0  # of processes that die with a supervisor that was killed
GLANCE_SECONDS = 0.05
ANSWER_SECONDS = 1.0


def claim(home: Path) -> int:
    """Hold `home` for this instance: until this process and all it forks are gone.

    Raises Trouble when another instance, or a process left of one, lives."""
    places.make_home(home)
    lock = flocks.open_lock(home / LOCK)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not flocks.take(lock):
        if time.monotonic() > deadline:
            os.close(lock)
            raise Trouble(
                f"Gendan runs already in {home}.",
                "Stop it first (Ctrl-C, or systemctl stop gendan), or give this one a GENDAN_HOME "
                "of its own.",
            )
        time.sleep(GLANCE_SECONDS)
    return lock


def is_running(home: Path) -> bool:
    """Whether an instance lives in `home`."""
    if not (home / LOCK).exists():
        return False
    lock = flocks.open_lock(home / LOCK)
    try:
        return not flocks.take(lock)
    finally:
        os.close(lock)


def refuse_taken(host: str, port: int) -> None:
    """Raise Trouble when anybody serves there.

    The web server shares its port with whoever asks for it (SO_REUSEPORT): old and new programs
    would answer side by side. So it is tried without that."""
    family, kind, protocol, _, address = _resolved(host, port)
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except OSError as error:
            who = "another Gendan" if who_answers(host, port) else "another program"
            raise Trouble(
                f"{host}:{port} cannot be used ({error.strerror}): {who} may have it.",
                "Stop that one, or choose another port with --port and --live-port.",
            ) from error


def free_port(host: str) -> int:
    """A port that nobody has at this moment."""
    family, kind, protocol, _, address = _resolved(host, 0)
    with socket.socket(family, kind, protocol) as trial:
        trial.bind(address)
        port: int = trial.getsockname()[1]
        return port


def who_answers(host: str, port: int) -> str:
    """The instance that serves there; empty when none does."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared only
    name = env.current().allowed_hosts[0].lstrip(".")
    asked = http.client.HTTPConnection(reachable, port, timeout=ANSWER_SECONDS)
    try:
        asked.request("GET", "/healthz", headers={"Host": name})
        said = json.loads(asked.getresponse().read(4096))
    except (OSError, http.client.HTTPException, ValueError):
        return ""
    finally:
        asked.close()
    return str(said.get("instance", "")) if isinstance(said, dict) else ""


def await_answer(host: str, port: int) -> None:
    """Wait until this instance serves there."""
    while who_answers(host, port) != ID:
        time.sleep(GLANCE_SECONDS)


def _resolved(host: str, port: int) -> tuple[int, int, int, str, tuple[object, ...]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror as error:
        raise Trouble(
            f"{host} is no address of this machine.", "Say --host 127.0.0.1, or 0.0.0.0 for all."
        ) from error
    return found[0]
