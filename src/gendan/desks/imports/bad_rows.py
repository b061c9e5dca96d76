"""Rows that are not placed yet: kept with their faults, to be corrected in place or taken away.

The list may be longer than memory, so it is written and read row by row.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from gendan.desks.imports import folder
from gendan.intake import cells
from gendan.intake.drafts import Rejected
from gendan.intake.errors import COLUMNS, MARK, WAITS
from gendan.intake.faults import Fault
from gendan.intake.tables import Header, Row
from gendan.kernel.sql import LOST
from gendan.process.model import Text

ON_A_PAGE = 20
IN_PLACE_MAX = 1_000  # rows; with more a spreadsheet is the better tool


@dataclass(frozen=True, slots=True)
class Trouble:
    """One fault of a row. `place` is its cell; nothing where the row as a whole is meant."""

    place: int | None
    column: str
    value: str
    problem: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class Head:
    """The columns of a file, and which of them mean something to us."""

    names: Sequence[str]
    known: Sequence[int]
    needed: Sequence[int]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row as it stands. One without troubles waits for another of its order."""

    number: int  # of the file
    line: int
    cells: Sequence[str]
    troubles: Sequence[Trouble]
    head: Head


class BadRows:
    """Takes what an import rejects, and writes it down."""

    def __init__(self, files: Sequence[Path], needed: Sequence[str], into: IO[str]) -> None:
        self.bad_rows = 0
        self.waiting_rows = 0
        self._numbers = {file: number for number, file in enumerate(files, start=1)}
        self._needed = needed
        self._into = into
        self._told: set[Path] = set()

    def add(self, rejected: Rejected) -> None:
        """Write the rows down, each with its faults."""
        faults: dict[tuple[str, int], list[Fault]] = {}
        for fault in rejected.faults:
            faults.setdefault((fault.file, fault.line), []).append(fault)
        for row in rejected.rows:
            found = faults.get((str(row.header.file), row.line), [])
            self.bad_rows += bool(found)
            self.waiting_rows += not found
            self._tell_head(row.header)
            self._write(_packed(self._numbers[row.header.file], row, found))

    def _tell_head(self, header: Header) -> None:
        if header.file in self._told:
            return
        self._told.add(header.file)
        needed = [header.places[field] for field in self._needed if field in header.places]
        known = sorted(header.places.values())
        self._write(["head", self._numbers[header.file], header.names, known, needed])

    def _write(self, told: object) -> None:
        self._into.write(json.dumps(told, ensure_ascii=False) + "\n")


def _packed(number: int, row: Row, faults: Sequence[Fault]) -> list[object]:
    names = row.header.names
    told = [
        [
            names.index(fault.column) if fault.column in names else None,
            fault.column,
            fault.value,
            [fault.problem.zh, fault.problem.en],
            [fault.remedy.zh, fault.remedy.en],
        ]
        for fault in faults
    ]
    return ["row", number, row.line, row.cells, told]


def page(file: int, number: int) -> list[BadRow]:
    """The rows of a page of what can be corrected in place; pages are counted from one."""
    start = (number - 1) * ON_A_PAGE
    return list(islice(_rows(file, start), min(ON_A_PAGE, max(IN_PLACE_MAX - start, 0))))


def shown(cell: str) -> str:
    """A cell as an input of a page holds it, on one line."""
    return " ".join(cell.replace("\0", LOST).splitlines())


def as_csv(file: int, number: int, language: str) -> Iterator[str]:
    """The bad rows of one of the files, with what is wrong beside them, to be corrected and
    uploaded."""
    head = None
    for row in _rows(file, 0):
        if row.number != number:
            continue
        kept = [n for n, name in enumerate(row.head.names) if not name.startswith(MARK)]
        if head is None:
            head = row.head
            ours = [MARK + column.in_language(language) for column in COLUMNS]
            # The mark at the beginning tells spreadsheets that this is UTF-8.
            yield "\ufeff" + _line([*(head.names[place] for place in kept), *ours])
        texts = [row.cells[place] for place in kept]
        told = _told(row.troubles, language)
        yield _line([cells.guard(text) for text in (*texts, str(row.line), *told)])


def _told(troubles: Sequence[Trouble], language: str) -> list[str]:
    if not troubles:
        return ["", "", *(text.in_language(language) for text in WAITS)]
    parts = (
        [t.column, t.value, t.problem.in_language(language), t.remedy.in_language(language)]
        for t in troubles
    )
    return [" | ".join(part) for part in zip(*parts, strict=True)]


def _line(texts: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(texts)
    return written.getvalue()


def _rows(file: int, skip: int) -> Iterator[BadRow]:
    path = folder.folder(file) / folder.BAD_ROWS
    if not path.exists():
        return
    heads: dict[int, Head] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith('["head"'):
                _, number, names, known, needed = json.loads(line)
                heads[number] = Head(names, known, needed)
            elif skip:
                skip -= 1
            else:
                yield _unpacked(line, heads)


def _unpacked(line: str, heads: Mapping[int, Head]) -> BadRow:
    _, number, where, texts, told = json.loads(line)
    troubles = [
        Trouble(place, column, value, Text(*problem), Text(*remedy))
        for place, column, value, problem, remedy in told
    ]
    return BadRow(number, where, texts, troubles, heads[number])
