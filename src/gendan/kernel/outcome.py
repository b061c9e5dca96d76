"""What a command reports: which items were done, what came of them, why the others were not."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass

from gendan.kernel.fields import field_words
from gendan.kernel.refusals import Refusal
from gendan.process.stock import document_of
from gendan.process.words import HoldKind

BLANK = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Refused:
    """Why one item was left alone. `field` names the input at fault, where there is one."""

    reason: Refusal
    field: str = ""
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def sentence(self, language: str = "zh-hans") -> str:
        """What is wrong, in the user's language, with what was given and what was expected."""
        return self._fill(self.reason.text.in_language(language), language)

    def remedy(self, language: str = "zh-hans") -> str:
        """What to do about it, in the user's language."""
        return self._fill(self.reason.remedy.in_language(language), language)

    def _fill(self, words: str, language: str) -> str:
        filled = {
            "field": field_words(self.field, language),
            **{name: _word(name, value, language) for name, value in self.values.items()},
        }
        return BLANK.sub(lambda blank: filled.get(blank[1], ""), words)


def _word(name: str, value: str, language: str) -> str:
    """The label of a state or a hold; other values speak for themselves."""
    if name == "state":
        document, _, code = value.partition(".")
        return document_of(document).state(code).label.in_language(language)
    if name == "hold":
        return HoldKind.of(value).label.in_language(language)
    return value


def refused(reason: Refusal, field: str = "", **values: object) -> Refused:
    """A refusal with its particulars, written out as text."""
    return Refused(reason, field, {name: str(value) for name, value in values.items()})


@dataclass(frozen=True)
class Outcome:
    """Items are named by what the command was given: ids, or positions in the sequence.

    `made` says what an item brought into being: the order placed, the shipment split off. `numbers`
    are those of orders made here, where they are at hand."""

    done: tuple[int, ...] = ()
    refused: Mapping[int, Refused] = dataclasses.field(default_factory=dict)
    made: Mapping[int, int] = dataclasses.field(default_factory=dict)
    numbers: Mapping[int, str] = dataclasses.field(default_factory=dict, compare=False)

    def reasons(self) -> dict[int, Refusal]:
        """The bare reason of each refused item."""
        return {item: refusal.reason for item, refusal in self.refused.items()}
