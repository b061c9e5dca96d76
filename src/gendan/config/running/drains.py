"""What is done in rounds, for many at once: each kind in a thread of its own, woken when orders
change. Messages and webhooks leave the house so, and orders are confirmed so."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module

import psycopg
import structlog
from django.db import close_old_connections
from django.db.utils import InterfaceError, OperationalError

from gendan.config import database
from gendan.embedded import Trouble


@dataclass(frozen=True)
class Kind:
    """What is done in rounds; who comes while nothing is done is served at once.

    After a round others gather, unless it was full: else what comes one by one would be done one by
    one, at the price of many."""

    name: str
    where: str  # module and function of one round, which gives how much it did
    full: int
    gather_seconds: float


KINDS = (
    Kind("confirmations", "gendan.journey.s2_review.rounds:confirm_waiting", 500, 0.2),
    Kind("notices", "gendan.messages.drain:drain", 500, 1.0),
    Kind("webhooks", "gendan.webhooks.drain:drain", 100, 0.2),
)
CHANNEL = "journal"
POLL_SECONDS = 1.0  # between rounds in which nothing was to be done and nobody rang
REST_SECONDS = 2.0  # after one that failed
LEAVE_SECONDS = 8.0  # to end a round, when told to stop

log = structlog.get_logger("gendan.work")

Drain = Callable[[], int]


@dataclass
class Loop:
    """The rounds of one kind, and their bell."""

    kind: Kind
    drain: Drain
    bell: threading.Event = field(default_factory=threading.Event)


class Drains:
    """All drains, and the thread that hears when orders change."""

    def __init__(self) -> None:
        self._loops = list(_found())
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._hear, name="journal", daemon=True),
            *(
                threading.Thread(target=self._repeat, args=[loop], name=loop.kind.name, daemon=True)
                for loop in self._loops
            ),
        ]

    def start(self) -> None:
        """Begin; returns at once."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let each end its round."""
        self._stopping.set()
        self._ring()
        for thread in self._threads:
            thread.join(LEAVE_SECONDS / len(self._threads))

    def _ring(self) -> None:
        for loop in self._loops:
            loop.bell.set()

    def _repeat(self, loop: Loop) -> None:
        while not self._stopping.is_set():
            loop.bell.clear()
            try:
                done = loop.drain()
                wait = 0.0 if done else POLL_SECONDS
                if done < loop.kind.full:
                    self._stopping.wait(loop.kind.gather_seconds)
            except (OperationalError, InterfaceError) as error:
                log.warning("the database does not answer", drain=loop.kind.name, error=str(error))
                wait = REST_SECONDS
            except Exception:
                log.exception("a round failed", drain=loop.kind.name)
                wait = REST_SECONDS
            close_old_connections()
            if wait:
                loop.bell.wait(wait)

    def _hear(self) -> None:
        """Ring when the journal grows; after an outage once more, for what was said meanwhile."""
        while not self._stopping.is_set():
            try:
                with psycopg.connect(database.url(), autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self._ring()
                    while not self._stopping.is_set():
                        if list(connection.notifies(timeout=POLL_SECONDS, stop_after=1)):
                            self._ring()
            except psycopg.OperationalError:
                self._stopping.wait(REST_SECONDS)
                _look_anew()


def _look_anew() -> None:
    """See that the embedded server runs; it may have been killed together with its supervisor."""
    try:
        database.again()
    except Trouble as trouble:
        log.warning("the database does not come up", problem=trouble.problem)


def _found() -> Iterator[Loop]:
    for kind in KINDS:
        module, _, function = kind.where.partition(":")
        yield Loop(kind, getattr(import_module(module), function))
