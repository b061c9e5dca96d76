"""Check digits of waybill numbers, after the rules that carriers publish. Plain Python."""

import re

from gendan.process.words import CheckKind

# Its last letters are a country's. Never given out by ISO 3166: AA, QM to QZ, XA to XZ, ZZ.
S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)(?!AA|Q[M-Z]|X|ZZ)[A-Z]{2}")
S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
UPS = re.compile(r"1Z([0-9A-Z]{15})(\d)")
MOD7 = re.compile(r"\D*(\d+)(\d)")


def fits(kind: str, number: str) -> bool:
    """Whether the number's check digit is right; `kind` is a code of `CheckKind`."""
    return _CHECKS[CheckKind.of(kind)](number.upper())


def check_digit(kind: str, digits: str) -> str:
    """The check digit that belongs behind a running number."""
    return _DIGITS[CheckKind.of(kind)](digits)


def _s10_digit(digits: str) -> str:
    """UPU S10: weights 8 6 4 2 3 5 9 7, modulo 11."""
    padded = digits.rjust(len(S10_WEIGHTS), "0")
    rest = sum(w * int(d) for w, d in zip(S10_WEIGHTS, padded, strict=True)) % 11
    return {0: "5", 1: "0"}.get(rest, str(11 - rest))


def _mod7_digit(digits: str) -> str:
    return str(int(digits) % 7)


def _ups_digit(digits: str) -> str:
    """Letters count as A = 2, B = 3 … modulo 10; every second place counts twice."""
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in digits]
    total = sum(values[::2]) + 2 * sum(values[1::2])
    return str(-total % 10)


def _s10(number: str) -> bool:
    found = S10.fullmatch(number)
    return found is not None and _s10_digit(found[1]) == found[2]


def _mod7(number: str) -> bool:
    found = MOD7.fullmatch(number)
    return found is not None and _mod7_digit(found[1]) == found[2]


def _ups(number: str) -> bool:
    found = UPS.fullmatch(number)
    return found is not None and _ups_digit(found[1]) == found[2]


_CHECKS = {CheckKind.S10: _s10, CheckKind.MOD7: _mod7, CheckKind.UPS: _ups}
_DIGITS = {CheckKind.S10: _s10_digit, CheckKind.MOD7: _mod7_digit, CheckKind.UPS: _ups_digit}
