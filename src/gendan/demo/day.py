"""The demo's own time: what happens next in each tale, one thing after the other.

A tale is a generator that yields the instant at which it wants to go on. The day resumes the
earliest one; each step is taken with the real command, at that instant.
"""

import heapq
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from gendan.demo.cast import Cast
from gendan.demo.shopping import Shop
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome, Refused
from gendan.process.deadlines import Calendar, add_working, working_between
from gendan.process.model import Text

Tale = Generator[datetime, None, None]


class Surprise(Exception):
    """A step was refused that the tale counted on; the tale ends there."""


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A step that somebody tried in vain. `meant`: the tale is about that refusal."""

    at: datetime
    by: Actor
    refusal: Refused
    meant: bool


@dataclass
class Day:
    """Where the demo's time stands, who acts, and what was refused on the way."""

    since: datetime
    until: datetime
    calendar: Calendar
    rng: Random
    cast: Cast
    shop: Shop
    at: datetime
    language: str
    seconds: float  # of the reader's time
    orders: list[int] = field(default_factory=list)
    turned_away: list[TurnedAway] = field(default_factory=list)
    _waiting: list[tuple[datetime, int, Tale]] = field(default_factory=list)
    _started: int = 0

    def __post_init__(self) -> None:
        self._whole = working_between(self.since, self.until, self.calendar)

    def start(self, tale: Tale, at: datetime | None = None) -> None:
        """Let a tale begin: now, or then."""
        self._started += 1
        heapq.heappush(self._waiting, (at or self.at, self._started, tale))

    def run(self, before_each: Callable[[datetime], None]) -> None:
        """Tell the tales until the day is over; what comes later stays undone."""
        while self._waiting and self._waiting[0][0] <= self.until:
            at, number, tale = heapq.heappop(self._waiting)
            before_each(at)
            self.at = at
            try:
                again = next(tale)
            except (StopIteration, Surprise):
                continue
            heapq.heappush(self._waiting, (max(again, at), number, tale))

    def progress(self, at: datetime) -> float:
        """How much of the day's working time has passed, from 0 to 1."""
        return working_between(self.since, at, self.calendar) / self._whole

    def moment(self, share: float) -> datetime:
        """The instant at which that share of the working time has passed."""
        return add_working(self.since, self._whole * share, self.calendar)

    def minutes(self, least: float, most: float) -> datetime:
        """So many minutes of working time from now."""
        return add_working(self.at, timedelta(minutes=self.rng.uniform(least, most)), self.calendar)

    def hours(self, least: float, most: float) -> datetime:
        """So many hours from now, by day and by night."""
        return self.at + timedelta(hours=self.rng.uniform(least, most))

    def morning(self) -> datetime:
        """When the courier loads the van, the next morning."""
        day = (self.at + timedelta(days=1)).astimezone(self.since.tzinfo)
        loaded = day.replace(hour=7, minute=0, second=0, microsecond=0)
        return loaded + timedelta(minutes=self.rng.uniform(0, 120))

    def says(self, zh: str, en: str) -> str:
        """What somebody types in, in the reader's language."""
        return Text(zh, en).in_language(self.language)

    def must(self, outcome: Outcome, by: Actor) -> Outcome:
        """The outcome, in which nothing was refused; else the tale is over."""
        for refusal in outcome.refused.values():
            self.turned_away.append(TurnedAway(self.at, by, refusal, meant=False))
            raise Surprise(refusal.reason.code)
        return outcome

    def fails(self, outcome: Outcome, by: Actor) -> None:
        """The outcome, in which everything was refused, as the tale has it."""
        for refusal in outcome.refused.values():
            self.turned_away.append(TurnedAway(self.at, by, refusal, meant=True))
        if outcome.done:
            raise Surprise("it was not refused")
