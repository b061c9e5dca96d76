from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gendan.intake import cells
from gendan.intake.cells import BadCell

SHANGHAI = ZoneInfo("Asia/Shanghai")
digits = st.text("0123456789", min_size=1, max_size=30)
codes = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_/-]{0,30}", fullmatch=True).filter(
    lambda text: not cells.ROUNDED.match(text)
)
wrappers = st.sampled_from(
    ["{}", '="{}"', "'{}", "\t{}", ' ="{}" ', '"{}'[1:], "\ufeff{}", "{}\u3000"]
)


@given(digits, st.lists(wrappers, max_size=3))
def test_digits_come_out_of_whatever_programs_wrap_around_them(number, around):
    text = number
    for wrapper in around:
        text = wrapper.format(text)
    assert cells.identifier(text) == number


@given(codes)
def test_reading_a_code_twice_changes_nothing_more(code):
    assert cells.identifier(cells.identifier(code)) == code


@given(st.text(max_size=40))
def test_an_identifier_is_clean_or_refused(text):
    try:
        found = cells.identifier(text)
    except BadCell:
        return
    assert found == cells.identifier(found)
    assert not found.startswith(cells.FORMULA_SIGNS)
    assert not cells.CONTROL.search(found)


@given(st.text(max_size=40))
def test_a_guarded_cell_reads_like_the_cell(text):
    assert cells.clean(cells.guard(text)) == cells.clean(text)
    assert not cells.guard(text).startswith(cells.FORMULA_SIGNS)


@pytest.mark.parametrize(
    "text", ["3.5E+17", "3.50000E+17", '="3.5E+17"', "3e+17", "350000000000000000.0"]
)
def test_digits_that_a_spreadsheet_lost_are_never_guessed(text):
    with pytest.raises(BadCell, match="last digits are gone"):
        cells.identifier(text)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "@SUM(1)", "＝1", "-1"])
def test_a_formula_is_no_identifier(text):
    with pytest.raises(BadCell, match="formula"):
        cells.identifier(text)


@pytest.mark.parametrize("text", ["a\x00b", "a\nb", "x" * 201])
def test_an_identifier_is_short_and_on_one_line(text):
    with pytest.raises(BadCell):
        cells.identifier(text)


def test_a_code_that_only_looks_like_a_power_stays():
    assert cells.identifier("12E5") == "12E5"
    assert cells.identifier("１２３") == "123"
    assert cells.identifier("17850.0") == "17850"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5", "12.50"),
        ("￥1,234.50", "1234.50"),
        ("１２", "12.00"),
        ("0元", "0.00"),
        ("R$ 9.90", "9.90"),
        ("'-3", "-3.00"),
    ],
)
def test_amounts_as_people_write_them(text, value):
    assert cells.amount(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1,23", "1.005", "nan", "Infinity", "1e3", "12 34", "1" + "0" * 13, "1,2345"],
)
def test_amounts_that_are_none(text):
    with pytest.raises(BadCell):
        cells.amount(text)


def test_whole_numbers():
    assert cells.whole("2.00") == 2
    assert cells.whole("-80,995") == -80995
    with pytest.raises(BadCell):
        cells.whole("2.5")


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2026-11-23 14:05:00", "2026-11-23T14:05:00"),
        ("2026/11/3 4:05", "2026-11-03T04:05:00"),
        ("2026年11月23日 14:05", "2026-11-23T14:05:00"),
        ("2026-11-23T14:05:00.123456", "2026-11-23T14:05:00"),
        ("2026-11-23", "2026-11-23T00:00:00"),
    ],
)
def test_moments_without_a_zone_are_local(text, local):
    assert cells.moment(text, SHANGHAI) == datetime.fromisoformat(local).replace(tzinfo=SHANGHAI)


def test_a_moment_with_a_zone_keeps_it():
    expected = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
    assert cells.moment("2026-11-23T14:05:00Z", SHANGHAI) == expected
    assert cells.moment("2026-11-23 16:05:00+02:00", SHANGHAI) == expected


@pytest.mark.parametrize(
    "text", ["23.11.2026", "2026-02-30", "0001-01-01", "46349.5", "2026-11-23 25:00", "soon", ""]
)
def test_moments_that_are_none(text):
    with pytest.raises(BadCell):
        cells.moment(text, SHANGHAI)


def test_an_hour_that_the_clock_skipped_is_still_read():
    sao_paulo = ZoneInfo("America/Sao_Paulo")
    assert cells.moment("2017-10-15 00:30:00", sao_paulo) == datetime(
        2017, 10, 15, 3, 30, tzinfo=UTC
    )


def test_yes_and_no():
    assert [cells.yes_or_no(word) for word in ("是", "Yes", "1", "否", "no", "0")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
    with pytest.raises(BadCell):
        cells.yes_or_no("maybe")


def test_free_text_keeps_lines_and_refuses_control_characters():
    assert cells.words(" 送前\n电话 ") == "送前\n电话"
    with pytest.raises(BadCell):
        cells.words("a\x00b")
