"""Phones, e-mail and names, in the one form in which they are kept."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gendan.records.parties.contacts import initials, normal_email, normal_phone


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("13800000000", "+8613800000000"),
        (" 138 0000 0000 ", "+8613800000000"),
        ("138-0000-0000", "+8613800000000"),
        ("+86 13800000000", "+8613800000000"),
        ("0086 138 0000 0000", "+8613800000000"),
        ("１３８００００００００", "+8613800000000"),
        ("0571-88886666", "+8657188886666"),
        ("(010) 6505 1234", "+861065051234"),
        ("400-810-6666", "+864008106666"),
        ("+1 212 555 2368", "+12125552368"),
        ("+55 11 96123-4567", "+5511961234567"),
    ],
)
def test_a_phone_is_kept_in_one_form_however_it_is_written(written: str, kept: str) -> None:
    assert normal_phone(written) == kept
    assert normal_phone(kept) == kept


@pytest.mark.parametrize("text", ["", "x", "12", "138000000001234567", "+", "张三"])
def test_what_is_no_phone_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        normal_phone(text)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_every_mobile_number_is_kept_with_its_country(number: str) -> None:
    assert normal_phone(number) == f"+86{number}"


@pytest.mark.parametrize(
    ("written", "kept"), [(" wang@example.com ", "wang@example.com"), ("a+b@x.cn", "a+b@x.cn")]
)
def test_an_address_is_kept_without_blanks(written: str, kept: str) -> None:
    assert normal_email(written) == kept


@pytest.mark.parametrize("text", ["wang", "@example.com", "a b@example.com", "a@b", ""])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        normal_email(text)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("王小明", "wxm"), ("欧阳娜娜", "oynn"), ("Zoe 李", "zoel"), ("", ""), ("重庆", "cq")],
)
def test_a_name_is_found_by_the_first_letters_of_its_syllables(name: str, kept: str) -> None:
    assert initials(name) == kept


def test_a_name_without_an_end_has_an_end() -> None:
    assert len(initials("王" * 500)) == 40
