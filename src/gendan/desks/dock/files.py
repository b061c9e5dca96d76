"""A carrier's file that somebody uploads: its rows, by what its columns mean, before anything is
done with them."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile

from gendan.intake import cells, reading
from gendan.intake.faults import BadFile
from gendan.process.model import Text

SIZE_MAX = 5 << 20  # bytes of a file
ROWS_MAX = 2_000
HEAD_MAX = 10  # rows above which the header is looked for
WAYBILL = "waybill"  # without a column of that meaning it is no file of a carrier

NO_FILE = Text("先选一个文件。", "Choose a file first.")
TOO_LARGE = Text("文件太大，最多 5 MB、2000 行；分成几个再传。",
                 "Too large: at most 5 MB and 2,000 rows. Cut it into several.")  # fmt: skip
NO_COLUMN = Text("找不到“运单号”这一列。第一行要是表头。",
                 "There is no column “waybill”. The first row must name the columns.")  # fmt: skip

Columns = Mapping[str, Sequence[str]]  # by meaning, how carriers call them


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the header; `trouble`: why it cannot be read."""

    line: int
    cells: Mapping[str, str]
    trouble: Text | None = None

    def cell(self, meaning: str) -> str:
        """What stands in the column of that meaning; nothing where there is none."""
        return self.cells.get(meaning, "")


def rows_of(file: UploadedFile | None, columns: Columns) -> tuple[list[Row], Text | None]:
    """The rows of the file, or what is wrong with it as a whole."""
    if file is None:
        return [], NO_FILE
    if (file.size or 0) > SIZE_MAX:
        return [], TOO_LARGE
    with tempfile.TemporaryDirectory(prefix="gendan-carrier-") as place:
        written = Path(place, "file")
        with written.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
        try:
            reading.limit(written, lines=ROWS_MAX * 3, size=SIZE_MAX * 4)
            found = list(_rows(reading.records(written, lambda _: None), columns))
        except BadFile as bad:
            return [], bad.problem
    if not found:
        return [], NO_COLUMN
    return (found[1:], None) if len(found) <= ROWS_MAX else ([], TOO_LARGE)


def _rows(records: Iterator[reading.Record], columns: Columns) -> Iterator[Row]:
    """The rows below the header, and before them one for the header itself."""
    places: dict[str, int] = {}
    for number, record in enumerate(records):
        if places:
            yield Row(
                record.line,
                {
                    meaning: record.cells[place]
                    for meaning, place in places.items()
                    if place < len(record.cells)
                },
                record.trouble,
            )
        elif places := _places(record.cells, columns):
            yield Row(record.line, {})
        elif number >= HEAD_MAX:
            return


def _places(header: Sequence[str], columns: Columns) -> dict[str, int]:
    """By what it means, the place of a column; nothing where no column holds waybills."""
    names = [cells.clean(name).lower() for name in header]
    found = {
        meaning: names.index(name)
        for meaning, known in columns.items()
        for name in reversed(known)
        if name in names
    }
    return found if WAYBILL in found else {}
