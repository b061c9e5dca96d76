"""What the tests of the embedded server share: which servers there are, and a look at processes."""

import contextlib
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from gendan import embedded
from gendan.embedded import binaries, places

MACHINES_OWN = binaries.installed_on_machine()
SERVERS = [
    pytest.param(None, id="packaged"),
    pytest.param(
        MACHINES_OWN[0] if MACHINES_OWN else None,
        id="machine",
        marks=pytest.mark.skipif(
            not MACHINES_OWN, reason="this machine has no PostgreSQL server programs of its own"
        ),
    ),
]
# Stops as soon as nobody uses it, so that a test need not wait for it.
IMPATIENT = embedded.Options(linger_seconds=0.0)

# Uses the database until it is killed; each printed number was committed before.
WRITER = """
import sys
from pathlib import Path
import psycopg
from gendan import embedded
server = embedded.ensure_running(Path(sys.argv[1]))
with psycopg.connect(server.url(), autocommit=True) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS acknowledged (n int)")
    for n in range(1_000_000):
        connection.execute("INSERT INTO acknowledged VALUES (%s)", [n])
        print(n, flush=True)
"""

# Uses the database until its standard input ends.
USER = """
import sys
from pathlib import Path
from gendan import embedded
options = embedded.Options(linger_seconds=float(sys.argv[2]))
sys.stdin.readline()
server = embedded.ensure_running(Path(sys.argv[1]), options)
print(server.supervisor, server.process, flush=True)
sys.stdin.readline()
"""


def end(home: Path) -> None:
    """Stop the server of `home` and remove what root's fallback keeps elsewhere."""
    place = places.existing(home)
    if place is None:
        return
    embedded.release(home)
    embedded.stop(home)
    if (home / "pg").is_symlink():
        shutil.rmtree(place.root)


def processes_of(supervisor: int) -> list[psutil.Process]:
    """The supervisor, its server and the server's children, the supervisor first."""
    head = psutil.Process(supervisor)
    return [head, *head.children(recursive=True)]


def kill_all(supervisor: int) -> None:
    """Kill -9 the supervisor, its server and all its children, giving none time to react."""
    everyone = processes_of(supervisor)
    everyone[0].suspend()  # or it would start the server again
    for process in [*everyone[1:], everyone[0]]:
        with contextlib.suppress(psutil.NoSuchProcess):  # some end by themselves at any time
            process.kill()
    wait_until(lambda: not any(map(lives, everyone)))


def lives(process: psutil.Process) -> bool:
    """Say whether a process still does anything; the dead whom nobody buried do not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def ask(server: embedded.Server, question: str) -> object:
    """One value from the database."""
    with psycopg.connect(server.url()) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def wait_until(holds: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for something that must come about; fail if it does not."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)
