"""Whatever is killed, the next command has its database again, with every committed row."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg
import pytest

from gendan import embedded
from gendan.embedded import account as accounts
from gendan.embedded import places, survivors
from tests.embedded import scene
from tests.embedded.conftest import Start
from tests.embedded.scene import IMPATIENT, SERVERS, WRITER, ask, wait_until

# Becomes the parent of all orphans below it and buries none of them, as the first process of many
# containers does. Then lets a program use the database, kills everything, and uses it itself.
NOBODY_BURIES = """
import ctypes, json, os, subprocess, sys
from pathlib import Path
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
import psutil
from gendan import embedded
from tests.embedded import scene
home = Path(sys.argv[1])
user = subprocess.Popen([sys.executable, "-c", scene.USER, home, "0"],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
user.stdin.write("go\\n")
user.stdin.flush()
supervisor, server = map(int, user.stdout.readline().split())
scene.kill_all(supervisor)
user.kill()
scene.wait_until(lambda: psutil.Process(server).status() == psutil.STATUS_ZOMBIE)
again = embedded.ensure_running(home)
print(json.dumps({"unburied": psutil.Process(server).status(), "answer": scene.ask(again, "SELECT 42")}))
"""  # noqa: E501


@pytest.mark.parametrize("bindir", SERVERS)
def test_after_everything_was_killed_every_acknowledged_row_is_there(
    home: Path, program: Start, bindir: Path | None
) -> None:
    options = embedded.Options(bindir=bindir, linger_seconds=0.0)
    first = embedded.ensure_running(home, options)
    writer = program(WRITER, home)
    assert writer.stdout is not None
    for _ in range(100):
        writer.stdout.readline()
    scene.kill_all(first.supervisor)
    writer.kill()
    acknowledged = 100 + len(writer.stdout.read().split())
    second = embedded.ensure_running(home, options)
    assert second.process != first.process
    # The one that was being written when all was killed may be there, though nobody was told.
    assert ask(second, "SELECT count(*) FROM acknowledged") in (acknowledged, acknowledged + 1)
    assert ask(second, "SELECT max(n) + 1 = count(*) FROM acknowledged") is True


@pytest.mark.skipif(sys.platform != "linux", reason="adopting orphans is a thing of Linux")
def test_dead_processes_nobody_buries_do_not_stand_in_the_way(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NOBODY_BURIES, home], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {"unburied": "zombie", "answer": 42}


def test_a_killed_server_is_started_again_by_its_supervisor(home: Path) -> None:
    first = embedded.ensure_running(home)
    with psycopg.connect(first.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    psutil.Process(first.process).kill()
    second = embedded.ensure_running(home)
    assert second.supervisor == first.supervisor
    assert second.process != first.process
    assert ask(second, "SELECT answer FROM kept") == 42


def test_a_server_without_supervisor_ends_and_the_next_command_starts_anew(home: Path) -> None:
    first = embedded.ensure_running(home)
    orphan, supervisor = psutil.Process(first.process), psutil.Process(first.supervisor)
    supervisor.kill()
    wait_until(lambda: not scene.lives(supervisor))
    second = embedded.ensure_running(home)
    assert not scene.lives(orphan)
    assert second.supervisor != first.supervisor
    assert ask(second, "SELECT 1") == 1


def test_a_server_without_supervisor_that_hangs_is_ended_too(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = embedded.ensure_running(home)
    orphan = psutil.Process(first.process)
    supervisor = psutil.Process(first.supervisor)
    supervisor.suspend()
    orphan.suspend()  # deaf to every polite request
    supervisor.kill()
    place, account = places.existing(home), accounts.choose()
    assert place is not None
    monkeypatch.setattr(survivors, "PATIENCE_SECONDS", {signal.SIGINT: 0.2, signal.SIGKILL: 5.0})
    survivors.clear(place, first.socket, account)
    assert not scene.lives(orphan)
    assert ask(embedded.ensure_running(home), "SELECT 1") == 1


@pytest.mark.parametrize("bindir", SERVERS)
def test_a_stale_note_that_names_a_living_stranger_is_not_believed(
    home: Path, bindir: Path | None
) -> None:
    options = embedded.Options(bindir=bindir, linger_seconds=0.0)
    first = embedded.ensure_running(home, options)
    place, account = places.existing(home), accounts.choose()
    assert place is not None
    note, socket_note = place.pid_file, first.socket / f"{places.SOCKET_NAME}.lock"
    lines = note.read_text().splitlines()
    scene.kill_all(first.supervisor)
    # A program of the same account, which PostgreSQL would take for its old server.
    stranger = subprocess.Popen(["sleep", "600"], **account.step_down())
    try:
        lines[0] = str(stranger.pid)
        for path in (note, socket_note):
            path.write_text("\n".join(lines) + "\n")
        assert ask(embedded.ensure_running(home, options), "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_first_start_killed_halfway_is_begun_anew(home: Path, program: Start) -> None:
    user = program(scene.USER, home, 0)
    assert user.stdin is not None
    user.stdin.write("go\n")
    user.stdin.flush()
    making = home / "pg" / "data.making"
    wait_until((making / "PG_VERSION").exists)
    said = embedded.status(home)
    assert said is not None
    scene.kill_all(said.supervisor)
    user.kill()
    assert ask(embedded.ensure_running(home), "SELECT 1") == 1
    assert not making.exists()


def test_a_user_is_told_when_the_supervisor_cannot_start(home: Path) -> None:
    with embedded.running(home):
        pass
    (home / "pg" / "postgresql.conf").unlink()
    (home / "pg" / "postgresql.conf").mkdir()  # the settings cannot be written
    with pytest.raises(embedded.Trouble, match=r"supervisor stopped: .*postgresql\.conf"):
        embedded.ensure_running(home, IMPATIENT)
    os.rmdir(home / "pg" / "postgresql.conf")  # noqa: PTH106 - symmetrical with the line above
    assert ask(embedded.ensure_running(home, IMPATIENT), "SELECT 1") == 1
