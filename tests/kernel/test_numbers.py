"""Order numbers: short, sayable, and wrong when mistyped."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gendan.kernel.numbers import is_order_number, order_numbers, with_check_digits

SERIALS = st.integers(1_000_001, 10**12)
DIGITS = "0123456789"


def number(serial: int) -> str:
    (found,) = with_check_digits([serial])
    return found


@given(SERIALS)
def test_a_number_is_its_serial_with_one_digit_behind_it(serial: int) -> None:
    assert number(serial)[:-1] == str(serial)
    assert is_order_number(number(serial))


@given(SERIALS)
def test_every_single_wrong_digit_is_caught(serial: int) -> None:
    right = number(serial)
    for place, digit in itertools.product(range(len(right)), DIGITS):
        wrong = right[:place] + digit + right[place + 1 :]
        assert is_order_number(wrong) == (wrong == right)


@given(SERIALS)
def test_every_swap_of_neighbours_is_caught(serial: int) -> None:
    right = number(serial)
    for place in range(len(right) - 1):
        wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
        assert is_order_number(wrong) == (wrong == right)


@pytest.mark.parametrize(
    "text",
    ["", "1", "1234567", "abcdefgh", "１０００００１９", "1000001 9", "-10000019", "10000019\n"],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert not is_order_number(text)


@pytest.mark.django_db
def test_numbers_come_from_the_database_and_none_comes_twice() -> None:
    found = order_numbers(3) + order_numbers(0) + order_numbers(2)
    assert len(set(found)) == len(found) == 5
    assert all(is_order_number(number) and len(number) == 8 for number in found)
