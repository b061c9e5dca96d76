"""A pasted address, taken apart; and what to ask the seller about it."""

from pydantic import Field

from gendan.desks.entry.asking import asked
from gendan.kit.rest.bodies import Body, Short
from gendan.kit.rest.identity import Caller
from gendan.records.places import divisions
from gendan.records.places.divisions import Divisions
from gendan.records.places.pasted import LONGEST, Answers, Doubt, split

SHOWN = 40  # choices; the districts of a city, even of 重庆


class PastedLine(Body):
    """The line, and what was chosen so far where it was asked about."""

    text: str = Field(max_length=LONGEST)
    division: Short | None = None
    consignee: Short | None = None
    phone: Short | None = None


@asked(PastedLine)
def entry_split(body: PastedLine, _caller: Caller) -> object:
    """Consignee, phone, 省市区 and street, and each doubt with its choices. One statement."""
    known = divisions.around(body.text)
    answers = Answers(division=body.division, consignee=body.consignee, phone=body.phone)
    pasted = split(body.text, known, answers)
    return {
        "consignee": pasted.consignee,
        "phone": pasted.phone,
        "street": pasted.street,
        "region": _region(pasted.place.code, known) if pasted.place else None,
        "doubts": [_doubt(doubt, known) for doubt in pasted.doubts],
    }


def _region(code: str, known: Divisions) -> dict[str, object]:
    place = known.by_code[code]
    province, city, district = known.said(place)
    return {
        "division": code,
        "province": province,
        "city": city,
        "district": district,
        "is_whole": not known.below(place),
    }


def _doubt(doubt: Doubt, known: Divisions) -> dict[str, object]:
    choices: list[object] = [*doubt.choices[:SHOWN]]
    if doubt.about == "division":
        choices = [_region(code, known) for code in doubt.choices[:SHOWN]]
    return {"about": doubt.about, "choices": choices}
