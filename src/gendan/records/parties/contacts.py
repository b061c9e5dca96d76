"""Phones, e-mail and names as people write them, in the one form in which we keep them."""

from functools import lru_cache

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

HOME = "CN"  # the country of a number that names none


@lru_cache(maxsize=100_000)
def normal_phone(text: str) -> str:
    """The number in E.164, such as `+8613800000000`. Raises `ValueError` for what is none."""
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException as problem:
        raise ValueError(text) from problem
    if not phonenumbers.is_possible_number(number):
        raise ValueError(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_phone(text: str) -> bool:
    """Whether the text can be a phone number."""
    try:
        normal_phone(text)
    except ValueError:
        return False
    return True


def as_kept(text: str) -> str:
    """A phone number to be looked for, as it would be kept; what is no number stays as it is."""
    try:
        return normal_phone(text)
    except ValueError:
        return text


@lru_cache(maxsize=10_000)
def normal_email(text: str) -> str:
    """The address without blanks around it. Raises `ValueError` for what is none."""
    try:
        validate_email(text.strip())
    except ValidationError as problem:
        raise ValueError(text) from problem
    return text.strip()


@lru_cache(maxsize=100_000)
def initials(name: str) -> str:
    """The first letters of a name's syllables, for searching: 王小明 is `wxm`."""
    # Its dictionaries take a quarter of the time in which a command starts; few name anybody.
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).replace(" ", "").lower()[:40]
