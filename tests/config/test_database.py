"""The program finds its database by itself, heals the embedded one, and leaves others' alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from gendan.config import database, env
from tests import homes
from tests.config.conftest import Run

HEALS = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "gendan.config.settings"
os.environ["GENDAN_HOME"] = sys.argv[1]
os.environ.pop("DATABASE_URL", None)
os.environ.pop("GENDAN_PG_BINDIR", None)
import django
django.setup()
from django.db import OperationalError, connection
from gendan.config import database
from tests.embedded import scene
def ask(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]
before = ask("SELECT pg_postmaster_start_time()")
scene.kill_all(database.server().supervisor)
try:
    ask("SELECT 1")
    raise SystemExit("the connection was cut, yet it answered")
except OperationalError:
    connection.close()
print(ask("SELECT pg_postmaster_start_time()") > before)
"""


def test_a_long_lived_program_has_its_database_again_after_all_was_killed(home: Path) -> None:
    homes.copy_to(home)
    done = subprocess.run(
        [sys.executable, "-c", HEALS, home],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert (done.stdout, done.returncode) == ("True\n", 0), done.stderr


def test_database_url_replaces_the_embedded_server(run: Run, home: Path, migrated: str) -> None:
    """It is made ready and asked, and nothing is made here."""
    homes.fall_behind(migrated)
    done = run("migrate", DATABASE_URL=migrated)
    assert done.returncode == 0, done.stderr
    words = ("db", "shell", "--", "-Atc", "SELECT count(*) FROM portal_count")
    assert run(*words, DATABASE_URL=migrated).stdout == "0\n"
    assert not (home / "pg").exists()


@pytest.mark.parametrize("command", ["start", "stop", "status"])
def test_a_server_of_somebody_else_is_neither_started_nor_stopped(
    run: Run, elsewhere: str, command: str
) -> None:
    done = run("db", command, DATABASE_URL=elsewhere)
    assert done.returncode == 1
    assert "which Gendan neither starts nor stops" in done.stderr


def test_every_part_of_the_address_reaches_django(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "postgresql://mei:%40%3A@db.example.com:6432/orders?sslmode=verify-full"  # pragma: allowlist secret # noqa: E501
    monkeypatch.setattr(env, "current", lambda: env.load({"DATABASE_URL": address}))
    assert database.django_settings() == {
        "ENGINE": "gendan.config.postgres",
        "NAME": "orders",
        "USER": "mei",
        "PASSWORD": "@:",
        "HOST": "db.example.com",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "verify-full"},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
