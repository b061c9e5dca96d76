"""Homes for tests that want one of their own: unused, or with a database that is migrated already.

To initialise and migrate takes many times as long as to copy. The one that is copied is made when
first needed and kept between runs, under a name that changes with all that decides what is in it.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg

from gendan import embedded
from gendan.config import database, env
from gendan.embedded import account as accounts
from gendan.embedded import binaries, places
from gendan.embedded.cluster import DATABASE, SUPERUSER

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".pytest_cache" / "homes"
DECISIVE = (
    "requirements.txt",
    "src/gendan/embedded/*.py",
    "src/gendan/**/migrations/*.py",
    "tests/homes.py",
)
STALE_SECONDS = 24 * 60 * 60
MEMORY = Path("/dev/shm")
ROOM_BYTES = 6 * 1024**3  # to be free in memory before anything is put there
# What a crash would lose here nobody wants to keep; the tests of durability start their own server.
HASTY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "max_wal_size": "512MB",
    # Of tables nobody has looked at the planner believes much, and would start helpers for nothing;
    # of those looked at between two tests, that they are empty for ever.
    "max_parallel_workers_per_gather": "0",
    "autovacuum": "off",
}
LEAVE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = %s AND usename = current_user
"""


def make_room() -> Path:
    """Make the directory of a run: in memory where there is plenty, for nothing in it outlives it.

    Temporary files of the run and of all its programs go there, too."""
    room = Path(tempfile.mkdtemp(prefix="gendan-", dir=MEMORY if _is_roomy(MEMORY) else None))
    temporary = room / "tmp"
    temporary.mkdir()
    for path in (room, temporary):
        path.chmod(0o711 if os.geteuid() == 0 else 0o700)
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
    return room


@contextmanager
def unused() -> Iterator[Path]:
    """A home nobody has used, removed with its server afterwards."""
    outer = Path(tempfile.mkdtemp(prefix="home-"))
    outer.chmod(0o711)  # other accounts can pass through, whoever runs the tests
    try:
        yield outer / "home"
    finally:
        embedded.release(outer / "home")
        embedded.stop(outer / "home")
        shutil.rmtree(outer)


@contextmanager
def migrated() -> Iterator[Path]:
    """A home that was used once, for `gendan migrate`; removed with its server afterwards."""
    with unused() as home:
        copy_to(home)
        yield home


def copy_to(home: Path, bindir: Path | None = None) -> None:
    """Make a home whose database is migrated, to be served by the programs in `bindir`."""
    places.make_home(home)
    subprocess.run(["cp", "-a", _original(bindir), home / "pg"], check=True)


def fall_behind(url: str) -> None:
    """Make of a migrated database one that a newer version must first make ready."""
    with psycopg.connect(url) as connection:
        connection.execute("DROP TABLE portal_count")
        connection.execute("DELETE FROM django_migrations WHERE app = 'portal'")


def template() -> str:
    """The migrated database that this run clones, and to which nobody connects."""
    return f"migrated_{Path(os.environ['GENDAN_HOME']).parent.name.removeprefix('gendan-')}"


def make_template() -> None:
    """Make it: of what a copied home holds, or anew on a server that is not ours."""
    with connect() as connection:
        if env.current().database_url:
            connection.execute(f"CREATE DATABASE {template()}")
            _migrate(DATABASE_URL=address(template()))
        else:
            connection.execute(f"ALTER DATABASE {DATABASE} RENAME TO {template()}")
            connection.execute(f"CREATE DATABASE {DATABASE}")
            # The one thing in it that a database on somebody else's server has not.
            with psycopg.connect(database.server().url(template(), SUPERUSER)) as superuser:
                superuser.execute("DROP EXTENSION IF EXISTS pg_stat_statements")


def drop(name: str) -> None:
    """Drop a database of this run, whoever may still be connected to it.

    Not `WITH (FORCE)`: that refuses when PostgreSQL's own vacuum is there, which leaves by itself.
    """
    with connect() as connection:
        connection.execute(LEAVE, [name])
        connection.execute(f'DROP DATABASE "{name}"')


def clone(name: str) -> None:
    """Make a migrated database on the server of this run."""
    make(name, template())


def make(name: str, like: str = "template1") -> None:
    """Make a database on the server of this run; an empty one unless `like` says more."""
    with connect() as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {like}')


def address(name: str) -> str:
    """The address of a database on the server of this run."""
    return urlsplit(database.url())._replace(path=f"/{name}").geturl()


def connect(name: str = "postgres") -> psycopg.Connection:
    """A connection to a database on the server of this run, each statement by itself."""
    return psycopg.connect(address(name), autocommit=True)


def _is_roomy(memory: Path) -> bool:
    try:
        room = min(shutil.disk_usage(memory).free, psutil.virtual_memory().available)
        may_run = not os.statvfs(memory).f_flag & os.ST_NOEXEC
    except OSError:
        return False
    return room > ROOM_BYTES and may_run and os.access(memory, os.W_OK)


def _original(bindir: Path | None) -> Path:
    """Where the database that is copied is kept. It is made when it is not there."""
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / _print_of(bindir)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            _make(kept, bindir)
        os.utime(kept)  # it was used
    return kept


def _print_of(bindir: Path | None) -> str:
    deciding = hashlib.sha256()
    deciding.update(f"{binaries.find(bindir)} {accounts.choose()}".encode())
    for path in sorted(path for pattern in DECISIVE for path in ROOT.glob(pattern)):
        deciding.update(path.name.encode() + path.read_bytes())
    return deciding.hexdigest()[:16]


def _make(kept: Path, bindir: Path | None) -> None:
    for other in KEPT.iterdir():
        if other.is_dir() and time.time() - other.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(other)
    beside = kept.with_suffix(".making")
    shutil.rmtree(beside, ignore_errors=True)  # of one that was killed
    little_to_copy = {"min_wal_size": "32MB", "wal_recycle": "off"}
    with unused() as home:
        embedded.ensure_running(home, embedded.Options(bindir, settings=HASTY | little_to_copy))
        _migrate(GENDAN_HOME=str(home))
        embedded.release(home)
        embedded.stop(home)
        subprocess.run(["cp", "-a", home / "pg", beside], check=True)
    beside.rename(kept)


def _migrate(**settings: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "gendan", "migrate"],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        check=True,
    )
