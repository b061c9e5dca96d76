"""`gendan demo` as a new user starts it: in an empty home, into a pipe, stopped by Ctrl-C."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gendan import embedded
from tests import homes
from tests.running.instances import free_port

pytestmark = pytest.mark.slow
PATIENCE = 240  # seconds, on a busy machine


@pytest.fixture(scope="module")
def first() -> Iterator[tuple[Path, subprocess.CompletedProcess[str]]]:
    """A home in which the demo was started for the first time, and what came of that.

    The later starts come one after the other."""
    with homes.unused() as home:
        yield home, gendan(home, "demo", "--fast", "--lang", "en")


@pytest.fixture
def home(first: tuple[Path, subprocess.CompletedProcess[str]]) -> Path:
    """That home."""
    return first[0]


def settings(home: Path, **more: str) -> dict[str, str]:
    """The environment, with this home and no other settings of ours."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GENDAN_", "DATABASE_URL", "DJANGO_"))
    }
    return clean | {"GENDAN_HOME": str(home), "TERM": "xterm", "COLUMNS": "100"} | more


def gendan(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run `gendan …` and wait for it."""
    return subprocess.run(
        [sys.executable, "-m", "gendan", *words],
        env=settings(home, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def _sit_down() -> None:
    """At that terminal, which hears Ctrl-C though whoever runs the tests may be deaf to it."""
    os.close(os.open(os.ttyname(0), os.O_RDWR))
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def interrupted(home: Path, words: list[str], seen: str) -> tuple[int, str]:
    """Press Ctrl-C at a terminal once `seen` stands on it; exit status and what was shown."""
    terminal, child_side = pty.openpty()
    # A session of its own, whose terminal this is: Ctrl-C reaches the whole group, as for a user.
    child = subprocess.Popen(
        [sys.executable, "-m", "gendan", *words],
        env=settings(home),
        stdin=child_side,
        stdout=child_side,
        stderr=child_side,
        start_new_session=True,
        preexec_fn=_sit_down,  # noqa: PLW1509
    )
    os.close(child_side)
    shown, deadline, pressed = "", time.monotonic() + PATIENCE, False
    while time.monotonic() < deadline:
        ready, _, _ = select.select([terminal], [], [], 1)
        try:
            data = os.read(terminal, 65536) if ready else b""
        except OSError:  # the terminal's other side is closed
            break
        shown += data.decode(errors="replace")
        if seen in shown and not pressed:
            os.write(terminal, b"\x03")
            pressed = True
    os.close(terminal)
    return child.wait(timeout=PATIENCE), shown


def test_the_first_start_loads_walks_and_says_what_to_try(
    first: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    home, done = first
    assert done.returncode == 0, done.stderr
    assert "orders went by" in done.stdout
    assert "gendan verify" in done.stdout
    assert "demo-han" in done.stdout
    assert "\x1b[" not in done.stdout
    assert len([line for line in done.stdout.splitlines() if "Dispatch" in line]) > 40
    assert embedded.status(home) is None


def test_the_second_start_keeps_the_data_and_says_so(home: Path) -> None:
    done = gendan(home, "demo", "--fast")
    assert done.returncode == 0, done.stderr
    assert "演示店已经在了，数据保留" in done.stdout
    assert "demo-han" not in done.stdout  # no password is shown twice
    verified = gendan(home, "verify")
    assert verified.returncode == 0, verified.stdout


def test_ctrl_c_stops_at_once_with_the_database_stopped_and_consistent(home: Path) -> None:
    status, shown = interrupted(home, ["demo", "--lang", "en"], "Dispatch")
    assert status == 130
    assert "Stopped: what was done is kept" in shown
    assert "Traceback" not in shown
    assert shown.endswith("\r\n")
    assert "\x1b[?25h" in shown  # the cursor is back
    assert embedded.status(home) is None
    verified = gendan(home, "verify")
    assert verified.returncode == 0, verified.stdout


def test_make_run_serves_the_shop_until_ctrl_c_and_keeps_it(home: Path) -> None:
    port = free_port()
    ports = ["--port", str(port), "--live-port", str(free_port())]
    words = ["demo", "--serve", "--fast", "--lang", "en", *ports]
    status, shown = interrupted(home, words, "It is running")
    assert status == 0
    assert f"http://127.0.0.1:{port}/api/v1/docs" in shown
    assert "keeps its data" in shown
    assert "Dispatch" in shown
    assert "Stopped: what was done is kept" in shown
    assert "Traceback" not in shown
    assert "Traceback" not in (home / "run.log").read_text()
    assert embedded.status(home) is None
    verified = gendan(home, "verify")
    assert verified.returncode == 0, verified.stdout


def test_a_house_with_a_shop_of_its_own_is_left_alone() -> None:
    code = (
        "from gendan.kernel.clock import WorkCalendar as C\n"
        "from gendan.records.places.models import Store\n"
        "c = C.objects.create(code='own', week=[['09:00', '18:00']] * 7)\n"
        "Store.objects.create(code='real', name='真店', calendar=c)\n"
    )
    with homes.migrated() as own:
        assert gendan(own, "manage", "shell", "-c", code).returncode == 0
        done = gendan(own, "demo", "--fast")
    assert done.returncode == 1
    assert "a shop of its own" in done.stderr
    assert "GENDAN_HOME=var/demo" in done.stderr


def test_a_new_password_needs_a_shop() -> None:
    with homes.migrated() as empty:
        done = gendan(empty, "demo", "--new-password")
    assert done.returncode == 1
    assert "There is no demo shop here yet." in done.stderr
