"""One way to run a named statement: with whatever the driver can carry, arrays included."""

from collections.abc import Mapping, Sequence
from typing import cast

from django.db import connection

Parameters = Sequence[object] | Mapping[str, object]


def run(statement: str, parameters: Parameters = ()) -> int:
    """Run it; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, cast("Sequence[str]", parameters))
        return int(cursor.rowcount)


def rows(statement: str, parameters: Parameters = ()) -> list[tuple]:  # type: ignore[type-arg]
    """Run it; the rows it gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, cast("Sequence[str]", parameters))
        return list(cursor.fetchall())


def columns(of: Sequence[Sequence[object]], width: int) -> list[list[object]]:
    """The columns of rows of that width, as `unnest` wants them; empty ones for no rows."""
    return [[row[column] for row in of] for column in range(width)]
