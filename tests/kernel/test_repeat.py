"""A key is answered once; whoever asks again has the same answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome, Refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.repeat import Answer, Asked, KeyReused, Repeat, once, once_each
from gendan.process.model import Role
from tests.cast import MEI, SAM

IDS = st.integers(0, 2**53)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
OUTCOMES = st.builds(
    Outcome,
    done=st.lists(IDS).map(tuple),
    made=st.dictionaries(IDS, IDS),
    refused=st.dictionaries(
        IDS,
        st.builds(
            Refused,
            reason=st.sampled_from(list(Refusal)),
            field=TEXTS,
            values=st.dictionaries(TEXTS, TEXTS),
        ),
    ),
)


@dataclass(frozen=True)
class Thing:
    """An argument with fields."""

    name: str


def answering(outcome: Outcome) -> tuple[Callable[..., Outcome], list[object]]:
    """A command with that outcome, and what it was called with."""
    calls: list[object] = []

    def command(*given: object, **rest: object) -> Outcome:
        calls.append((given, rest))
        return outcome

    return command, calls


@pytest.mark.django_db
def test_the_second_time_has_the_first_ones_answer() -> None:
    @given(OUTCOMES)
    def alike(outcome: Outcome) -> None:
        command, calls = answering(outcome)
        key = str(Repeat.objects.count())
        assert once(SAM, key, command, [1]) == outcome
        assert once(SAM, key, command, [1]) == outcome
        assert len(calls) == 1

    alike()


@pytest.mark.django_db
def test_one_key_of_two_people_is_two_keys() -> None:
    command, calls = answering(Outcome(done=(1,)))
    once(SAM, "k", command, [1])
    once(MEI, "k", command, [1])
    assert len(calls) == 2


OTHERS: list[tuple[tuple[object, ...], dict[str, object]]] = [
    (([1, 2],), {}),
    (([1],), {"reason": "x"}),
    (([Thing("a")],), {}),
    (([],), {}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("args", "kwargs"), OTHERS)
def test_a_key_used_for_something_else_is_a_mistake(
    args: tuple[object, ...], kwargs: dict[str, object]
) -> None:
    command, calls = answering(Outcome())
    once(SAM, "k", command, [1])
    with pytest.raises(KeyReused, match="k"):
        once(SAM, "k", command, *args, **kwargs)
    assert len(calls) == 1


@pytest.mark.django_db
def test_a_key_used_for_another_command_is_a_mistake() -> None:
    def other(given: list[int]) -> Outcome:
        return Outcome(done=tuple(given))

    command, _ = answering(Outcome())
    once(SAM, "k", command, [1])
    with pytest.raises(KeyReused):
        once(SAM, "k", other, [1])


@pytest.mark.django_db
def test_the_same_request_written_otherwise_is_the_same_request() -> None:
    command, calls = answering(Outcome())
    by = Actor("x", Role.SALES, stores=frozenset({2, 1}))
    same = Actor("x", Role.SALES, stores=frozenset({1, 2}))
    once(SAM, "k", command, [Thing("a")], by=by, note={"b": 1, "a": 2})
    once(SAM, "k", command, (Thing("a"),), note={"a": 2, "b": 1}, by=same)
    assert len(calls) == 1


@pytest.mark.django_db
def test_a_command_that_fails_leaves_its_key_free() -> None:
    def fails(given: list[int]) -> Outcome:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once(SAM, "k", fails, [1])
    assert not Repeat.objects.exists()
    command, _ = answering(Outcome(done=(1,)))
    assert once(SAM, "k", command, [1]) == Outcome(done=(1,))


@pytest.mark.django_db
def test_many_are_answered_together_each_as_if_alone() -> None:
    def command(fresh: Sequence[int]) -> list[Outcome]:
        return [Outcome(done=(position,)) for position in fresh]

    asked = [Asked(key, told.strip) for key, told in ("a1", "b2", "a1", "a-")]
    first, second = Outcome(done=(0,)), Outcome(done=(1,))
    answers = once_each(SAM, asked, command)
    assert answers == [Answer(first), Answer(second), Answer(first, repeated=True), None]
    with CaptureQueriesContext(connection) as two:
        once_each(SAM, [Asked("c", "3".strip), Asked("b", "2".strip)], command)
    with CaptureQueriesContext(connection) as many:
        new = [Asked(f"k{n}", "x".strip) for n in range(50)]
        answers = once_each(SAM, [*new, *asked[:2]], command)
    assert len(many) == len(two)
    assert answers[-2:] == [Answer(first, repeated=True), Answer(second, repeated=True)]
