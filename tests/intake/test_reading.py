"""Files as they come: packed, encoded and broken in every way."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gendan.intake import reading
from gendan.intake.faults import BadFile
from gendan.intake.reading import Record, records

TEXT = "编号,姓名\n1,䶮𬭎\n"


def read(path):
    return list(records(path, lambda _: None))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("packed", [False, True])
def test_encodings_are_found_packed_or_not(tmp_path, encoding, packed):
    data = TEXT.encode(encoding)
    path = tmp_path / "orders.csv"
    path.write_bytes(gzip.compress(data) if packed else data)
    assert read(path) == [Record(1, ("编号", "姓名")), Record(2, ("1", "䶮𬭎"))]


def test_a_file_that_no_encoding_reads_is_refused_before_its_first_row(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_bytes(b"id,name\n" + b"1,ok\n" * 1000 + b"2,caf\xe9\n")
    rows = records(path, lambda _: None)
    with pytest.raises(BadFile, match="neither UTF-8 nor GB18030"):
        next(rows)


@given(st.binary(max_size=400))
def test_whatever_the_bytes_are_the_answer_is_rows_or_a_refusal(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("bytes") / "orders.csv"
    path.write_bytes(data)
    try:
        found = read(path)
    except BadFile:
        return
    assert all(isinstance(record, Record) for record in found)


def test_a_bomb_is_recognised_by_what_comes_out_of_how_little(tmp_path):
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb") as file:
        for _ in range(200):
            file.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    with pytest.raises(BadFile, match="inflates out of all proportion"):
        read(path)


def test_a_large_table_that_packs_well_is_no_bomb(tmp_path):
    path = tmp_path / "orders.csv.gz"
    with gzip.open(path, "wt", compresslevel=1) as file:
        for number in range(300_000):
            file.write(f"{number},1,the same words as before,2026-01-01 10:00:00,12.50\n")
    assert sum(1 for _ in records(path, lambda _: None)) == 300_000


def test_a_cut_off_package_is_damaged(tmp_path):
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode() * 1000)[:-20])
    with pytest.raises(BadFile, match="damaged"):
        read(path)


def test_one_endless_line_is_no_table(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("x" * (reading.LINE_MAX + 1))
    with pytest.raises(BadFile, match="line out of all proportion"):
        read(path)


def test_an_old_workbook_is_named_as_such(tmp_path):
    path = tmp_path / "orders.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    with pytest.raises(BadFile, match=r"old \.xls"):
        read(path)


def test_lines_are_counted_as_they_stand_in_the_file(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text('id,words\n1,"two\nlines"\n\n2,x\n')
    assert [(record.line, record.cells) for record in read(path)] == [
        (1, ("id", "words")),
        (2, ("1", "two\nlines")),
        (5, ("2", "x")),
    ]


def test_a_quote_that_is_never_closed_is_a_bad_row_and_the_rest_is_read(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text('id,words\n1,"open' + "x" * 140_000 + "\n2,fine\n")
    first, broken, last = read(path)
    assert first == Record(1, ("id", "words"))
    assert (broken.line, broken.trouble) == (2, reading.UNREADABLE)
    assert last == Record(3, ("2", "fine"))


def test_semicolons_and_tabs_separate_too(tmp_path):
    for sign in ";\t":
        path = tmp_path / "orders.csv"
        path.write_text(f"id{sign}name{sign}city\n1{sign}a,b{sign}c\n")
        assert read(path)[1].cells == ("1", "a,b", "c")


def test_progress_reaches_the_size_of_the_file(tmp_path):
    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode() * 10_000))
    told = []
    assert sum(1 for _ in records(path, told.append)) == 20_000
    assert sum(told) == path.stat().st_size
