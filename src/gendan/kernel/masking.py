"""What of a person is shown to those who need not know it, after GB/T 41833-2022.

Of a phone number at least six digits are hidden, of a name all but the first character, of an
address whatever leads to a door: building, unit, storey, room. What is hidden keeps its length.
"""

import re
from collections.abc import Callable, Mapping

HIDDEN = "*"
DIGITS_HIDDEN = 6  # at least
DIGITS_SHOWN = 5  # at most: 138******78

CALLED_FROM_ABROAD = re.compile(r"^(\+|00)86(?=1\d{10}$)")  # of a Chinese mobile number
# The number of a house in its street stays; what follows it leads to a door.
COUNTED = r"[0-9０-９A-Za-z一二三四五六七八九十百零〇○两甲乙丙丁#-]+"
DOORS = re.compile(
    rf"{COUNTED}(?=\s*(?:号楼|号房|号室|号门|号院|栋|幢|座|单元|梯|层|楼|室|房|户|门))"
    r"|(?:(?<=\bapt)|(?<=\bunit)|(?<=\broom)|(?<=\bsuite)|(?<=\bflat)|(?<=\bfloor))[.\s]+\w+",
    re.IGNORECASE,
)
NUMBERS = re.compile(
    r"[A-Za-z]*\d[A-Za-z\d]*"
    r"(?!\d|\s*(?:号(?!楼|房|室|门|院)|弄|巷|路|街|大道|国道|省道|县道|村|组|里|线))"
    r"|[一二三四五六七八九十百零〇○]{2,}(?=\s*$)"
)
WORD = re.compile(r"\S+")
ADDRESS_IN_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Mobile and landline numbers as people write them; longer numbers are waybills and the like.
PHONE_IN_TEXT = re.compile(
    r"(?<![\d.])(?:\+\d{1,3}[ -]?)?(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8}"
    r"|400[ -]?\d{3}[ -]?\d{4})(?!\d)|\+\d[\d -]{6,16}\d(?!\d)"
)

Mask = Callable[[str], str]
Rules = Mapping[str, "Mask | Rules"]


def mask_phone(phone: str) -> str:
    """The first three and the last two digits of eleven; of shorter numbers less, of six none."""
    if phone.startswith(("+86", "0086")):
        phone = CALLED_FROM_ABROAD.sub("", phone)
    digits = phone.lstrip("+")
    if digits.isascii() and digits.isdigit():  # nearly all are written like that
        first, last = _shown(len(digits))
        stars = HIDDEN * (len(digits) - first - last)
        return f"{phone[: -len(digits)]}{digits[:first]}{stars}{digits[len(digits) - last :]}"
    places = [place for place, letter in enumerate(phone) if letter.isdecimal()]
    first, last = _shown(len(places))
    hidden = set(places[first : len(places) - last])
    return "".join(HIDDEN if place in hidden else letter for place, letter in enumerate(phone))


def mask_name(name: str) -> str:
    """The first character, and that of each further word; a word of one is hidden: `王**`."""
    if name.isalpha():  # one word
        return _first_only(name)
    return WORD.sub(lambda word: _first_only(word[0]), name)


def mask_address(street: str) -> str:
    """The street and the number of the house; every number that leads further is hidden."""
    return NUMBERS.sub(_stars, DOORS.sub(_stars, street))


def mask_email(email: str) -> str:
    """The first letter and where the mail goes: `z**@example.com`."""
    name, at, where = email.rpartition("@")
    return f"{_first_only(name)}{at}{where}" if at else HIDDEN * len(email)


def mask_text(text: str) -> str:
    """Words of people, in which phone numbers and e-mail addresses are hidden."""
    text = ADDRESS_IN_MAIL.sub(lambda found: mask_email(found[0]), text)
    return PHONE_IN_TEXT.sub(lambda found: mask_phone(found[0]), text)


def mask_contact(contact: str) -> str:
    """An e-mail address or a phone number."""
    return mask_email(contact) if "@" in contact else mask_phone(contact)


def masked(value: object, rules: Rules) -> object:
    """The value with what the rules name hidden, however deep it lies; a rule may name what lies
    below its field."""
    if isinstance(value, list):
        return [masked(item, rules) for item in value]
    if isinstance(value, dict):
        return {name: _by_rule(item, rules.get(name), rules) for name, item in value.items()}
    return value


def _shown(digits: int) -> tuple[int, int]:
    """How many of so many digits are shown at the beginning and at the end."""
    shown = max(0, min(DIGITS_SHOWN, digits - DIGITS_HIDDEN))
    last = min(2, shown)
    return shown - last, last


def _by_rule(value: object, rule: "Mask | Rules | None", rules: Rules) -> object:
    if isinstance(value, str):
        return rule(value) if callable(rule) else value
    if rule is None or isinstance(value, dict):
        return masked(value, rule if isinstance(rule, Mapping) else rules)
    if isinstance(value, list):  # before and after
        return [_by_rule(item, rule, rules) for item in value]
    return value


def _first_only(word: str) -> str:
    return word[0] + HIDDEN * (len(word) - 1) if len(word) > 1 else HIDDEN * len(word)


def _stars(found: re.Match[str]) -> str:
    return re.sub(r"\S", HIDDEN, found[0])
