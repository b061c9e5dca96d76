"""From a file to its rows: what kind it is, how it is packed and encoded, nothing about orders.

Everything streams, so that a file of any size needs the same memory. A file that cannot be
trusted (a bomb, a mixture of encodings) is refused before its first row is used.
"""

import codecs
import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from gendan.intake import workbook
from gendan.intake.faults import bad_file
from gendan.process.model import Text

CHUNK = 1 << 20
LINE_MAX = 1 << 20  # characters; a longer line is no table
INFLATED_FREE = 64 << 20  # bytes that may come out of a small file without suspicion
RATIO_MAX = 200  # tables shrink to a tenth; bombs to a thousandth
DELIMITERS = ",\t;"

GZIP, ZIP, OLD_EXCEL = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ENCODINGS = ("utf-8", "gb18030")  # strict, in this order: text in the second is no valid first

UNREADABLE = Text(
    "这里读不成一行，多半是引号没有配对。", "This is no row; probably a quote is not closed."
)

Advance = Callable[[int], None]  # told how many bytes of the file were read since the last time


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one row, and the line on which it begins."""

    line: int
    cells: tuple[str, ...]
    trouble: Text | None = None  # why it is not a row at all


def records(path: Path, advance: Advance) -> Iterator[Record]:
    """The rows of a CSV file (gzip or not) or of the first sheet of a workbook, header first.

    Raises `BadFile` when the file cannot be used, and the operating system's errors."""
    with path.open("rb") as file:
        signature = file.read(4)
    if signature.startswith(OLD_EXCEL):
        raise bad_file(
            f"{path.name} 是旧版 .xls 文件。",
            f"{path.name} is an old .xls file.",
            "另存为 .xlsx 或 CSV。",
            "Save it as .xlsx or CSV.",
        )
    if signature.startswith(ZIP):
        yield from _workbook_records(path, advance)
        return
    encoding = _encoding(path)
    with _inflated(path, advance) as binary:
        lines = _lines(io.TextIOWrapper(binary, encoding, newline=""), path)
        yield from _csv_records(lines)


def limit(path: Path, *, lines: int, size: int) -> None:
    """Raise `BadFile` when more lines, or more bytes, come out of the file.

    A workbook has limits of its own."""
    with path.open("rb") as file:
        if file.read(4) == ZIP:
            return
    with _inflated(path, lambda _: None) as binary:
        while data := binary.read(CHUNK):
            lines -= max(data.count(b"\n"), data.count(b"\r"))
            size -= len(data)
            if lines < 0 or size < 0:
                raise bad_file(
                    f"{path.name} 太大。",
                    f"{path.name} is too large.",
                    "分成几个文件，或请管理员用命令 gendan import 导入。",
                    "Cut it into several, or have it imported with the command gendan import.",
                )


def _workbook_records(path: Path, advance: Advance) -> Iterator[Record]:
    with workbook.unpacked(path) as rows:
        for number, row in enumerate(rows, start=1):
            cells = tuple(json.loads(row))
            if any(cells):
                yield Record(number, cells)
    advance(path.stat().st_size)


@contextmanager
def _inflated(path: Path, advance: Advance) -> Iterator[BinaryIO]:
    """The file's bytes, unpacked if it is gzip, telling `advance` how far it got."""
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
        file.seek(0)
        counted: io.RawIOBase = _Counted(file, packed, path.name, advance)
        yield io.BufferedReader(counted, CHUNK)


class _Counted(io.RawIOBase):
    """Bytes of a file, with an eye on how much comes out of how little."""

    def __init__(self, file: BinaryIO, packed: bool, name: str, advance: Advance) -> None:
        self._file = file
        self._source: IO[bytes] = gzip.GzipFile(fileobj=file) if packed else file  # type: ignore[assignment]
        self._packed = packed
        self._name = name
        self._advance = advance
        self._told = 0
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        try:
            data = self._source.read(min(len(buffer), CHUNK))
        except (EOFError, zlib.error, gzip.BadGzipFile) as problem:
            raise bad_file(
                f"{self._name} 损坏，解不开。",
                f"{self._name} is damaged.",
                "重新下载或导出。",
                "Download or export it again.",
            ) from problem
        buffer[: len(data)] = data
        taken = self._file.tell()
        self._given += len(data)
        if self._packed and self._given > INFLATED_FREE + RATIO_MAX * taken:
            raise bad_file(
                f"{self._name} 解开后大得离谱，不像表格。",
                f"{self._name} inflates out of all proportion; it is no table.",
                "核对文件来源，或解压后再导入。",
                "Check where it came from, or import it unpacked.",
            )
        self._advance(taken - self._told)
        self._told = taken
        return len(data)


def _encoding(path: Path) -> str:
    """How the text is encoded: by its mark, else the first that reads it without an error."""
    with _inflated(path, lambda _: None) as binary:
        start = binary.peek(4)  # type: ignore[attr-defined]
        for mark, name in BOMS:
            if start.startswith(mark):
                return name
        decoders = {name: codecs.getincrementaldecoder(name)("strict") for name in ENCODINGS}
        while decoders and (data := binary.read(CHUNK)):
            decoders = {name: d for name, d in decoders.items() if _reads(d, data, final=False)}
        decoders = {name: d for name, d in decoders.items() if _reads(d, b"", final=True)}
    if decoders:
        return next(iter(decoders))
    raise bad_file(
        f"{path.name} 既不是 UTF-8，也不是 GB18030。",
        f"{path.name} is neither UTF-8 nor GB18030.",
        "用表格软件另存为“CSV UTF-8”。",
        "Save it as “CSV UTF-8”.",
    )


def _reads(decoder: codecs.IncrementalDecoder, data: bytes, *, final: bool) -> bool:
    try:
        decoder.decode(data, final)
    except UnicodeDecodeError:
        return False
    return True


def _lines(text: IO[str], path: Path) -> Iterator[str]:
    try:
        while line := text.readline(LINE_MAX):
            if len(line) == LINE_MAX and not line.endswith(("\n", "\r")):
                raise bad_file(
                    f"{path.name} 有一行长得离谱，不像表格。",
                    f"{path.name} has a line out of all proportion; it is no table.",
                    "核对文件来源。",
                    "Check where it came from.",
                )
            yield line
    except UnicodeDecodeError as problem:
        raise bad_file(
            f"{path.name} 的编码前后不一。",
            f"{path.name} mixes encodings.",
            "用表格软件另存为“CSV UTF-8”。",
            "Save it as “CSV UTF-8”.",
        ) from problem


def _csv_records(lines: Iterator[str]) -> Iterator[Record]:
    first = next(lines, "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(_again(first, lines), delimiter=delimiter)
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Record(before + 1, (), UNREADABLE)
        else:
            if any(cells):
                yield Record(before + 1, tuple(cells))
        before = reader.line_num


def _again(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest
