"""Batches walked beside each other: while the database works on one, we prepare the next."""

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

from gendan.intake.drafts import Life
from gendan.intake.house import House
from gendan.intake.replay.walk import Acknowledge, Walk
from gendan.kernel.outcome import Refused

WALKERS = 2  # more would wait for each other: Python works for one at a time
TRIES = 5


@dataclass(frozen=True)
class Walked:
    """Where the orders of a batch ended, and what was refused on the way."""

    lives: Mapping[int, Life]
    statuses: Mapping[int, str]
    stuck: Mapping[int, Refused]


class Crew:
    """Walks batches; no order may be in two of them."""

    def __init__(self, home: House, carrier: str, acknowledge: Acknowledge) -> None:
        self._home = home
        self._carrier = carrier
        self._acknowledge = acknowledge
        self._pool = ThreadPoolExecutor(WALKERS, thread_name_prefix="walker")
        self._under_way: deque[Future[Walked]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def walk(self, lives: Mapping[int, Life]) -> Iterator[Walked]:
        """Begin a batch; gives the oldest one when too many are under way."""
        self._under_way.append(self._pool.submit(self._walk, lives))
        if len(self._under_way) > WALKERS:
            yield self._under_way.popleft().result()

    def rest(self) -> Iterator[Walked]:
        """Wait for the batches that are still under way."""
        while self._under_way:
            yield self._under_way.popleft().result()

    def _walk(self, lives: Mapping[int, Life]) -> Walked:
        walk = Walk(lives, self._home, self._carrier, self._acknowledge)
        try:
            for _ in range(TRIES):
                try:
                    return Walked(lives, walk.go(), walk.stuck)
                except OperationalError as problem:
                    # Somebody else locked the same stock the other way round: nothing of this
                    # command was done, and the walk goes on from where it is.
                    if not isinstance(problem.__cause__, DeadlockDetected):
                        raise
                    deadlock = problem
            raise deadlock
        finally:
            connection.close()
