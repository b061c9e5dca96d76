"""How PostgreSQL carries out the statements of our code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def explained() -> Iterator[list[str]]:
    """How PostgreSQL carries out what is run within, line by line."""
    lines: list[str] = []

    def explain(execute: Callable[..., object], statement: str, *rest: object) -> object:
        with connection.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {statement}", rest[0])
            lines.extend(line for (line,) in cursor)
        return execute(statement, *rest)

    with connection.execute_wrapper(explain):
        yield lines
