"""The command line is quick, and says in sentences what is wrong."""

import subprocess
import sys
from pathlib import Path

import pytest

from gendan import embedded
from gendan.config.cli import COMMANDS, gendan
from tests import homes
from tests.config.conftest import Run


def test_help_names_every_command_and_loads_none() -> None:
    code = (
        "import sys; from gendan.config.cli import gendan\n"
        "try: gendan(['--help'])\n"
        "finally: print('loaded:', [m for m in ('django', 'psycopg', 'rich') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "loaded: []" in said.stdout
    for name, entry in COMMANDS.items():
        assert f"  {name} " in said.stdout
        assert entry.purpose.split()[0] in said.stdout


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str) -> None:
    import click

    command = gendan.get_command(click.Context(gendan), name)
    assert command is not None
    assert command.help


def test_a_command_that_does_not_exist_is_refused(run: Run) -> None:
    done = run("frobnicate")
    assert done.returncode == 2
    assert "No such command 'frobnicate'" in done.stderr


def test_a_setting_that_cannot_be_used_stops_any_command_with_a_sentence(run: Run) -> None:
    done = run("migrate", GENDAN_LANGUAGE="klingon")
    assert done.returncode == 1
    assert done.stderr == (
        "gendan: GENDAN_LANGUAGE=klingon is none of zh-hans, en. Say zh-hans or en.\n"
    )


def test_an_unreachable_database_is_named_without_a_traceback(run: Run, tmp_path: Path) -> None:
    done = run("migrate", DATABASE_URL=f"postgresql://nobody@/none?host={tmp_path}")
    assert done.returncode == 1
    assert done.stderr.startswith("gendan: The database does not answer: ")
    assert done.stderr.endswith(
        "gendan: Check DATABASE_URL, and that the server runs and lets this machine in.\n"
    )
    assert "Traceback" not in done.stderr


def test_debug_shows_where_an_error_came_from(run: Run) -> None:
    done = run("--debug", "migrate", GENDAN_LANGUAGE="klingon")
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_loading_the_settings_starts_no_server(run: Run, home: Path) -> None:
    assert run("manage", "check").returncode == 0
    assert embedded.status(home) is None
    assert not (home / "pg").exists()


def test_the_database_can_be_started_looked_at_used_and_stopped_by_hand(
    run: Run, home: Path
) -> None:
    homes.copy_to(home)
    assert "is not running" in run("db", "status").stdout
    assert "is up and stays up" in run("db", "start").stdout
    assert "The database is ready: PostgreSQL 18." in run("db", "status").stdout
    asked = run("db", "shell", "--", "-Atc", "SELECT current_user, current_database()")
    assert asked.stdout == "gendan|gendan\n"
    asked = run("db", "shell", "--superuser", "--", "-Atc", "SELECT current_user")
    assert asked.stdout == "postgres\n"
    assert run("db", "stop").stdout == "The database is stopped.\n"
    assert run("db", "stop").stdout == "The database was not running.\n"


def test_an_unprepared_database_is_named_with_its_remedy(run: Run, elsewhere: str) -> None:
    done = run("verify", DATABASE_URL=elsewhere)
    assert done.returncode == 1
    assert "“gendan migrate” makes it so." in done.stderr
