"""What every source of carrier events can be asked: is this yours, what does it say, what is said
back; and of those that want to be asked, to follow a parcel and how a parcel is."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from gendan.journey.s6_deliver.feed import CarrierWord
from gendan.kernel.outward.calls import Answer

TEXT_MAX, PLACE_MAX, NUMBER_MAX = 1_000, 200, 100
WORDS_MAX = 300  # of what a source answers
EVENTS_MAX = 2_000  # of one message


class Unintelligible(Exception):
    """A message bears the right signature, and says nothing that its source has documented."""


@dataclass(frozen=True, slots=True)
class Push:
    """A message as it came. Names of `headers` are small."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source as it was set up, its secrets opened. `companies`: by what it calls a carrier, our
    code of it."""

    id: int
    name: str
    kind: str
    key: str
    secret: str
    account: str
    api_key: str
    url: str
    companies: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What a message says. `numbers`: of which parcels; `ended`: those it will not speak of again,
    and why; `strange`: names of carriers that nobody has entered; `faults`: events that could not
    be read."""

    words: list[CarrierWord]
    numbers: tuple[str, ...] = ()
    ended: Mapping[str, str] = field(default_factory=dict)
    strange: tuple[str, ...] = ()
    faults: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a message. `later`: some of it can be kept in a while; `refused`: by position,
    a code and a sentence; `unread`: nothing of it was understood."""

    done: int = 0
    later: bool = False
    refused: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    unread: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said back."""

    status: int
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A number to be followed. `company`: what the source calls its carrier; `phone_end`: the last
    four digits of the consignee's, which some carriers ask for; `push_to`: where to tell us."""

    number: str
    company: str
    phone_end: str
    push_to: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a source answered. `silent`: nothing of use, it may be asked again."""

    accepted: bool = False
    words: str = ""
    silent: bool = False
    told: Told | None = None


class Ask(Protocol):
    """A line to a source: sends a form to a path, and gives back what came."""

    def __call__(self, path: str, form: Mapping[str, str]) -> Answer:
        """Send it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """One way of telling. What is asked of a source is None where it tells of its own accord."""

    is_signed: Callable[[Push, str], bool]
    told: Callable[[Push, Source], Told]
    reply: Callable[[Kept], Reply]
    subscribe: Callable[[Ask, Source, Parcel], Said] | None = None
    query: Callable[[Ask, Source, Parcel], Said] | None = None


def event_key(at: datetime, text: str) -> str:
    """What makes an event the same when it is told again, where its source gives it no name: of
    one moment there may be several, with other words."""
    return f"{at:%Y%m%d%H%M%S}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
