"""Databases, homes and the command line for the tests of the composition root."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests import homes

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def home() -> Iterator[Path]:
    """A home nobody has used, removed with its server afterwards."""
    with homes.unused() as home:
        yield home


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Address of an empty database on the server of this run, as if it were somebody else's."""
    name = _somebodys()
    homes.make(name)
    yield homes.address(name)
    homes.drop(name)


@pytest.fixture
def migrated() -> Iterator[str]:
    """Address of one that `gendan migrate` has made ready."""
    name = _somebodys()
    homes.clone(name)
    yield homes.address(name)
    homes.drop(name)


def _somebodys() -> str:
    return f"elsewhere_{uuid4().hex}"


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
