"""The child that reads one workbook: limits first, then the zip directory, then the cells.

Started as a program with the workbook's path; writes a JSON list of texts for each row of the
first visible sheet. Exit status 3: refused, and why in two languages on standard error.
"""

import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime

MEMORY_MAX = 1 << 30  # bytes
CPU_SECONDS_MAX = 60
OUTPUT_MAX = 1 << 30  # bytes
ENTRIES_MAX = 1_000
INFLATED_MAX = 256 << 20  # bytes, all parts together
RATIO_MAX = 100
RATIO_FREE = 4 << 20  # bytes a part may have without its ratio being asked
ROWS_MAX, COLUMNS_MAX = 200_000, 100
EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number

CELL = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
OVERLAP = 64  # bytes; longer than what CELL matches

Value = int | float | str | bool | object


class Refused(Exception):
    """The workbook is refused, and why: Chinese, English."""


def main() -> None:
    """Read the workbook named on the command line."""
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY_MAX),
        (resource.RLIMIT_CPU, CPU_SECONDS_MAX),
        (resource.RLIMIT_FSIZE, OUTPUT_MAX),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))
    try:
        check(sys.argv[1])
        for row in rows(sys.argv[1]):
            sys.stdout.buffer.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    except Refused as refused:
        sys.stderr.write(json.dumps(refused.args))
        sys.exit(3)


def check(path: str) -> None:
    """Refuse what would not fit, by the zip directory and by the cells that are named."""
    with zipfile.ZipFile(path) as parts:
        entries = parts.infolist()
        if len(entries) > ENTRIES_MAX or sum(e.file_size for e in entries) > INFLATED_MAX:
            raise Refused("工作簿解开后太大。", "the workbook is too large once unpacked.")
        for entry in entries:
            if entry.file_size > RATIO_FREE + RATIO_MAX * entry.compress_size:
                raise Refused("工作簿压缩得离谱。", "the workbook is packed out of proportion.")
            if entry.filename.startswith("xl/worksheets/"):
                _check_cells(parts, entry)


def _check_cells(parts: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    tail = b""
    with parts.open(entry) as sheet:
        while data := sheet.read(1 << 20):
            for letters, row in CELL.findall(tail + data):
                if int(row) > ROWS_MAX or _column(letters) > COLUMNS_MAX:
                    raise Refused(
                        f"有单元格在 {(letters + row).decode()}，超出 {ROWS_MAX} 行 × "
                        f"{COLUMNS_MAX} 列。",
                        f"a cell lies at {(letters + row).decode()}, beyond {ROWS_MAX} rows × "
                        f"{COLUMNS_MAX} columns.",
                    )
            tail = data[-OVERLAP:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def rows(path: str) -> Iterator[list[str]]:
    """Every row of the first visible sheet from the first row on, each cell as text."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_path(path)
    names = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
    sheet = book.get_sheet_by_name(names[0])
    if sheet.total_height > ROWS_MAX or sheet.total_width > COLUMNS_MAX:
        raise Refused(
            f"超出 {ROWS_MAX} 行 × {COLUMNS_MAX} 列。",
            f"it has more than {ROWS_MAX} rows × {COLUMNS_MAX} columns.",
        )
    for row in sheet.iter_rows():
        yield [text(cell) for cell in row]


def text(value: Value) -> str:
    """A cell as a person would read it; a number too long to be exact says so by its `E+`."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and abs(value) >= EXACT:
        return f"{value:E}"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
