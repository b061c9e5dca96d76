"""The file of bad rows: as they came, with what is wrong beside them, to be corrected and imported.

Rows of an order with a bad row come along, because orders are placed whole.
"""

import csv
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from gendan.intake import cells
from gendan.intake.drafts import Rejected
from gendan.intake.faults import Fault
from gendan.intake.tables import Header
from gendan.process.model import Text

MARK = "gendan:"  # before the names of our columns, so that they are known again
COLUMNS = (
    Text("行", "line"),
    Text("列", "column"),
    Text("值", "value"),
    Text("问题", "problem"),
    Text("办法", "remedy"),
)
WAITS = (
    Text("这一行没有问题，同一订单的另一行有。", "This row is fine; another of its order is not."),
    Text("不用改，和那一行一起导入。", "Leave it, and import it together with that row."),
)
WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
TRIES = 1_000  # earlier files of bad rows beside the same file


class Errors:
    """Where rejected rows go: a file beside each input, made when its first bad row comes."""

    def __init__(self, files: Mapping[Path, Path], language: str) -> None:
        self._files = dict(files)
        self._language = language
        self._open: dict[Path, tuple[TextIO, list[int]]] = {}
        self.bad_rows = 0
        self.waiting_rows = 0
        self.faults: list[Fault] = []  # the first few, to be shown

    @property
    def written(self) -> list[Path]:
        """The files that were made."""
        return [self._files[path] for path in self._open]

    def add(self, rejected: Rejected) -> None:
        """Write the rows down, each with its faults."""
        by_row: dict[tuple[str, int], list[Fault]] = {}
        for fault in rejected.faults:
            by_row.setdefault((fault.file, fault.line), []).append(fault)
        for row in rejected.rows:
            faults = by_row.get((str(row.header.file), row.line), [])
            self.bad_rows += bool(faults)
            self.waiting_rows += not faults
            file, places = self._file_for(row.header)
            told = self._told(faults) if faults else ["", "", *self._said(*WAITS)]
            texts = [row.cells[place] for place in places]
            csv.writer(file).writerow([cells.guard(t) for t in (*texts, str(row.line), *told)])
        self.faults += rejected.faults[: SHOWN - len(self.faults)]

    def close(self) -> None:
        """Finish the files."""
        for file, _ in self._open.values():
            file.close()

    def _told(self, faults: Sequence[Fault]) -> list[str]:
        parts = ([f.column, f.value, *self._said(f.problem, f.remedy)] for f in faults)
        return [" | ".join(part) for part in zip(*parts, strict=True)]

    def _said(self, *texts: Text) -> list[str]:
        return [text.in_language(self._language) for text in texts]

    def _file_for(self, header: Header) -> tuple[TextIO, list[int]]:
        if header.file not in self._open:
            places = [i for i, name in enumerate(header.names) if not name.startswith(MARK)]
            # The mark at the beginning tells spreadsheets that this is UTF-8.
            path = self._files[header.file]
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("w", encoding="utf-8-sig", newline="")
            names = [header.names[place] for place in places]
            marked = [MARK + name for name in self._said(*COLUMNS)]
            csv.writer(file).writerow([*names, *marked])
            self._open[header.file] = (file, places)
        return self._open[header.file]


SHOWN = 10


@contextmanager
def errors(
    files: Sequence[Path], asked: Path | None, spare: Path, language: str
) -> Iterator[Errors]:
    """Where the bad rows of these files go: `asked`, else beside each, never over another.

    `spare` is the folder for those of files that lie where nothing should be written."""
    kept = Errors({file: _beside(file, asked, spare, n) for n, file in enumerate(files)}, language)
    try:
        yield kept
    finally:
        kept.close()


def _beside(file: Path, asked: Path | None, spare: Path, nth: int) -> Path:
    if asked:
        return asked.with_name(f"{asked.stem}-{nth + 1}{asked.suffix}") if nth else asked
    folder = file.parent if _may_be_written(file.parent) else spare
    for number in range(1, TRIES):
        path = folder / f"{file.name}.errors{f'-{number}' if number > 1 else ''}.csv"
        if not path.exists():
            return path
    raise FileExistsError(f"{file.name}: {TRIES} files of bad rows lie there already")


def _may_be_written(folder: Path) -> bool:
    """Root may write anywhere; a folder in which nobody may is meant to stay as it is."""
    return bool(folder.stat().st_mode & WRITABLE) and os.access(folder, os.W_OK)
