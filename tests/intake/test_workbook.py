"""Workbooks, honest and hostile, read by the child of narrow means."""

import io
import zipfile
from datetime import datetime

import pytest
import xlsxwriter

from gendan.intake import workbook
from gendan.intake.faults import BadFile
from gendan.intake.reading import records


def read(path):
    return [record.cells for record in records(path, lambda _: None)]


def make(path, write):
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        write(book, book.add_worksheet("订单"))
    return path


def test_cells_come_as_a_person_reads_them(tmp_path):
    def write(book, sheet):
        date = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(0, 0, ["单号", "件数", "单价", "时间", "有"])
        sheet.write_row(1, 0, ["35000000000000001", 2, 0.1 + 0.2])
        sheet.write_datetime(1, 3, datetime(2026, 11, 23, 14, 5), date)  # noqa: DTZ001
        sheet.write_boolean(1, 4, True)
        sheet.write_row(2, 0, [3.5e17, 1e14, -1.5])
        sheet.write_formula(2, 3, "=1+1", value=2)

    assert read(make(tmp_path / "a.xlsx", write)) == [
        ("单号", "件数", "单价", "时间", "有"),
        ("35000000000000001", "2", "0.3", "2026-11-23 14:05:00", "TRUE"),
        ("3.500000E+17", "100000000000000", "-1.5", "2", ""),
    ]


def test_lines_are_the_sheets_own_and_hidden_sheets_are_skipped(tmp_path):
    def write(book, sheet):
        sheet.hide()
        sheet.write(0, 0, "secret")
        shown = book.add_worksheet("shown")
        shown.activate()
        shown.set_first_sheet()
        shown.write(3, 1, "id")
        shown.write(6, 1, "7")

    found = list(records(make(tmp_path / "a.xlsx", write), lambda _: None))
    assert [(record.line, record.cells) for record in found] == [(4, ("id",)), (7, ("7",))]


def test_a_cell_in_the_last_row_and_column_is_refused_by_name(tmp_path):
    path = make(tmp_path / "far.xlsx", lambda _, sheet: sheet.write(1048575, 16383, "x"))
    assert path.stat().st_size < 10_000
    with pytest.raises(BadFile, match="XFD1048576"):
        read(path)


def test_what_slips_past_the_check_dies_in_the_child_alone(tmp_path):
    """The cell's name is written so that only an XML reader sees it."""
    honest = io.BytesIO()
    with xlsxwriter.Workbook(honest) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, 1)
        sheet.write(1048575, 16383, 2)
    path = tmp_path / "sly.xlsx"
    with zipfile.ZipFile(honest) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as sly:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                data = data.replace(b"XFD1048576", b"&#88;FD1048576").replace(b"A1:", b"A1:A2:")
            sly.writestr(name, data)
    with pytest.raises(BadFile):
        read(path)


def test_a_workbook_packed_out_of_proportion_is_refused(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", bytes(50 << 20))
    with pytest.raises(BadFile, match="out of proportion"):
        read(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "photos.xlsx"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("photo.jpg", b"not really")
    with pytest.raises(BadFile, match="cannot be read"):
        read(path)


def test_a_child_that_takes_too_long_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "SECONDS_MAX", 0.001)
    with pytest.raises(BadFile, match="cannot be read"):
        read(make(tmp_path / "a.xlsx", lambda _, sheet: sheet.write(0, 0, "id")))
