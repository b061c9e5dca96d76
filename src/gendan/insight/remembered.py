"""What takes long to find out, remembered: whoever asks is told at once what was last found.

When that is no longer fresh, or older than a change of which they heard, one thread finds it out
anew meanwhile, and whoever asks again is told of it. Each process remembers for itself.
"""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Generic, TypeVar

import structlog
from django.db import Error, connections

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

OLD_MOST = 600.0  # seconds; of what is older nobody is told: they wait
KEYS_MOST = 100
RESTS = 2  # times as long as finding out took, before it is found out again
SURELY = 0.03  # seconds more than finding out took, until it is asked for again

log = structlog.get_logger("gendan.remembered")


@dataclass(frozen=True, slots=True)
class Told(Generic[V]):
    """What was found. When it is no longer fresh, it is being found out anew, and told in so many
    milliseconds."""

    value: V
    again_in: int = 0

    @property
    def is_fresh(self) -> bool:
        """Whether nothing better is to be told soon."""
        return not self.again_in


@dataclass(frozen=True, slots=True)
class _Found(Generic[V]):
    value: V
    at: float  # when it was begun to find out
    took: float
    fresh_until: float


class Remembered(Generic[K, V]):
    """What `find` gives for each key, fresh for so many seconds. `find` asks the database."""

    def __init__(self, find: Callable[[K], V], seconds: float) -> None:
        self.seconds = seconds
        self._find = find
        self._found: dict[K, _Found[V]] = {}
        self._turns: dict[K, Lock] = {}

    def told(self, key: K, since: float | None = None) -> Told[V]:
        """What was last found, within `OLD_MOST`; what never was, or longer ago, is waited for.

        `since` is when, by the monotonic clock, whoever asks heard of a change: what was found
        before it is not fresh. Nobody else finds out the same meanwhile."""
        found, now = self._found.get(key), time.monotonic()
        if found and (now <= found.fresh_until if since is None else since <= found.at):
            return Told(found.value)
        turn = self._turns.setdefault(key, Lock())
        if found and now - found.at <= OLD_MOST:
            rest = max(found.fresh_until - now, 0)
            if turn.acquire(blocking=False):
                Thread(
                    target=self._aside, args=(key, turn, rest), daemon=True, name="remember"
                ).start()
            return Told(found.value, round(1000 * (rest + found.took + SURELY)))
        with turn:
            others = self._found.get(key)
            if others is None or others is found:
                others = self._find_out(key)
        return Told(others.value)

    def forget(self) -> None:
        """Find everything out anew."""
        self._found.clear()

    def _aside(self, key: K, turn: Lock, rest: float) -> None:
        """In a thread of its own, whose connection goes with it."""
        try:
            time.sleep(rest)
            self._find_out(key)
        except Error as error:  # what was found stays; who asks next tries again
            log.warning("not found out anew", error=str(error))
        finally:
            connections.close_all()
            turn.release()

    def _find_out(self, key: K) -> _Found[V]:
        began = time.monotonic()
        value = self._find(key)
        took = time.monotonic() - began
        if len(self._found) >= KEYS_MOST:
            self._found.clear()
        found = _Found(value, began, took, began + max(self.seconds, RESTS * took))
        self._found[key] = found
        return found
