"""Personal data, hidden after GB/T 41833-2022."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gendan.kernel import masking
from gendan.kernel.masking import (
    HIDDEN,
    mask_address,
    mask_email,
    mask_name,
    mask_phone,
    mask_text,
)


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345678", "138******78"),
        ("+8613812345678", "138******78"),
        ("138-1234-5678", "138-****-**78"),
        ("+8657188886666", "+865********66"),
        ("057188886666", "057*******66"),
        ("+14155550123", "+141******23"),
        ("4008123", "******3"),
        ("123456", "******"),
        ("", ""),
    ],
)
def test_a_phone_number_shows_at_most_five_digits(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@given(st.text("0123456789０９", max_size=15), st.sampled_from(["", "+", "0086", "+86"]))
def test_six_digits_of_any_phone_number_are_hidden(digits: str, before: str) -> None:
    phone = before + digits
    hidden = mask_phone(phone).count("*")
    assert hidden >= min(6, sum(letter.isdecimal() for letter in digits))
    assert sum(letter.isdecimal() for letter in mask_phone(phone)) <= 5


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小明", "王**"),
        ("欧阳修", "欧**"),
        ("王", "*"),
        ("John Smith", "J*** S****"),
        ("J Smith", "* S****"),
        ("", ""),
    ],
)
def test_a_name_shows_its_first_character(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@given(st.text(min_size=1))
def test_something_of_every_name_is_hidden(name: str) -> None:
    assert len(mask_name(name)) == len(name)
    for word in mask_name(name).split():
        assert set(word[1:] or word) == {"*"}


@pytest.mark.parametrize(
    ("street", "shown"),
    [
        ("文三路 1 号 2 单元 301", "文三路 1 号 * 单元 ***"),
        ("世纪大道100号环球金融中心45楼", "世纪大道100号环球金融中心**楼"),
        ("西溪花园3幢2单元1203室", "西溪花园*幢*单元****室"),
        ("中山路十二号三单元五室", "中山路十二号*单元*室"),
        ("延安西路1234弄5号301", "延安西路1234弄5号***"),
        ("科技园A座12层B1208", "科技园*座**层*****"),
        ("文三路5号楼3号房", "文三路*号楼*号房"),
        ("幸福村三组 88 号", "幸福村三组 88 号"),
        ("花园小区三〇一", "花园小区***"),
        ("King Street, Apt 4B", "King Street, Apt **"),
    ],
)
def test_an_address_ends_at_the_house(street: str, shown: str) -> None:
    assert mask_address(street) == shown


@given(
    st.from_regex(r"[文中延][三山安]路[1-9][0-9]{0,3}号", fullmatch=True),
    st.sampled_from(["", "花园", "科技园 "]),
    st.sampled_from(["栋", "幢", "号楼", "座"]),
    st.integers(1, 99),
    st.from_regex(r"[1-9][0-9]{2,3}", fullmatch=True),
    st.sampled_from(["", "室", " 房", "户"]),
)
def test_no_room_is_ever_shown(
    road: str, park: str, block: str, nth: int, room: str, word: str
) -> None:
    shown = mask_address(f"{road}{park}{nth}{block}{room}{word}")
    assert shown.startswith(road)
    assert not re.search(r"\d", shown.removeprefix(road))
    assert len(shown) == len(f"{road}{park}{nth}{block}{room}{word}")


@given(st.text())
@example("0000000")  # of a number of one digit the end is hidden, too
def test_masking_twice_hides_no_less(text: str) -> None:
    for mask in (mask_phone, mask_address, mask_text):
        once = mask(text)
        twice = mask(once)
        assert len(twice) == len(once)
        assert all(now in (before, HIDDEN) for before, now in zip(once, twice, strict=True))


def test_mail_shows_where_it_goes() -> None:
    assert mask_email("zoe@example.com") == "z**@example.com"
    assert mask_email("z@example.com") == "*@example.com"
    assert mask_email("nonsense") == "********"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("派件员 张三 13800001234 正在派送", "派件员 张三 138******34 正在派送"),
        ("请打 138 0000 1234 或 0571-88886666", "请打 138 **** **34 或 057*-******66"),
        ("写信给 zoe@example.com。", "写信给 z**@example.com。"),
        ("订单 12345674，运单 773012345678901", "订单 12345674，运单 773012345678901"),
        ("+1 415 555 0123", "+1 41* *** **23"),
    ],
)
def test_words_hide_phone_numbers_and_addresses_of_mail(text: str, shown: str) -> None:
    assert mask_text(text) == shown


def test_rules_reach_what_lies_deep() -> None:
    rules = {"phone": mask_phone, "customer": {"name": mask_name}}
    told = {
        "name": "茶",
        "customer": {"name": "王小明"},
        "journal": [{"changed": {"phone": ["13812345678", None]}}],
        "phone": "",
    }
    assert masking.masked(told, rules) == {
        "name": "茶",
        "customer": {"name": "王**"},
        "journal": [{"changed": {"phone": ["138******78", None]}}],
        "phone": "",
    }
