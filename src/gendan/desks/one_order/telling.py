"""What the page of an order and the panel beside a list tell alike: the steps one may take now, and
what people did so far."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from gendan.desks.steps.forms import StepForm, form_of
from gendan.kit.words import said
from gendan.process.definition import PROCESS
from gendan.process.model import Step
from gendan.process.words import reason_words

# What carriers said stands with the box; here it would bury what people did.
CARRIER_SAID = "record_carrier_event"
# They ask for lines and quantities, in a form of their own.
BY_LINE = frozenset({"edit", "split"})


@dataclass(frozen=True, slots=True)
class Action:
    """A step that may be taken with one document now. `form` is nothing for those by line."""

    step: Step
    number: str
    form: StepForm | None
    held_by: Sequence[str]


def actions_of(coming: Iterable[Mapping[str, object]]) -> Iterator[Action]:
    """The steps that a desk can take, of those that an order says may come `next`."""
    for one in coming:
        code = cast("dict[str, str]", one["step"])["code"]
        form = None if code in BY_LINE else form_of(code)
        if one["operation_id"] == code and (form or code in BY_LINE):
            yield Action(
                PROCESS.step(code), str(one["number"]), form, cast("list[str]", one["held_by"])
            )


def people_did(journal: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """The entries of an order's journal without what carriers said, the newest first; reasons that
    are codes stand there in words."""
    steps = [(cast("dict[str, str]", entry["step"])["code"], entry) for entry in reversed(journal)]
    return [
        {**entry, "reason": said(reason_words(code, str(entry["reason"] or "")))}
        for code, entry in steps
        if code != CARRIER_SAID
    ]
