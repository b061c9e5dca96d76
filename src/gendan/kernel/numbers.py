"""Order numbers: short, sayable, and wrong when mistyped.

Eight digits, from a sequence of the database, so that two clerks never get the same one. The
last is a check digit after H. M. Damm, Total anti-symmetrische Quasigruppen (Marburg, 2004):
it catches every single wrong digit and every swap of neighbours.
"""

from collections.abc import Callable, Sequence

from stdnum import damm

from gendan.kernel import sql

TAKE = "SELECT nextval('order_number') FROM generate_series(1, %s)"


def order_numbers(count: int) -> list[str]:
    """So many fresh numbers: one statement."""
    return ask_order_numbers(count)()


def ask_order_numbers(count: int) -> Callable[[], list[str]]:
    """Take so many fresh numbers: one statement; call what this gives for them."""
    taken = sql.ask(TAKE, [count])
    return lambda: with_check_digits([serial for (serial,) in taken()])


def with_check_digits(serials: Sequence[int]) -> list[str]:
    """Each serial with its check digit behind it."""
    return [f"{serial}{damm.calc_check_digit(str(serial))}" for serial in serials]


def is_order_number(text: str) -> bool:
    """Whether the text can be an order number: digits alone, and the last one fits."""
    return text.isascii() and text.isdigit() and len(text) >= 8 and damm.is_valid(text)
