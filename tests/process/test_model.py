"""A process with a hole in it refuses to exist, and says where the hole is."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from gendan.process.definition import PROCESS
from gendan.process.model import Document, Process, Role, Stage, State, Step, Text, moves

WORDS = Text("字", "words")


def state(code: str, **rest: object) -> State:
    return State(code=code, label=WORDS, **rest)  # type: ignore[arg-type]


def step(name: str, *source: str, **rest: object) -> Step:
    usual: dict[str, object] = {
        "document": "parcel",
        "by": (Role.WAREHOUSE,),
        "accountable": Role.WAREHOUSE,
        "sections": ("1",),
        "label": WORDS,
        "why": WORDS,
    }
    return Step(name=name, source=source, **(usual | rest))  # type: ignore[arg-type]


PARCEL = Document(
    name="parcel",
    label=WORDS,
    states=(state("here"), state("there"), state("gone")),
    ends=frozenset({"gone"}),
)
STEPS = (
    step("make", target="here"),
    step("send", "here", target="there"),
    step("lose", "there", target="gone", otherwise=("here",)),
)


def process(*steps: Step, document: Document = PARCEL) -> Process:
    stage = Stage(name="s1", title=WORDS, steps=steps or STEPS)
    return Process(documents=(document,), stages=(stage,), sections=("1",))


def changed(name: str, **rest: object) -> tuple[Step, ...]:
    """The steps, one of them changed."""
    return tuple(replace(s, **rest) if s.name == name else s for s in STEPS)  # type: ignore[arg-type]


def test_a_process_without_holes_loads_and_answers() -> None:
    whole = process()
    assert [s.name for s in whole.steps] == ["make", "send", "lose"]
    assert whole.births("parcel") == {"here"}
    assert whole.edges("parcel") == {("here", "there"), ("there", "gone"), ("there", "here")}
    assert [s.name for s in whole.steps_from("parcel", "there")] == ["lose"]
    assert whole.step("send").source == ("here",)
    assert whole.document("parcel").codes() == ("here", "there", "gone")
    assert moves(STEPS[2]) == {("there", "gone"), ("there", "here")}


HOLES = [
    ((*STEPS, STEPS[1]), "step 'send' is declared twice"),
    (changed("send", target="moon"), "step 'send' names 'moon', which no parcel knows"),
    (changed("send", source=("moon",)), "step 'send' names 'moon', which no parcel knows"),
    (changed("lose", otherwise=("moon",)), "step 'lose' names 'moon', which no parcel knows"),
    (changed("send", sections=("1", "9")), "step 'send' belongs to § 9, which does not exist"),
    (changed("send", then="fly"), "after 'send' comes 'fly', which does not exist"),
    (changed("send", by=()), "nobody may take step 'send'"),
    (changed("send", label=Text("", "words")), "step 'send' lacks words in a language"),
    (changed("send", why=Text("字", "")), "step 'send' lacks words in a language"),
    (changed("send", follows=("fly",)), "step 'send' follows 'fly', which does not exist"),
    (changed("send", target=None), "parcel can never reach 'there'"),
    (
        changed("send", document="letter"),
        "step 'send' is taken with 'letter', which does not exist",
    ),
    (STEPS[:2], "parcel is stuck in 'there'"),
    (STEPS[1:], "parcel can never reach 'here'"),
    (tuple(replace(s, sections=()) for s in STEPS), "no step does what § 1 asks"),
]


@pytest.mark.parametrize(("steps", "hole"), HOLES, ids=[hole for _, hole in HOLES])
def test_a_hole_is_named(steps: tuple[Step, ...], hole: str) -> None:
    with pytest.raises(ValueError, match=re.escape(hole)) as problem:
        process(*steps)
    assert hole in str(problem.value).split("; ")


def test_a_clock_that_runs_for_nobody_is_a_hole() -> None:
    states = (state("here", within=timedelta(hours=1)), *PARCEL.states[1:])
    with pytest.raises(ValueError, match="the clock of parcel 'here' runs for nobody"):
        process(document=replace(PARCEL, states=states))


def test_every_hole_is_named_at_once() -> None:
    with pytest.raises(ValueError, match=r"moon.*fly"):
        process(*changed("send", target="moon", then="fly"))


def test_nobody_needs_to_take_what_follows_by_itself() -> None:
    steps = changed("send", by=(), follows=("make",))
    assert not process(*steps).step("send").called


def test_states_that_are_computed_need_no_way_to_them() -> None:
    computed = replace(PARCEL, computed=True)
    assert process(*changed("send", target=None), document=computed).documents[0].computed


def test_what_is_not_there_is_a_key_error() -> None:
    for ask in (
        lambda: PROCESS.step("fly"),
        lambda: PROCESS.document("letter"),
        lambda: PROCESS.document("order").state("moon"),
    ):
        with pytest.raises(KeyError):
            ask()


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Order"), ("en-gb", "Order"), ("zh-hans", "订单"), ("fr", "订单")]
)
def test_words_are_english_or_else_chinese(language: str, word: str) -> None:
    assert PROCESS.document("order").label.in_language(language) == word
