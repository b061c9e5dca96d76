"""Rows by the names of their columns, matched as people write them; cells read on demand."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from gendan.intake import cells
from gendan.intake.cells import BadCell
from gendan.intake.faults import BadRow, Fault, bad_file
from gendan.intake.reading import Advance, Record, records
from gendan.intake.source import Cells
from gendan.process.model import Text

T = TypeVar("T")

HEADER_LINES = 5  # a title or two may stand above the header
NOTHING: Mapping[int, Cells] = {}

MISSING = (
    Text("这一格不能空着。", "This cell cannot be empty."),
    Text("填上再导入。", "Fill it in."),
)
RAGGED = (
    Text(
        "这一行的格数与表头不符，内容可能错位。",
        "This row has another number of cells than the header; they may be shifted.",
    ),
    Text("与表头逐格核对。", "Check it cell by cell against the header."),
)


@dataclass(frozen=True)
class Header:
    """The columns of a file as it names them, and where the fields that we want stand."""

    file: Path
    line: int
    names: tuple[str, ...]
    places: Mapping[str, int]  # field to column

    def name(self, field: str) -> str:
        """What the file calls a field; the field itself when it has no such column."""
        return self.names[self.places[field]] if field in self.places else field


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table. One in `trouble` is none, but its order must not go on without it."""

    line: int
    cells: tuple[str, ...]
    header: Header
    trouble: Fault | None = None

    def raw(self, field: str) -> str:
        """What stands there; empty when there is no such column."""
        place = self.header.places.get(field)
        return "" if place is None else self.cells[place]

    def take(self, field: str, read: Callable[[str], T], otherwise: T) -> T:
        """The field's value; `otherwise` where nothing stands. Raises `BadRow`."""
        raw = self.raw(field)
        if not raw or not cells.clean(raw):
            return otherwise
        try:
            return read(raw)
        except BadCell as bad:
            raise self.bad(field, bad.problem, bad.remedy) from bad

    def need(self, field: str, read: Callable[[str], T]) -> T:
        """The field's value. Raises `BadRow` when there is none or it cannot be read."""
        value: T | None = self.take(field, read, None)
        if value is None or value == "":
            raise self.bad(field, *MISSING)
        return value

    def bad(self, field: str, problem: Text, remedy: Text) -> BadRow:
        """The complaint about one of its fields."""
        column, value = self.header.name(field), self.raw(field)
        return BadRow(Fault(str(self.header.file), self.line, column, value, problem, remedy))


def table(
    path: Path,
    columns: Mapping[str, Sequence[str]],
    needed: Sequence[str],
    advance: Advance,
    corrected: Mapping[int, Cells] = NOTHING,
) -> tuple[Header, Iterator[Row]]:
    """The file's header and its rows.

    `columns` names each field as files may call it; `corrected` holds the cells that somebody typed
    instead, by line. Raises `BadFile` when the header lacks one of the `needed` fields."""
    found = records(path, advance)
    seen = []
    for record in found:
        header = _header(path, record, columns)
        if all(field in header.places for field in needed):
            _refuse_doubles(path, header, columns)
            return header, _rows(found, header, corrected)
        seen.append(header)
        if len(seen) == HEADER_LINES:
            break
    best = max(seen, key=lambda header: len(header.places), default=Header(path, 0, (), {}))
    lacking = "、".join(columns[field][0] for field in needed if field not in best.places)
    raise bad_file(
        f"{path.name} 缺少这些列：{lacking}。",
        f"{path.name} lacks these columns: {lacking}.",
        "核对是否选对了来源和文件，表头不要改名。",
        "Check the source and the file, and keep the header as it was.",
    )


def _header(path: Path, record: Record, columns: Mapping[str, Sequence[str]]) -> Header:
    places: dict[str, int] = {}
    normal = [plain(name) for name in record.cells]
    for field, aliases in columns.items():
        for alias in aliases:
            if plain(alias) in normal:
                places[field] = normal.index(plain(alias))
                break
    return Header(path, record.line, tuple(map(cells.clean, record.cells)), places)


def _refuse_doubles(path: Path, header: Header, columns: Mapping[str, Sequence[str]]) -> None:
    normal = [plain(name) for name in header.names]
    for field, place in header.places.items():
        if normal.count(normal[place]) > 1 and columns[field]:
            name = header.names[place]
            raise bad_file(
                f"{path.name} 有两列都叫“{name}”。",
                f"{path.name} has two columns called “{name}”.",
                "删去或改名多出的一列。",
                "Remove or rename one of them.",
            )


def plain(name: str) -> str:
    """A column's name without what exports vary: blanks, width, case, byte order marks."""
    normal = unicodedata.normalize("NFKC", name).strip(cells.BLANK)
    return "".join(normal.split()).casefold()


def _rows(found: Iterator[Record], header: Header, corrected: Mapping[int, Cells]) -> Iterator[Row]:
    file, width = str(header.file), len(header.names)
    for record in found:
        given = record.cells
        texts = (*given, *[""] * (width - len(given)))[:width]
        trouble = None
        if (typed := corrected.get(record.line)) is not None:
            # Whoever corrected the row has seen how its cells lie.
            texts = tuple(typed.get(place, text) for place, text in enumerate(texts))
        elif record.trouble:
            trouble = Fault(file, record.line, "", "", record.trouble, RAGGED[1])
        elif len(given) < width or any(given[width:]):
            trouble = Fault(file, record.line, "", ",".join(given[width:]), *RAGGED)
        yield Row(record.line, texts, header, trouble)
