"""Rows as a file for a spreadsheet, however many there are: CSV, or a workbook.

Nothing that somebody typed becomes a formula, and no digit of what names something is lost.
"""

import csv
import io
import itertools
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO

import xlsxwriter

from gendan.desks.lists.fields import Cell
from gendan.intake.cells import DIGITS_MAX, guard

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # tells spreadsheets that it is UTF-8
TITLE_MAX = 31  # characters of the name of a sheet
FORMATS: dict[type, str] = {
    str: "@",
    int: "0",
    Decimal: "#,##0.00",
    datetime: "yyyy-mm-dd hh:mm:ss",
}
WIDTHS: dict[type, int] = {str: 16, int: 10, Decimal: 12, datetime: 20}


def as_csv(titles: Sequence[str], pages: Iterable[Sequence[Sequence[Cell]]]) -> Iterator[str]:
    """A file after RFC 4180, page by page."""
    yield BOM + _lines([titles])
    for page in pages:
        yield _lines([[_written(cell) for cell in row] for row in page])


def as_workbook(
    title: str,
    titles: Sequence[str],
    kinds: Sequence[type],
    pages: Iterable[Sequence[Sequence[Cell]]],
) -> IO[bytes]:
    """A workbook of one sheet, to be read from its beginning; gone when it is closed."""
    made = tempfile.TemporaryFile(prefix="gendan-list-")  # noqa: SIM115 - sent, then closed
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(made, options) as book:
        formats = [book.add_format({"num_format": FORMATS[kind]}) for kind in kinds]
        sheet = book.add_worksheet(title[:TITLE_MAX])
        for column, (kind, form) in enumerate(zip(kinds, formats, strict=True)):
            sheet.set_column(column, column, WIDTHS[kind], form)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, titles, book.add_format({"bold": True}))
        rows = itertools.chain.from_iterable(pages)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write(sheet, line, column, cell, formats[column])
    made.seek(0)
    return made


def _lines(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _written(cell: Cell) -> object:
    if not isinstance(cell, str):
        return cell
    # Of a longer number a spreadsheet keeps the beginning only.
    if len(cell) > DIGITS_MAX and cell.isdigit():
        return f"'{cell}"
    return guard(cell)


def _write(sheet: xlsxwriter.worksheet.Worksheet, line: int, column: int, cell: Cell,
           form: xlsxwriter.format.Format) -> None:  # fmt: skip
    if cell is None or cell == "":
        return  # what is empty has the form of its column
    if isinstance(cell, str):
        sheet.write_string(line, column, cell, form)
    elif isinstance(cell, datetime):
        sheet.write_datetime(line, column, cell, form)
    else:
        sheet.write_number(line, column, cell, form)
