"""From the journal to those who listen: one hears, everybody is told what they may see."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import structlog

from gendan.config import database
from gendan.config.running import instance
from gendan.embedded import Trouble
from gendan.kernel.actor import Actor

CHANNEL = "journal"
EVERYTHING = "*"
GATHER_SECONDS = 0.2  # changes of so long are told together
POLL_SECONDS = 5.0
AGAIN_SECONDS = 0.5  # after the database went away
EACH_MAX, ALL_MAX = 5, 1000  # streams of one person, and of everybody
NAMED_MAX = 200  # orders named in one event; of more, only that there are some

NUMBERS = """
SELECT o.number, o.store_id,
       coalesce(array_agg(DISTINCT s.warehouse_id) FILTER (WHERE s.id IS NOT NULL), '{}')
  FROM customer_order AS o LEFT JOIN shipment AS s ON s.order_id = o.id
 WHERE o.id = ANY(%s::bigint[])
 GROUP BY o.id
"""

log = structlog.get_logger("gendan.live")


class Full(Exception):
    """A person, or everybody together, has as many streams as there may be."""


@dataclass(frozen=True)
class Changed:
    """An order that changed, and where it belongs."""

    number: str
    store: int
    warehouses: tuple[int, ...]


class Stream:
    """What is still to be told to one listener. Who reads slowly is told to look at everything."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._id = ""
        self._numbers: list[str] = []
        self._all = False
        self._ready = asyncio.Event()

    def put(self, id: str, numbers: list[str], *, everything: bool = False) -> None:
        """Add to what is to be told."""
        self._numbers = [*dict.fromkeys([*self._numbers, *numbers])]
        self._all = self._all or everything or len(self._numbers) > NAMED_MAX
        self._id = id
        self._ready.set()

    async def next(self) -> tuple[str, list[str]]:
        """The next event: its id and numbers of orders, or the star."""
        await self._ready.wait()
        self._ready.clear()
        told = [EVERYTHING] if self._all else self._numbers
        self._numbers, self._all = [], False
        return self._id, told


class Streams:
    """Everybody who listens, and the task that hears for them."""

    def __init__(self) -> None:
        self._open: set[Stream] = set()
        self._each: Counter[str] = Counter()
        self._told = 0

    @contextmanager
    def open(self, actor: Actor, last: str) -> Iterator[Stream]:
        """Take part. Who comes back after missing something is told to look at everything."""
        if self._each[actor.name] >= EACH_MAX or len(self._open) >= ALL_MAX:
            raise Full
        stream = Stream(actor)
        if last and last != self._id:
            stream.put(self._id, [], everything=True)
        self._each[actor.name] += 1
        self._open.add(stream)
        try:
            yield stream
        finally:
            self._open.discard(stream)
            self._each[actor.name] -= 1

    async def hear(self) -> None:
        """Hear for ever; after an outage everybody is told to look at everything."""
        while True:
            try:
                await asyncio.to_thread(database.again)
                async with await psycopg.AsyncConnection.connect(
                    database.url(), autocommit=True
                ) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self._tell_everything()
                    while True:
                        await self._gather(connection)
            except (psycopg.OperationalError, Trouble) as error:
                log.warning("the database does not answer", error=str(error))
                await asyncio.sleep(AGAIN_SECONDS)

    async def _gather(self, connection: psycopg.AsyncConnection) -> None:
        """Wait for a word, and for those that follow close behind."""
        words = [n.payload async for n in connection.notifies(timeout=POLL_SECONDS, stop_after=1)]
        if not words:
            await connection.execute("")  # finds out that the other side is gone
            return
        words += [n.payload async for n in connection.notifies(timeout=GATHER_SECONDS)]
        if not all(words):
            self._tell_everything()
            return
        orders = sorted({int(id) for word in words for id in word.split(",")})
        if self._open:
            found = await (await connection.execute(NUMBERS, [orders])).fetchall()
            self._tell([Changed(number, store, tuple(where)) for number, store, where in found])

    @property
    def _id(self) -> str:
        return f"{instance.ID[:8]}-{self._told}"

    def _tell_everything(self) -> None:
        self._told += 1
        for stream in self._open:
            stream.put(self._id, [], everything=True)

    def _tell(self, changed: list[Changed]) -> None:
        self._told += 1
        for stream in self._open:
            reaches = stream.actor.reaches
            seen = [order.number for order in changed if reaches(order.store, order.warehouses)]
            if seen:
                stream.put(self._id, seen)
