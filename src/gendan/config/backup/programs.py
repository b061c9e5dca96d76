"""PostgreSQL's own programs for the database in use, however it is reached."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from gendan.config import database, env
from gendan.embedded import Trouble, binaries

SAID_MAX = 2000  # characters of what a program says, from its end


class Program:
    """A program of PostgreSQL on its way: what it says amiss is kept."""

    def __init__(
        self, name: str, *words: str, connect: bool, stdin: int | None, stdout: int | None
    ) -> None:
        command, more = _address() if connect else ([], {})
        self._name = name
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `ended`
        self.process = subprocess.Popen(
            [_find(name), *command, *words],
            stdin=stdin,
            stdout=stdout,
            stderr=self._said,
            env=os.environ | more,
        )

    def end(self) -> None:
        """Wait for it. Raises Trouble when it failed."""
        status = self.process.wait()
        if status:
            raise self.trouble()

    def trouble(self) -> Trouble:
        """What it says is wrong."""
        self._said.seek(0)
        said = self._said.read().decode(errors="replace").strip()[-SAID_MAX:]
        return Trouble(
            f"{self._name} failed: {said or 'it gives no reason.'}",
            "Nothing was changed. Remedy what it says, and try again.",
        )


@contextmanager
def program(
    name: str,
    *words: str,
    connect: bool,
    stdin: int | None = None,
    stdout: int | None = None,
) -> Iterator[Program]:
    """Start it; whatever happens, it does not outlive the `with`."""
    started = Program(name, *words, connect=connect, stdin=stdin, stdout=stdout)
    try:
        yield started
    finally:
        started.process.kill()
        started.process.wait()
        for pipe in (started.process.stdin, started.process.stdout):
            if pipe is not None and not pipe.closed:
                pipe.close()


def server_major() -> int:
    """Which PostgreSQL the server is."""
    with psycopg.connect(database.url()) as connection:
        return connection.info.server_version // 10_000


def _address() -> tuple[list[str], dict[str, str]]:
    """The address as an argument, and the password, which nobody is to see, as a variable."""
    parts = conninfo_to_dict(database.url())
    password = parts.pop("password", None)
    shown = make_conninfo("", **parts)
    return [f"--dbname={shown}"], {"PGPASSWORD": str(password)} if password else {}


def _find(name: str) -> str:
    """The machine's own when it is new enough for the server, else the one that comes along."""
    found = shutil.which(name) if env.current().database_url else None
    if found and _major(found) >= server_major():
        return found
    return str(binaries.find(env.current().pg_bindir).program(name))


def _major(program: str | Path) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    version = re.search(r"\) (\d+)", said.stdout)
    return int(version[1]) if version else 0
