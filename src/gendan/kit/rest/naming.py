"""The world names documents by numbers, commands by ids: one statement for all of a request."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from gendan.kernel import sql
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal

T = TypeVar("T")

STAFF = "SELECT username, id FROM staff WHERE username = ANY(%s)"

LookUp = Callable[[Collection[str]], Mapping[str, int]]


def of_documents(
    numbers: Sequence[str], look_up: LookUp, command: Callable[[Sequence[int]], Outcome]
) -> Outcome:
    """Take a command with documents by their numbers; items are positions.

    A number nobody knows is refused like one out of scope, and so is a second mention."""
    ids = look_up(numbers)
    first: dict[int, int] = {}
    answers: dict[int, Refused] = {}
    for position, number in enumerate(numbers):
        if number not in ids:
            answers[position] = refused(Refusal.NOT_FOUND)
        elif ids[number] in first:
            answers[position] = refused(Refusal.REPEATED_IN_BATCH)
        else:
            first[ids[number]] = position
    return _by_position(command(list(first)), first, answers)


def of_items(
    numbers: Sequence[str],
    look_up: LookUp,
    build: Callable[[int, int], T],
    command: Callable[[Sequence[T]], Outcome],
) -> Outcome:
    """Take a command with items of documents by their numbers; items are positions.

    `build` makes the item of a position, given the document's id."""
    ids = look_up(numbers)
    known = [position for position, number in enumerate(numbers) if number in ids]
    unknown = {p: refused(Refusal.NOT_FOUND) for p in range(len(numbers)) if numbers[p] not in ids}
    outcome = command([build(position, ids[numbers[position]]) for position in known])
    return _by_position(outcome, dict(enumerate(known)), unknown)


def said_as_given(outcome: Outcome, reason: Refusal, given: Mapping[int, object]) -> Outcome:
    """The outcome, with what the caller wrote in place of the id that stood for it."""
    return replace(
        outcome,
        refused={
            item: _said(answer, given) if answer.reason is reason else answer
            for item, answer in outcome.refused.items()
        },
    )


def line_ids(
    lines: Mapping[tuple[str, int], int], number: str, ordinals: Collection[int]
) -> dict[int, int]:
    """By ordinal, the line of that document; one that there is not gets a number of no line."""
    return {ordinal: lines.get((number, ordinal), -ordinal) for ordinal in ordinals}


def said_by_ordinal(outcome: Outcome, lines: Mapping[tuple[str, int], int]) -> Outcome:
    """The outcome, with lines named as the caller named them: by their place on the order."""
    places = {id: ordinal for (_, ordinal), id in lines.items()}
    return said_as_given(outcome, Refusal.UNKNOWN_LINE, places)


def staff_ids(usernames: Collection[str]) -> dict[str, int]:
    """By username, the person. Nobody has one that is absent: each gets a number of nobody. One
    statement, none when nobody is named."""
    wanted = sorted(set(usernames))
    if not wanted:
        return {}
    known = dict(sql.rows(STAFF, [wanted]))
    return {name: known.get(name, -place) for place, name in enumerate(wanted, start=1)}


def _said(answer: Refused, given: Mapping[int, object]) -> Refused:
    id = int(answer.values["given"])
    # What there is not has its ordinal with a minus for a number: see `line_ids`.
    return replace(answer, values={**answer.values, "given": str(given.get(id, -id))})


def _by_position(
    outcome: Outcome, positions: Mapping[int, int], refused_before: Mapping[int, Refused]
) -> Outcome:
    answers = {positions[item]: answer for item, answer in outcome.refused.items()}
    return Outcome(
        done=tuple(sorted(positions[item] for item in outcome.done)),
        refused=dict(sorted({**refused_before, **answers}.items())),
        made={positions[item]: id for item, id in outcome.made.items()},
    )
