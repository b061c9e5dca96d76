"""What is refused is said in words: no blank left open, no code left untranslated."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import gendan
from gendan.kernel.fields import FIELDS, field_words
from gendan.kernel.outcome import BLANK, Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.definition import PROCESS
from gendan.process.words import HoldKind

LANGUAGES = ("zh-hans", "en")
GIVEN = {
    "state": "shipment.picking",
    "hold": "cancel_requested",
    "sku": "TEA-005",
    "given": "seven",
    "expected": "nine",
    "sender": "西湖茶厂",
    "differences": "tea 1/2",
    "shipments": "12345674-1",
}
WORDS = {
    "zh-hans": GIVEN | {"state": "拣货中", "hold": "申请取消中", "field": "第 3 行 数量"},
    "en": GIVEN
    | {"state": "Picking", "hold": "Cancellation requested", "field": "line 3 quantity"},
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", Refusal, ids=lambda reason: reason.code)
def test_every_blank_is_filled_in(reason: Refusal, language: str) -> None:
    answer = refused(reason, "lines[2].quantity", **GIVEN)
    for template, said in (
        (reason.text, answer.sentence(language)),
        (reason.remedy, answer.remedy(language)),
    ):
        wanted = template.in_language(language)
        assert said == wanted.format_map(WORDS[language])
        assert not {"{", "}"} & set(said)


@pytest.mark.parametrize("reason", Refusal, ids=lambda reason: reason.code)
def test_both_languages_ask_for_the_same(reason: Refusal) -> None:
    for words in (reason.text, reason.remedy):
        assert set(BLANK.findall(words.zh)) == set(BLANK.findall(words.en))
        assert set(BLANK.findall(words.zh)) <= {"field", *GIVEN}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_is_said_in_words(language: str) -> None:
    for document in PROCESS.documents:
        for state in document.states:
            answer = refused(Refusal.WRONG_STATE, state=f"{document.name}.{state.code}")
            assert f"“{state.label.in_language(language)}”" in answer.sentence(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hold_is_said_in_words(language: str) -> None:
    for kind in HoldKind:
        answer = refused(Refusal.HELD, hold=kind.value)
        assert kind.label.in_language(language) in answer.sentence(language)


def test_chinese_is_spoken_unless_english_is_asked_for() -> None:
    answer = refused(Refusal.UNKNOWN_SKU, "sku", sku="X")
    assert answer.sentence() == "没有商品编码 X。"
    assert answer.remedy() == "核对编码，或先建商品。"
    assert answer.sentence("en-gb") == "There is no product X."
    assert answer.remedy("en") == "Check the code, or create the product first."


def test_a_blank_for_which_nothing_was_given_is_left_empty() -> None:
    assert refused(Refusal.UNKNOWN_SKU).sentence("en") == "There is no product ."
    assert refused(Refusal.MISSING).sentence("en") == "“” is missing."


def test_what_was_given_is_never_read_as_a_blank() -> None:
    answer = refused(Refusal.WRONG_ITEM, given="{expected}", expected="{given}")
    assert answer.sentence("en") == (
        "This item is not on the list: scanned {expected}, expected {given}."
    )


@pytest.mark.parametrize(
    ("field", "zh", "en"),
    [
        ("quantity", "数量", "quantity"),
        ("lines[0].unit_price", "第 1 行 单价", "line 1 unit price"),
        ("lines", "商品", "goods"),
        ("unheard_of", "unheard_of", "unheard_of"),
        ("", "", ""),
    ],
)
def test_a_field_is_called_as_people_call_it(field: str, zh: str, en: str) -> None:
    assert field_words(field, "zh-hans") == zh
    assert field_words(field, "en") == en


def named_fields() -> Iterator[str]:
    """Each field that stands as text beside a reason in the source."""
    for path in Path(gendan.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            for reason, field in zip(node.args, node.args[1:], strict=False):
                if ast.unparse(reason).startswith("Refusal.") and isinstance(field, ast.Constant):
                    yield str(field.value)


def test_every_field_that_is_named_in_a_refusal_has_words() -> None:
    named = set(named_fields())
    assert {"reason", "quantity", "number"} <= named
    assert named - set(FIELDS) == set()


def test_reasons_are_what_is_left_when_the_particulars_are_gone() -> None:
    outcome = Outcome(
        done=(1,),
        refused={2: refused(Refusal.HELD, hold="manual"), 3: refused(Refusal.MISSING, "reason")},
    )
    assert outcome.reasons() == {2: Refusal.HELD, 3: Refusal.MISSING}
    assert Refusal.HELD.code == "held"
