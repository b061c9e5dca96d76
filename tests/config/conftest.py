"""Databases, homes and the command line for the tests of the composition root."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from gendan import embedded
from gendan.config import database

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def home() -> Iterator[Path]:
    """A home nobody has used, removed with its server afterwards."""
    outer = Path(tempfile.mkdtemp(prefix="gendan-home-"))
    outer.chmod(0o711)
    yield outer / "home"
    embedded.stop(outer / "home")
    shutil.rmtree(outer)


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Address of an empty database on the server of this run, as if it were somebody else's."""
    yield from empty_database()


@pytest.fixture
def another() -> Iterator[str]:
    """A second one."""
    yield from empty_database()


def empty_database() -> Iterator[str]:
    """Make a database; it is gone afterwards."""
    name = f"elsewhere_{uuid4().hex}"
    with psycopg.connect(database.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlsplit(database.url())._replace(path=f"/{name}").geturl()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def run(home: Path) -> Run:
    """Run `gendan …` in a fresh home, with the given settings and no others."""

    def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GENDAN_", "DATABASE_URL", "DJANGO_"))
        }
        return subprocess.run(
            [sys.executable, "-m", "gendan", *words],
            env=clean | {"GENDAN_HOME": str(home), "GENDAN_PG_LINGER": "0"} | settings,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run
