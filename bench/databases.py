"""Databases of the benchmark's own, beside the real one on the same server, gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

PREFIX = "gendan_bench"
BASE = f"{PREFIX}_base"  # the house that is copied
LOCK = 5_271_907  # held while a benchmark runs

LEAVE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE datname = %s AND usename = current_user
"""
LEFT = rf"SELECT datname FROM pg_database WHERE datname LIKE '{PREFIX}\_%'"


class AlreadyRunning(RuntimeError):
    """Another benchmark runs on this server."""


class Databases:
    """Makes and drops databases on the server of an address."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection = psycopg.connect(url, autocommit=True)
        self._made: list[str] = []

    def make(self, name: str, template: str = "") -> str:
        """A database, empty or a copy of another that nobody is connected to; its address.

        One of that name that a benchmark left behind is dropped."""
        full = f"{PREFIX}_{name}"
        self.drop(full)
        command = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(full))
        if template:
            command += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        self._connection.execute(command)
        self._made.append(full)
        return self.url(full)

    def made(self, name: str) -> str:
        """The address of one that was made, else nothing."""
        full = f"{PREFIX}_{name}"
        return self.url(full) if full in self._made else ""

    def drop(self, full: str) -> None:
        """Drop it, though a worker of ours may still be connected to it.

        Not `WITH (FORCE)`: that refuses when PostgreSQL's own vacuum is there, which leaves by
        itself."""
        self._connection.execute(LEAVE, [full])
        self._connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(full)))

    def url(self, database: str) -> str:
        """The address of a database on the same server."""
        return urlunsplit(urlsplit(self._url)._replace(path=f"/{database}"))

    def close(self) -> None:
        """Drop all that was made."""
        for full in self._made:
            self.drop(full)
        self._connection.close()

    def lock(self) -> None:
        """Be the only benchmark, and drop what a killed one left. Raises `AlreadyRunning`."""
        found = self._connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
        if found != (True,):
            raise AlreadyRunning("Another benchmark runs on this server; wait until it has ended.")
        for (full,) in self._connection.execute(LEFT).fetchall():
            self.drop(full)


@contextmanager
def databases(url: str) -> Iterator[Databases]:
    """The server's databases for one benchmark; dropped at its end, however it ends."""
    ours = Databases(url)
    try:
        ours.lock()
        yield ours
    finally:
        ours.close()
