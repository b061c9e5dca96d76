"""Whose number is it: each pattern that ships with the program, check digits, and candidates."""

import pytest

from gendan.records.carriers import checks
from gendan.records.carriers.known import CARRIERS
from gendan.records.carriers.recognising import Candidate, Pattern, candidates, misread

KNOWN = [
    Pattern(carrier.code, place, pattern, check)
    for place, carrier in enumerate(CARRIERS)
    for pattern, check, _ in carrier.numbers
]
EXAMPLES = [(carrier.code, example) for carrier in CARRIERS for _, _, example in carrier.numbers]


def carriers(number: str) -> list[str]:
    return [candidate.carrier for candidate in candidates(number, KNOWN)]


@pytest.mark.parametrize(("carrier", "example"), EXAMPLES)
def test_a_pattern_knows_its_example(carrier: str, example: str) -> None:
    assert carrier in carriers(example)
    assert not misread(example, carrier, KNOWN)


# Published with the patterns, each of the carrier named.
@pytest.mark.parametrize(
    ("number", "carrier"),
    [
        ("73610555582883", "zto"), ("78474409893076", "zto"), ("YT8962646785389", "yto"),
        ("YT4841733297234", "yto"), ("SF1385628716739", "sf"), ("SF1673179789153", "sf"),
        ("773277027280336", "sto"), ("DPK202252612836", "deppon"), ("463431409940372", "yunda"),
        ("1207119765021", "ems"), ("JDX024407261700", "jd"), ("JDVA00003618100", "jd"),
        ("JT5261988016578", "jt"), ("jt5261988016578", "jt"),
    ],
)  # fmt: skip
def test_a_published_number_is_its_carriers(number: str, carrier: str) -> None:
    assert carriers(number) == [carrier]


# After the UPU's standard S10 and the test numbers of UPS.
@pytest.mark.parametrize(
    ("kind", "number", "right"),
    [
        ("s10", "RB123456785GB", True), ("s10", "RB123456785US", True),
        ("s10", "RB123456786US", False), ("s10", "RB12345678US", False),
        ("s10", "RB123456785XX", False),
        ("ups", "1Z5R89390357567127", True), ("ups", "1Z5R89390357567128", False),
        ("ups", "1Z879E930346834440", True), ("mod7", "73891051146", True),
    ],
)  # fmt: skip
def test_check_digits(kind: str, number: str, right: bool) -> None:
    assert checks.fits(kind, number) is right


def test_a_wrong_check_digit_is_a_misreading_and_no_candidate() -> None:
    assert candidates("EE473124829CN", KNOWN) == [Candidate("ems", True), Candidate("post", True)]
    assert candidates("EE473124820CN", KNOWN) == []
    assert misread("EE473124820CN", "ems", KNOWN)
    assert not misread("1100000000001", "ems", KNOWN)  # another pattern of theirs has no check


def test_what_several_carriers_use_is_offered_for_each() -> None:
    loose = [*KNOWN, Pattern("best", 99, r"\d{14}", "")]
    assert [one.carrier for one in candidates("73610555582883", loose)] == ["best", "zto"]
    assert candidates("X" * 41, loose) == []
    assert carriers("5685685685685685") == []
