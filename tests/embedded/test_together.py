"""Many commands share one server, and it lives exactly as long as somebody needs it."""

from pathlib import Path

import psycopg
import pytest

from gendan import embedded
from tests import homes
from tests.embedded import scene
from tests.embedded.conftest import Start
from tests.embedded.scene import IMPATIENT, USER, ask, wait_until


@pytest.fixture
def used(home: Path) -> Path:
    """A home that was used before: the first start is tested elsewhere."""
    homes.copy_to(home)
    return home


def test_commands_that_start_at_once_get_the_same_server(home: Path, program: Start) -> None:
    users = [program(USER, home, 0) for _ in range(4)]
    for user in users:
        assert user.stdin is not None
        user.stdin.write("go\n")
        user.stdin.flush()
    said = {user.stdout.readline() for user in users if user.stdout is not None}
    assert len(said) == 1
    supervisor, server = map(int, said.pop().split())
    state = embedded.status(home)
    assert state is not None
    assert (state.supervisor, state.server) == (supervisor, server)


def test_two_homes_have_two_servers_and_share_nothing(directory: Path) -> None:
    one, other = directory / "one", directory / "other"
    homes.copy_to(one)
    homes.copy_to(other)
    with embedded.running(one) as first, embedded.running(other) as second:
        assert first.process != second.process
        assert first.socket != second.socket
        with psycopg.connect(first.url()) as connection:
            connection.execute("CREATE TABLE only_here ()")
        assert ask(first, "SELECT to_regclass('only_here') IS NOT NULL") is True
        assert ask(second, "SELECT to_regclass('only_here') IS NOT NULL") is False


def test_the_server_outlives_one_user_and_ends_after_the_last(used: Path, program: Start) -> None:
    users = [program(USER, used, 0) for _ in range(2)]
    for user in users:
        assert user.stdin is not None
        assert user.stdout is not None
        user.stdin.write("go\n")
        user.stdin.flush()
        user.stdout.readline()
    running = embedded.status(used)
    users[0].kill()
    users[0].wait()
    with embedded.running(used, IMPATIENT) as server:
        assert running is not None
        assert server.process == running.server
    # The end of that `with` would have stopped it, had nobody else used it.
    assert embedded.status(used) == running
    users[1].kill()
    users[1].wait()
    wait_until(lambda: embedded.status(used) is None)


def test_a_server_told_to_stay_stays_until_it_is_stopped(used: Path, program: Start) -> None:
    kept = embedded.keep(used, IMPATIENT)
    with embedded.running(used, IMPATIENT) as server:
        assert server.process == kept.process
    user = program(USER, used, 0)
    assert user.communicate("go\n")[0].split() == [str(kept.supervisor), str(kept.process)]
    said = embedded.status(used)
    assert said is not None
    assert said.server == kept.process
    assert embedded.stop(used) is True
    assert embedded.status(used) is None
    assert embedded.stop(used) is False


def test_after_a_stop_those_who_still_need_the_server_get_a_new_one(used: Path) -> None:
    first = embedded.ensure_running(used)
    assert embedded.stop(used) is True
    second = embedded.ensure_running(used)
    assert second.process != first.process
    assert ask(second, "SELECT 1") == 1


def test_asking_for_the_state_of_an_unused_home_leaves_it_unused(directory: Path) -> None:
    assert embedded.status(directory / "home") is None
    assert list(directory.iterdir()) == []


def test_a_removed_home_takes_its_server_with_it(used: Path) -> None:
    first = embedded.ensure_running(used, IMPATIENT)
    family = scene.processes_of(first.supervisor)
    place = (used / "pg").resolve()
    place.rename(place.with_name("removed"))
    wait_until(lambda: not any(map(scene.lives, family)))
    second = embedded.ensure_running(used, IMPATIENT)
    assert second.process != first.process


def test_a_process_that_forks_keeps_the_server_for_its_child(used: Path, program: Start) -> None:
    parent = program(
        USER.replace("sys.stdin.readline()\nserver", "server").replace(
            "sys.stdin.readline()", "import os; os.fork() and os._exit(0); sys.stdin.readline()"
        ),
        used,
        0,
    )
    assert parent.stdout is not None
    supervisor = int(parent.stdout.readline().split()[0])
    parent.wait()
    with embedded.running(used, IMPATIENT):
        pass
    said = embedded.status(used)
    assert said is not None
    assert said.supervisor == supervisor
    assert parent.stdin is not None
    parent.stdin.close()
    wait_until(lambda: embedded.status(used) is None)


def test_a_server_is_needed_until_the_outermost_block_ends(used: Path) -> None:
    with embedded.running(used) as server:
        with embedded.running(used) as same:
            assert same == server
        assert ask(server, "SELECT 1") == 1
    assert embedded.status(used) is None


@pytest.mark.parametrize("times", [3])
def test_a_server_can_be_had_again_and_again(used: Path, times: int) -> None:
    seen = set()
    for _ in range(times):
        with embedded.running(used) as server:
            seen.add(server.process)
        assert embedded.status(used) is None
    assert len(seen) == times
