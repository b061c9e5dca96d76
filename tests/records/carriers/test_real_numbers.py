"""Numbers that carriers and others publish: recognised, and what is misread is not."""

import json
from collections.abc import Iterator

import pytest

from gendan.records.carriers import checks
from tests.intake.files import SHARED
from tests.records.carriers.test_recognising import carriers

WAYBILLS = SHARED / "waybills"
CHINESE = {
    "中通": "zto", "圆通": "yto", "顺丰": "sf", "申通": "sto", "德邦": "deppon", "韵达": "yunda",
    "邮政": "ems", "京东": "jd", "极兔": "jt",
}  # fmt: skip
ALIASES = {"YTO": "yto", "SF": "sf", "STO": "sto", "DPK": "deppon", "YUNDA": "yunda",
           "EMS": "ems", "JD": "jd", "JT": "jt", "ZTO": "zto"}  # fmt: skip
CHECKED = {"S10": "s10", "UPS": "ups", "DHL Express": "mod7"}

pytestmark = pytest.mark.skipif(
    not WAYBILLS.is_dir(), reason=f"THERE ARE NO REAL WAYBILL NUMBERS: {WAYBILLS} is absent"
)


def published() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(
        (WAYBILLS / "cn_waybill_patterns.json").read_text("utf-8")
    )
    return found


def judged(name: str) -> Iterator[tuple[str, str, bool]]:
    """Of a carrier's kinds of numbers that we know the check digit of, those that are right or
    wrong."""
    for kind in json.loads((WAYBILLS / f"jkeen/{name}.json").read_text("utf-8"))[
        "tracking_numbers"
    ]:
        if check := CHECKED.get("S10" if name == "s10" else kind["name"]):
            for word, right in (("valid", True), ("invalid", False)):
                for number in kind["test_numbers"].get(word, ()):
                    yield check, "".join(number.split()), right


def test_published_numbers_are_their_carriers() -> None:
    vectors = published()["strict_2024"]["vectors_get"]
    assert isinstance(vectors, list)
    assert len(vectors) >= 10
    for one in vectors:
        expected = CHINESE.get(one["carrier"])
        assert carriers(one["number"]) == ([expected] if expected else []), one


def test_published_judgements_are_ours() -> None:
    vectors = published()["strict_2024"]["vectors_validate"]
    assert isinstance(vectors, list)
    for one in vectors:
        code = ALIASES.get(one["alias"], one["alias"])
        assert (code in carriers(one["number"])) is one["valid"], one


def test_numbers_of_documents_are_named_among_the_candidates() -> None:
    for alias, numbers in published()["from_kdniao_docs"].items():
        assert isinstance(numbers, list)
        found = [ALIASES[alias] in carriers(number) for number in numbers]
        # Of 顺丰 one is older than its numbers of today: nothing is better than a guess.
        assert found == [number != "SF00003618100" for number in numbers], alias


@pytest.mark.parametrize("name", ["s10", "ups", "dhl"])
def test_check_digits_of_published_numbers(name: str) -> None:
    cases = list(judged(name))
    assert {right for *_, right in cases} == {True, False}
    wrong = [case for case in cases if checks.fits(case[0], case[1]) is not case[2]]
    assert wrong == []
