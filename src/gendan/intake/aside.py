"""Rows set aside in a scratch file until somebody asks for them: they may exceed memory."""

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path

from gendan.intake.faults import Fault
from gendan.intake.grouping import key_of
from gendan.intake.tables import Header, Row
from gendan.process.model import Text

MAKE = "CREATE TABLE aside (key TEXT, line INTEGER, cells TEXT, trouble TEXT)"
PUT = "INSERT INTO aside VALUES (?, ?, ?, ?)"
FIND = "SELECT line, cells, trouble FROM aside WHERE key = ? ORDER BY line"
DROP = "DELETE FROM aside WHERE key = ?"
KEYS = "SELECT key FROM aside GROUP BY key ORDER BY min(line)"


class Aside:
    """The rows of one table by their order's number, each to be taken once."""

    def __init__(self, scratch: sqlite3.Connection, header: Header) -> None:
        self._scratch = scratch
        self._header = header

    def take(self, key: str) -> list[Row]:
        """The rows of that order, in the order of the file."""
        found = self._scratch.execute(FIND, [key]).fetchall()
        self._scratch.execute(DROP, [key])
        return [
            Row(line, tuple(json.loads(cells)), self._header, trouble and _fault(trouble))
            for line, cells, trouble in found
        ]

    def left(self) -> Iterator[list[Row]]:
        """What nobody asked for, order by order."""
        for (key,) in self._scratch.execute(KEYS).fetchall():
            yield self.take(key)


@contextmanager
def set_aside(header: Header, rows: Iterable[Row]) -> Iterator[Aside]:
    """Set the rows aside; the scratch file is gone afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="gendan-import-") as folder,
        closing(sqlite3.connect(Path(folder, "aside"), isolation_level=None)) as scratch,
    ):
        scratch.execute("PRAGMA journal_mode = off")
        scratch.execute("PRAGMA synchronous = off")
        scratch.execute(MAKE)
        scratch.execute("BEGIN")
        scratch.executemany(PUT, map(_packed, rows))
        scratch.execute("CREATE INDEX by_key ON aside (key)")
        yield Aside(scratch, header)


def _packed(row: Row) -> tuple[str, int, str, str | None]:
    trouble = json.dumps(asdict(row.trouble)) if row.trouble else None
    return key_of(row), row.line, json.dumps(row.cells), trouble


def _fault(packed: str) -> Fault:
    fields = json.loads(packed)
    problem, remedy = Text(**fields.pop("problem")), Text(**fields.pop("remedy"))
    return Fault(**fields, problem=problem, remedy=remedy)
