"""What a list can be narrowed by, as fields of the form above it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from gendan.desks.lists.kinds import CALLED, Kind
from gendan.desks.queues import Filters
from gendan.insight.house.named import House
from gendan.insight.words import PAYMENT, of_document
from gendan.kit.rest.pages import Paged
from gendan.kit.words import said
from gendan.process.model import Text

TICKS = ("late", "at_risk", "held", "unacknowledged")
TEXTS = ("number", "order", "reference", "sku", "waybill")
MOMENTS = ("placed_from", "placed_to")
STATES = {"status": "order", "state": "shipment"}
SORTS = {
    "newest": Text("最新的在前", "Newest first"),
    "deadline": Text("最急的在前", "Most urgent first"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter as a field. `kind`: choice, tick, text, moment. `value`: as the field shows it."""

    name: str
    kind: str
    value: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def called(self) -> str:
        """The field after which people call it."""
        return CALLED.get(self.name, self.name)


def choices(kind: Kind, asked: Paged, fixed: Filters, known: House) -> list[Choice]:
    """The filters that are not fixed by the queue."""
    free = [name for name in kind.filters.model_fields if name not in {*fixed, "limit", "cursor"}]
    return [choice for name in free for choice in _choice(name, getattr(asked, name), known)]


def _choice(name: str, value: object, known: House) -> Iterator[Choice]:
    shown = value[0] if isinstance(value, list) and value else value or ""
    if name in known.within:
        offered = {code: known.names[name][code] for code in known.within[name]}
        yield Choice(name, "choice", str(shown), _words(offered))
    elif name in STATES:
        yield Choice(name, "choice", str(shown), _words(of_document(STATES[name])))
    elif name == "payment_status":
        yield Choice(name, "choice", str(shown), _words(PAYMENT))
    elif name == "sort":
        yield Choice(name, "choice", str(shown), _words(SORTS))
    elif name in TICKS:
        yield Choice(name, "tick", "true" if value else "")
    elif name in MOMENTS:
        yield Choice(name, "moment", value.isoformat() if isinstance(value, datetime) else "")
    elif name in TEXTS:
        yield Choice(name, "text", str(shown))


def _words(words: Mapping[str, Text]) -> tuple[tuple[str, str], ...]:
    return tuple((code, said(text)) for code, text in words.items())
