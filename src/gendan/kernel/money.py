"""Money is a Decimal with two places; its currency stands beside it on the order."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
LARGEST = Decimal("999999999999.99")  # what numeric(14, 2) holds
ZERO = Decimal("0.00")


def is_money(amount: Decimal) -> bool:
    """Whether it is an amount to the cent: a number, with at most two decimals.

    What is larger than `LARGEST` passes: it cannot be rounded, and it is refused as too large."""
    if not amount.is_finite():
        return False
    return abs(amount) > LARGEST or amount == amount.quantize(CENT, ROUND_HALF_UP)


def money(amount: Decimal | int | str) -> Decimal:
    """The amount to the cent, half up. Raises `decimal.InvalidOperation` for what is no number."""
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)
