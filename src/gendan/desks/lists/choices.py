"""What a list can be narrowed by, as fields of the form above it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from django.http import QueryDict

from gendan.desks.lists.kinds import Kind
from gendan.desks.queues import Filters
from gendan.insight.house.named import House
from gendan.insight.words import PAYMENT, of_document, of_list
from gendan.kit.rest.faults import CALLED
from gendan.kit.words import said
from gendan.process.model import Text
from gendan.process.words import ExceptionKind

TICKS = (
    "late", "at_risk", "held", "to_refund", "feedback", "unacknowledged", "unscanned", "exception",
    "claim",
)  # fmt: skip
TEXTS = ("number", "order", "reference", "sku", "waybill")
MOMENTS = ("placed_from", "placed_to")
STATES = {"status": "order", "state": "shipment"}
SORTS = {
    "newest": Text("最新的在前", "Newest first"),
    "deadline": Text("最急的在前", "Most urgent first"),
    "exception": Text("最急的异常在前", "Most urgent exceptions first"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter as a field. `kind`: choice, tick, text, moment. `values`: what was given for it,
    also where it cannot be used."""

    name: str
    kind: str
    values: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()

    @property
    def called(self) -> str:
        """The field after which people call it."""
        return CALLED.get(self.name, self.name)

    @property
    def value(self) -> str:
        """The only value, or nothing."""
        return self.values[-1] if self.values else ""


def choices(kind: Kind, given: QueryDict, fixed: Filters, known: House) -> list[Choice]:
    """The filters that are not fixed by the queue, as they were `given`."""
    free = [name for name in kind.filters.model_fields if name not in {*fixed, "limit", "cursor"}]
    return [
        choice
        for name in free
        for choice in _choice(
            name, tuple(value for value in given.getlist(name) if value), known, kind
        )
    ]


def _choice(name: str, values: tuple[str, ...], known: House, kind: Kind) -> Iterator[Choice]:
    if name in known.within:
        offered = {code: known.names[name][code] for code in known.within[name]}
        yield Choice(name, "choice", values, _words(offered))
    elif name in STATES:
        yield Choice(name, "choice", values, _words(of_document(STATES[name])))
    elif name == "payment_status":
        yield Choice(name, "choice", values, _words(PAYMENT))
    elif name == "sort":
        its = get_args(kind.filters.model_fields["sort"].annotation)
        yield Choice(name, "choice", values, _words({code: SORTS[code] for code in its}))
    elif name == "exception_kind":
        yield Choice(name, "choice", values, _words(of_list(ExceptionKind)))
    elif name in TICKS:
        yield Choice(name, "tick", values)
    elif name in MOMENTS:
        yield Choice(name, "moment", values)
    elif name in TEXTS:
        yield Choice(name, "text", values)


def _words(words: Mapping[str, Text]) -> tuple[tuple[str, str], ...]:
    return tuple((code, said(text)) for code, text in words.items())
