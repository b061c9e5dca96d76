"""Money: to the cent, half up, and the database rounds alike."""

from decimal import Decimal, InvalidOperation

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from gendan.journey.s2_review.offers import ShortLine
from gendan.kernel.money import CENT, LARGEST, is_money, money
from gendan.records.orders.models import LINE_AMOUNT

PRICES = st.decimals(0, 9999, places=2)


@pytest.mark.parametrize(
    ("given_", "found"),
    [
        ("1.005", "1.01"),
        ("1.004", "1.00"),
        ("-1.005", "-1.01"),
        (1, "1.00"),
        (Decimal("0.1"), "0.10"),
    ],
)
def test_amounts_are_rounded_half_up(given_: Decimal | int | str, found: str) -> None:
    assert str(money(given_)) == found


def test_what_is_no_number_is_a_mistake() -> None:
    with pytest.raises(InvalidOperation):
        money("a lot")


@pytest.mark.parametrize(
    ("amount", "is_one"),
    [
        ("0", True), ("0.01", True), ("-1.50", True), ("1.500", True), ("1E+2", True),
        ("0.001", False), ("1.0000000000000000000000000000001", False), ("NaN", False),
        ("sNaN", False), ("Infinity", False), ("-Infinity", False), ("1E+999999", True),
    ],
)  # fmt: skip
def test_an_amount_has_at_most_two_decimals(amount: str, is_one: bool) -> None:
    assert is_money(Decimal(amount)) is is_one


@given(st.decimals(-LARGEST, LARGEST, allow_nan=False, places=4))
def test_an_amount_is_what_rounding_leaves_alone(amount: Decimal) -> None:
    assert is_money(amount) == (amount == money(amount))
    assert abs(money(amount) - amount) <= CENT / 2


@pytest.mark.django_db
def test_the_database_rounds_a_line_as_we_do() -> None:
    @given(
        quantity=st.integers(1, 999),
        kept=st.integers(0, 999),
        price=PRICES,
        discount=st.decimals(0, 1, places=4),
    )
    def alike(quantity: int, kept: int, price: Decimal, discount: Decimal) -> None:
        kept = min(kept, quantity)
        discount = money(discount * quantity * price)
        line = ShortLine(
            id=0, sku="", quantity=quantity, unit_price=price, discount=discount,
            kept=quantity, short=0, amount=Decimal(0), handed=0,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {LINE_AMOUNT} FROM (SELECT %s::int AS quantity,"
                " %s::numeric(14, 2) AS unit_price, %s::numeric(14, 2) AS discount,"
                " %s::int AS cancelled, 0 AS substituted) AS line",
                [quantity, price, discount, quantity - kept],
            )
            assert cursor.fetchone() == (line.without(quantity - kept),)

    alike()
