"""What `gendan doctor` looks at in the ground floor: Python, settings, disk, key and database."""

import difflib
import os
import shutil
import stat
import sys
from collections.abc import Iterator

from gendan.config import database, env, secret
from gendan.config.values import is_of_this_machine
from gendan.embedded import Trouble
from gendan.embedded.places import GIB

OLDEST_PYTHON = (3, 11)


def python() -> Iterator[Trouble]:
    """The interpreter is new enough."""
    if sys.version_info < OLDEST_PYTHON:
        yield Trouble(
            f"This is Python {sys.version.split()[0]}; Gendan needs 3.11 or newer.",
            "Install a newer Python and say: make clean setup PYTHON=/path/to/python3.11",
        )


def settings() -> Iterator[Trouble]:
    """Every setting can be used."""
    try:
        env.load(os.environ)
    except env.BadSettings as bad:
        for problem in bad.problems:
            yield Trouble(problem, "docs/guide/configuration.md explains every setting.")


def spelling() -> Iterator[Trouble]:
    """No setting is misspelt: it would be ignored without a word."""
    known = [about.name for about in env.variables().values()]
    for name in env.unknown(os.environ):
        close = difflib.get_close_matches(name, known, n=1)
        meant = f"Did you mean {close[0]}?" if close else "Remove it."
        yield Trouble(f"{name} is set, but there is no such setting.", meant)


def public_address() -> Iterator[Trouble]:
    """Links in messages and codes on papers lead somewhere; in a demo shop they may lead here."""
    given = env.current()
    if is_of_this_machine(given.public_url) and not (given.home / "demo.password").exists():
        yield Trouble(
            f"Links in messages and codes on papers begin with {given.public_url}, "
            "which can be opened on this machine only.",
            "Set GENDAN_PUBLIC_URL to where people reach Gendan, like https://orders.example.com",
        )


def home() -> Iterator[Trouble]:
    """The home is ours and closed to others; one that is not there yet will be made so."""
    path = env.current().home
    if not path.exists():
        return
    about = path.stat()
    if about.st_uid != os.geteuid():
        yield Trouble(
            f"{path} belongs to another user.",
            "Run Gendan as that user, or set GENDAN_HOME to a directory of your own.",
        )
    elif not os.access(path, os.W_OK | os.X_OK):
        yield Trouble(f"{path} cannot be written to.", f"Say: chmod u+rwx {path}")
    if stat.S_IMODE(about.st_mode) & 0o066:
        yield Trouble(
            f"Other users may list or change what is in {path}.", f"Say: chmod go-rw {path}"
        )


def disk() -> Iterator[Trouble]:
    """There is room for the database to work in."""
    path = env.current().home
    there = next(parent for parent in (path, *path.parents) if parent.exists())
    free = shutil.disk_usage(there).free
    if free < GIB:
        yield Trouble(
            f"Only {free / GIB:.2f} GiB are free on the disk of {path}.",
            "Free some space: below 1 GiB the embedded database does not start.",
        )


def secret_key() -> Iterator[Trouble]:
    """The key that signs sessions is there and private."""
    given = env.current()
    if not given.secret_key:
        try:
            secret.read_or_make(given.home)
        except PermissionError as error:
            yield Trouble(str(error), "")


def database_answers() -> Iterator[Trouble]:
    """The database answers, is new enough and knows Chinese."""
    yield from database.troubles()


def migrations() -> Iterator[Trouble]:
    """The tables are those of this version."""
    from gendan.config.cli import set_up_django

    set_up_django()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Trouble(
            f"{len(waiting)} changes of the tables have not been made yet.", "Say: gendan migrate"
        )


def worker() -> Iterator[Trouble]:
    """What is to be done by itself is being done."""
    from gendan.config import health
    from gendan.kernel import sql

    ((waits_in_vain,),) = sql.rows(f"SELECT NOT ({health.NOTICES})")
    ((works,),) = sql.rows(health.WORKER)
    if waits_in_vain:
        yield Trouble(
            "Messages have been waiting for more than five minutes"
            + ("." if works else ", and there is no worker."),
            "Look at its log."
            if works
            else "Say: gendan run, or on a further machine: gendan work",
        )


def alarms() -> Iterator[Trouble]:
    """Nothing has raised an alarm that is still open."""
    from gendan.kernel.alarms import open_alarms

    for alarm in open_alarms():
        yield Trouble(f"Since {alarm.since:%Y-%m-%d %H:%M} UTC: {alarm.words.en}", "")
