"""What somebody typed or scanned, read as everything that it may be."""

import re
import unicodedata
from dataclasses import dataclass

from gendan.insight.goods.products import GTIN_LENGTHS, gtin_forms
from gendan.kernel.numbers import is_order_number
from gendan.records.parties.contacts import normal_phone
from gendan.records.parties.models import PHONE_END

LONGEST = 100  # characters; no number and no name has more
LEAST = 2  # letters of a name: with one, half the town is found
DIGITS_OF_A_PHONE = range(PHONE_END, 16)
WITHOUT_PREFIX = 8  # digits; of a longer number, a zero in front is dialled, not kept
DASHES = re.compile("[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]")
ADDRESS = re.compile(r"https?://\S+/(?P<number>[0-9-]+)/?", re.IGNORECASE)  # of a paper's code
ORDER_OR_BOX = re.compile(r"(?P<order>[1-9][0-9]{7,8})(?P<box>-[0-9]{1,3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """The readings of a term. What it cannot be is empty."""

    typed: str
    number: str = ""  # of an order
    box: str = ""  # number of a shipment
    mistyped: str = ""  # like the number of an order, but its check digit does not fit
    codes: tuple[str, ...] = ()  # as other numbers may be written
    phone: str = ""  # all of it, as it is kept
    phone_end: str = ""  # the last digits of one
    gtins: tuple[str, ...] = ()
    name: str = ""  # a part of it
    initials: str = ""  # the first of them


def read(typed: str) -> Term:
    """Every reading of the term. In numbers, blanks and the width of characters do not matter."""
    typed = _without_controls(typed)
    address = ADDRESS.fullmatch(typed)
    typed = (address["number"] if address else typed)[:LONGEST]
    bare = DASHES.sub("-", unicodedata.normalize("NFKC", typed)).replace(" ", "")
    found = ORDER_OR_BOX.fullmatch(bare)
    number = found["order"] if found else ""
    fits = is_order_number(number)
    is_box = bool(found and found["box"])
    phone = "" if is_box else bare.replace("-", "").removeprefix("+")
    return Term(
        typed=typed,
        number=number if fits else "",
        box=bare if fits and is_box else "",
        mistyped="" if fits else number,
        codes=tuple(dict.fromkeys(code for code in _spellings(bare, typed) if code)),
        phone=_phone(bare) if _is_digits(phone) else "",
        phone_end=_end(phone) if _is_digits(phone) else "",
        gtins=tuple(gtin_forms(bare)) if _is_digits(bare) and len(bare) in GTIN_LENGTHS else (),
        name=typed if len(typed) >= LEAST and any(map(str.isalpha, typed)) else "",
        initials=bare.lower() if len(bare) >= LEAST and bare.isascii() and bare.isalpha() else "",
    )


def _without_controls(text: str) -> str:
    """Scanners end with a control character; what is copied from a chat carries invisible ones."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _spellings(bare: str, typed: str) -> tuple[str, ...]:
    return bare, bare.upper(), bare.lower(), typed


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _phone(text: str) -> str:
    try:
        return normal_phone(text)
    except ValueError:
        return ""


def _end(digits: str) -> str:
    kept = digits.lstrip("0") if len(digits) > WITHOUT_PREFIX else digits
    return kept if len(kept) in DIGITS_OF_A_PHONE else ""
