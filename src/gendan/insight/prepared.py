"""Statements that are asked so often that PostgreSQL should plan them once for each connection.

Planning the statement of one order took four times as long as running it.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast

import psycopg
from django.db import connection

NAMED = re.compile(r"%\((\w+)\)s")
Row = tuple[object, ...]


def row(statement: str, values: Mapping[str, object]) -> Row | None:
    """The first row that the statement gives, if any."""
    with _asked(statement, values) as cursor:
        return cast("Row | None", cursor.fetchone())


def rows(statement: str, values: Mapping[str, object]) -> list[Row]:
    """The rows that the statement gives."""
    with _asked(statement, values) as cursor:
        return list(cursor.fetchall())


@contextmanager
def _asked(statement: str, values: Mapping[str, object]) -> Iterator[Any]:
    connection.ensure_connection()
    raw = connection.connection
    raw.prepare_threshold = 1  # Django's own cursors never prepare, so this is for ours alone
    text, names = _numbered(statement)
    with connection._prepare_cursor(psycopg.RawCursor(raw)) as cursor:  # type: ignore[attr-defined]
        cursor.execute(text, [values[name] for name in names])
        yield cursor


@lru_cache(maxsize=1_000)
def _numbered(statement: str) -> tuple[str, list[str]]:
    """The statement with PostgreSQL's own placeholders. The driver would look for its own anew in
    every long statement, each time."""
    names = list(dict.fromkeys(NAMED.findall(statement)))
    text = NAMED.sub(lambda found: f"${names.index(found[1]) + 1}", statement)
    return text.replace("%%", "%"), names
