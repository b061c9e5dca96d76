"""The benchmark runs, is honest about what it writes, and leaves nothing behind.

No figure is compared with a number here: how fast a machine is, is not a test."""

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from bench.__main__ import FIGURES
from gendan.config import database
from tests import homes

ROOT = Path(__file__).parents[2]


def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *words],
        cwd=ROOT,
        env=os.environ | {"NO_COLOR": "1"} | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def databases() -> set[str]:
    """Those of the server, without those in which tests are run beside this one."""
    with psycopg.connect(database.url()) as connection:
        names = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
    return {name for name in names if not name.startswith("test_")}


@pytest.mark.slow
def test_every_figure_is_measured_beside_its_limit() -> None:
    """What pgbench and the commands wrote is held against each other by verify on the way."""
    before = databases()
    done = run("--tiny", "--like", homes.template())
    assert done.returncode == 0, done.stderr
    found = json.loads((Path(os.environ["GENDAN_HOME"]) / "bench.json").read_text())
    assert [row["name"] for row in found] == list(FIGURES)
    for row in found:
        assert list(row) == ["name", "value", "unit", "limit", "ratio"]
        assert min(row["value"], row["limit"], row["ratio"]) > 0
        assert row["name"] in done.stdout
    assert databases() == before


def test_an_unknown_figure_is_refused() -> None:
    done = run("place_batches")
    assert done.returncode == 2
    assert "journey_growth" in done.stderr


def test_two_benchmarks_do_not_run_at_once() -> None:
    """In a database of its own: another worker may be measuring in the usual one."""
    from bench.databases import LOCK

    name = f"bench_{uuid4().hex}"
    homes.clone(name)
    with psycopg.connect(homes.address(name), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        done = run("--tiny", "place_batch", DATABASE_URL=homes.address(name))
    homes.drop(name)
    assert done.returncode == 1
    assert "Another benchmark runs" in done.stderr
