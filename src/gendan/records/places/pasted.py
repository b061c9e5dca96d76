"""An address pasted as one line, taken apart: consignee, phone, 省市区, street; and what to ask.

Whatever is not certain is asked about, with what it may be. Nothing that was typed is dropped.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from gendan.records.places.consignees import APART, Consignees, consignees, is_name, unsure
from gendan.records.places.divisions import Divisions, Place
from gendan.records.places.regions import Region, Regions, regions

LONGEST = 500  # characters of a line

TO_HALF_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF5B))}
TO_HALF_WIDTH |= {0x3000: " ", 0xFF0B: "+", 0xFF0D: "-"}
LABEL = re.compile(
    r"(?:收[货件](?:人|地址|电话|手机)?(?:姓名|电话|手机号?码?)?|联系(?:人|电话|方式)|姓名"
    r"|手机号?码?|电话(?:号码)?|所在地区|详细地址|地址)\s*[:：]|[(（]收[)）]"
)
POSTCODE = re.compile(r"邮(?:政)?编(?:码)?\s*[:：]?\s*\d{6}(?!\d)|[(（]\d{6}[)）]")
TITLE_APART = re.compile(r"\s+(?=(?:先生|女士|小姐|老师|师傅)(?:\s|$))")
PHONE = re.compile(
    r"(?<![\d-])(?:\+?86[- ]?)?(?P<mobile>1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)"
    r"|(?<![\d-])(?P<other>0\d{2,3}[- ]?\d{7,8}|400[- ]?\d{3}[- ]?\d{4})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody chose where they were asked; `None` where they were not."""

    division: str | None = None
    consignee: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """What to ask about, and what it may be: codes of divisions, names, numbers; or nothing known.
    An empty name: none of them."""

    about: Literal["division", "consignee", "phone", "street"]
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """The fields, and what to ask. What is in doubt stands in the street until it is answered."""

    consignee: str
    phone: str
    place: Place | None
    street: str
    doubts: tuple[Doubt, ...]


def split(line: str, divisions: Divisions, answers: Answers | None = None) -> Pasted:
    """Take an address apart. `divisions`: those around the text, or all there are."""
    answers = answers or Answers()
    text = normal(line)
    phones = _phones(text, answers)
    text = PHONE.sub(lambda found: APART if _digits(found) in phones else found[0], text)
    read = _answered(regions(text, divisions), answers)
    who = consignees(*_around(text, read), answers.consignee)
    is_foreign = bool(who.found) and who.found[0].consignee.isascii()
    if not read.found and is_foreign and answers.consignee is None:
        who = unsure(who)  # it may be the street
    place = read.found[0].place if read.certain else None
    sure = who.found[0] if who.certain and who.found else None
    street = sure.street if sure else who.street
    if read.found and not place:
        street = f"{text[read.found[0].start : read.found[0].end].strip()}{street}"
    return Pasted(
        consignee=sure.consignee if sure else "",
        phone=phones[0] if len(phones) == 1 else "",
        place=place,
        street=street,
        doubts=tuple(_doubts(phones, read, who)),
    )


def normal(line: str) -> str:
    """The line with half-width digits, without labels and postcode."""
    text = line[:LONGEST].translate(TO_HALF_WIDTH).replace("\r", APART).replace("\t", " ")
    return TITLE_APART.sub("", LABEL.sub(APART, POSTCODE.sub(APART, text)))


def _phones(text: str, answers: Answers) -> list[str]:
    found = list(dict.fromkeys(_digits(found) for found in PHONE.finditer(text)))
    return [answers.phone] if answers.phone in found else found


def _digits(found: re.Match[str]) -> str:
    if found["mobile"]:
        return re.sub("[ -]", "", found["mobile"])
    return found["other"].replace(" ", "-")


def _answered(read: Regions, answers: Answers) -> Regions:
    chosen = [region for region in read.found if region.place.code == answers.division]
    return Regions((chosen[0],), certain=True) if chosen else read


def _around(text: str, read: Regions) -> tuple[str, str]:
    """What stands before the region and after it. Without one, a name at the beginning is before
    it."""
    if read.found:
        likeliest: Region = read.found[0]
        stands_apart = not text[likeliest.end - 1].isalnum()
        return text[: likeliest.start], " " * stands_apart + text[likeliest.end :]
    first = re.match(rf"\s*([^\s{APART},，;；]+)", text)
    if first and is_name(first[1]):
        return first[1], text[first.end() :]
    return "", text


def _doubts(phones: Sequence[str], read: Regions, who: Consignees) -> Iterator[Doubt]:
    if not read.certain:
        yield Doubt("division", tuple(dict.fromkeys(region.place.code for region in read.found)))
    if not who.certain:
        yield Doubt("consignee", tuple(named.consignee for named in who.found))
    if len(phones) > 1:
        yield Doubt("phone", tuple(phones))
    if who.astray:
        yield Doubt("street")
