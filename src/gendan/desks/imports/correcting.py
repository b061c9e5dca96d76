"""Bad rows as a table of inputs, and what somebody typed into them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from gendan.desks.imports.bad_rows import BadRow, Head, Trouble, shown
from gendan.desks.imports.folder import Typed


@dataclass(frozen=True, slots=True)
class Cell:
    """An input. `name` says of which file, line and column it is."""

    name: str
    column: str
    text: str
    troubles: Sequence[Trouble]


@dataclass(frozen=True, slots=True)
class Line:
    """A bad row as it is shown. `troubles` are of the row as a whole; ticking `as_it_is` says that
    its cells lie as they should."""

    line: int
    cells: Sequence[Cell]
    troubles: Sequence[Trouble]
    is_waiting: bool
    as_it_is: str


@dataclass(frozen=True, slots=True)
class Table:
    """Bad rows of one file that are shown together."""

    number: int
    columns: Sequence[str]
    lines: Sequence[Line]


def tables(rows: Sequence[BadRow]) -> list[Table]:
    """The rows as tables; columns in which nothing stands and nothing is wrong are left out."""
    found = []
    by_file = sorted(rows, key=lambda row: row.number)
    for number, group in groupby(by_file, key=lambda row: row.number):
        own = list(group)
        head = own[0].head
        places = _places(head, own)
        lines = [_line(row, places) for row in own]
        found.append(Table(number, [head.names[place] for place in places], lines))
    return found


def typed(rows: Sequence[BadRow], given: Mapping[str, str]) -> Typed:
    """What was typed into these rows and differs from what stood there."""
    found: Typed = {}
    for row in rows:
        cells = {
            str(place): given[name][: _most(row, place)]
            for place in row.head.known
            if (name := _name(row, place)) in given and given[name] != shown(row.cells[place])
        }
        if cells or _as_it_is(row) in given:
            found.setdefault(str(row.number), {})[str(row.line)] = cells
    return found


TYPED_MAX = 4_000  # characters of a cell; more is refused when it is read


def _most(row: BadRow, place: int) -> int:
    return max(TYPED_MAX, len(row.cells[place]))


def _places(head: Head, rows: Sequence[BadRow]) -> list[int]:
    """The columns to show: the order's number, what is wrong, and the rest as the file has it."""
    told = {trouble.place for row in rows for trouble in row.troubles}
    found = [
        place
        for place in head.known
        if place in head.needed or place in told or any(row.cells[place] for row in rows)
    ]
    return sorted(found, key=lambda place: (place not in head.needed[:1], place not in told))


def _line(row: BadRow, places: Sequence[int]) -> Line:
    cells = [
        Cell(
            _name(row, place),
            row.head.names[place],
            shown(row.cells[place]),
            [trouble for trouble in row.troubles if trouble.place == place],
        )
        for place in places
    ]
    whole = [trouble for trouble in row.troubles if trouble.place not in places]
    return Line(row.line, cells, whole, not row.troubles, _as_it_is(row))


def _name(row: BadRow, place: int) -> str:
    return f"c.{row.number}.{row.line}.{place}"


def _as_it_is(row: BadRow) -> str:
    return f"as.{row.number}.{row.line}"
