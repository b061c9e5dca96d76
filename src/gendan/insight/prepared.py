"""Statements that are asked so often that PostgreSQL should plan them once for each connection.

Planning the statement of one order took four times as long as running it.
"""

from collections.abc import Mapping
from typing import cast

import psycopg
from django.db import connection


def row(statement: str, values: Mapping[str, object]) -> tuple[object, ...] | None:
    """The first row that the statement gives, if any; the server keeps its plan."""
    connection.ensure_connection()
    raw = connection.connection
    raw.prepare_threshold = 0  # Django's own cursors never prepare, so this is for ours alone
    with connection._prepare_cursor(psycopg.Cursor(raw)) as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement, values)
        return cast("tuple[object, ...] | None", cursor.fetchone())
