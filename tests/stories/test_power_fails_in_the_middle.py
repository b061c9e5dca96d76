"""Program and database are killed in the middle of the work; nothing acknowledged is lost."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from gendan import embedded
from gendan.embedded import client
from tests import homes
from tests.intake.files import DAY, OLIST, olist_rows, write_csv

ENDS = ("created", "approved", "processing", "shipped", "delivered", "canceled", "unavailable")
ORDERS = 3_000
PATIENCE = 120  # seconds, then something hangs

# How often each acknowledged step stands in the journal of its document.
TIMES = """
SELECT step, document_id, count(*) FROM journal WHERE step = ANY(%s) GROUP BY step, document_id
"""


@pytest.fixture
def house() -> Iterator[Path]:
    """A home of its own, with a durable server."""
    with homes.migrated() as home:
        gendan(home, "setup-data").check_returncode()
        yield home


def environment(home: Path) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("GENDAN_")}
    return {**inherited, "GENDAN_HOME": str(home)}


def gendan(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "gendan", *arguments],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def begin(home: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "gendan", *arguments],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until, "it never came so far"
        time.sleep(0.02)


def lines(path: Path) -> int:
    return len(path.read_text().splitlines()) if path.exists() else 0


def acknowledged(path: Path) -> set[tuple[str, int]]:
    """Every step and document of which the program said that it was done."""
    found = set()
    for line in path.read_text().splitlines():
        told = json.loads(line)
        found |= {(told["step"], document) for document in told["documents"]}
    return found


def kill_server(home: Path) -> None:
    """The supervisor first, so that it cannot tidy up; then the server, at once."""
    running = client.status(home)
    assert running is not None
    assert running.server
    for process in (running.supervisor, running.server):
        os.kill(process, signal.SIGKILL)


@pytest.mark.slow
def test_killed_replays_go_on_and_every_acknowledged_step_stands_once(
    house: Path, tmp_path: Path
) -> None:
    rows = []
    for number in range(ORDERS):
        end = ENDS[number % len(ENDS)]
        handed = DAY.format(5) if end in {"shipped", "delivered"} else ""
        delivered = DAY.format(9) if end == "delivered" else ""
        rows += olist_rows(f"order-{number}", end, handed=handed, delivered=delivered)
    file = write_csv(tmp_path / "olist.csv", OLIST, rows)
    told = tmp_path / "acknowledged.jsonl"
    replay = ("import", str(file), "--source", "olist", "--replay", "--acknowledge", str(told))

    program = begin(house, *replay)
    wait_for(lambda: lines(told) >= 6)
    program.kill()
    program.wait()
    before = lines(told)

    program = begin(house, *replay)
    wait_for(lambda: lines(told) >= before + 8)
    kill_server(house)
    program.kill()
    program.wait()

    done = gendan(house, *replay)
    assert done.returncode == 0, done.stdout + done.stderr
    checked = gendan(house, "verify")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    said = acknowledged(told)
    with psycopg.connect(embedded.ensure_running(house).url()) as connection:
        steps = sorted({step for step, _ in said})
        counted = connection.execute(TIMES, [steps]).fetchall()
        (placed,) = connection.execute("SELECT count(*) FROM customer_order").fetchone() or (0,)
    embedded.release(house)
    times = {(step, document): count for step, document, count in counted}
    assert placed == ORDERS
    assert {times.get(key, 0) for key in said} == {1}
