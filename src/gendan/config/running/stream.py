"""From the journal to those who listen: one hears, everybody is told what they may see."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import structlog

from gendan.config import database
from gendan.config.running import instance
from gendan.embedded import Trouble
from gendan.kernel.actor import Actor

ORDERS, STOCK = "orders", "stock"  # what events tell of
CHANNELS = {"journal": ORDERS, "stock_journal": STOCK}
EVERYTHING = "*"
GATHER_SECONDS = 0.1  # changes of so long are told together
KEPT_SECONDS = 15.0  # for pages that open just now: what changed while they were made
POLL_SECONDS = 5.0
AGAIN_SECONDS = 0.5  # after the database went away
EACH_MAX, ALL_MAX = 5, 1000  # streams of one person, and of everybody
NAMED_MAX = 200  # named in one event; of more, only that there are some

NUMBERS = """
SELECT o.number, o.store_id,
       coalesce(array_agg(DISTINCT s.warehouse_id) FILTER (WHERE s.id IS NOT NULL), '{}')
  FROM customer_order AS o LEFT JOIN shipment AS s ON s.order_id = o.id
 WHERE o.id = ANY(%s::bigint[])
 GROUP BY o.id
"""
# A level has no number of its own; it is called by its article.
STOCK_NUMBERS = """
SELECT number, ARRAY[warehouse_id] FROM receipt WHERE id = ANY(%(receipt)s::bigint[])
UNION ALL
SELECT number, ARRAY[warehouse_id] FROM stock_count WHERE id = ANY(%(count)s::bigint[])
UNION ALL
SELECT number, ARRAY[source_id, target_id] FROM transfer WHERE id = ANY(%(transfer)s::bigint[])
UNION ALL
SELECT product.sku, ARRAY[level.warehouse_id]
  FROM stock_level AS level JOIN product ON product.id = level.product_id
 WHERE level.id = ANY(%(level)s::bigint[])
"""

log = structlog.get_logger("gendan.live")


class Full(Exception):
    """A person, or everybody together, has as many streams as there may be."""


@dataclass(frozen=True)
class Changed:
    """An order that changed and where it belongs; or a paper of stock, of no store."""

    kind: str
    number: str
    store: int | None
    warehouses: tuple[int, ...]

    def is_seen_by(self, actor: Actor) -> bool:
        """Whether it is within their reach. Papers of stock ask for the warehouse alone."""
        if self.kind == ORDERS:
            return actor.reaches(self.store, self.warehouses)
        return actor.warehouses is None or bool(actor.warehouses & set(self.warehouses))


class Stream:
    """What is still to be told to one listener. Who reads slowly is told to look at everything."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._id = ""
        self._numbers: dict[str, dict[str, None]] = {}  # by kind, in order
        self._ready = asyncio.Event()

    def put(self, id: str, kind: str, numbers: Collection[str]) -> None:
        """Add to what is to be told."""
        named = self._numbers.setdefault(kind, {})
        named.update(dict.fromkeys(numbers))
        if EVERYTHING in named or len(named) > NAMED_MAX:
            self._numbers[kind] = {EVERYTHING: None}
        self._id = id
        self._ready.set()

    def put_everything(self, id: str) -> None:
        """Let them look at everything anew."""
        for kind in CHANNELS.values():
            self.put(id, kind, [EVERYTHING])

    async def next(self) -> tuple[str, dict[str, list[str]]]:
        """The next event: its id and, by kind, numbers or the star."""
        await self._ready.wait()
        self._ready.clear()
        told = {kind: list(named) for kind, named in self._numbers.items()}
        self._numbers = {}
        return self._id, told


class Streams:
    """Everybody who listens, and the task that hears for them."""

    def __init__(self) -> None:
        self._open: set[Stream] = set()
        self._each: Counter[str] = Counter()
        self._told = 0
        # What was told when, lately; None where it was everything.
        self._lately: deque[tuple[float, list[Changed] | None]] = deque()

    @contextmanager
    def open(self, actor: Actor, last: str, ago: float = 0) -> Iterator[Stream]:
        """Take part. Who comes back after missing something is told to look at everything; who
        shows what was so many seconds ago, what changed since."""
        if self._each[actor.name] >= EACH_MAX or len(self._open) >= ALL_MAX:
            raise Full
        stream = Stream(actor)
        if last and last != self._id:
            stream.put_everything(self._id)
        elif ago:
            self._tell_what_was(stream, ago)
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
                    for channel in CHANNELS:
                        await connection.execute(f"LISTEN {channel}")
                    self._tell_everything()
                    while True:
                        await self._gather(connection)
            except (psycopg.OperationalError, Trouble) as error:
                log.warning("the database does not answer", error=str(error))
                await asyncio.sleep(AGAIN_SECONDS)

    async def _gather(self, connection: psycopg.AsyncConnection) -> None:
        """Wait for a word, and for those that follow close behind."""
        words = [n async for n in connection.notifies(timeout=POLL_SECONDS, stop_after=1)]
        if not words:
            await connection.execute("")  # finds out that the other side is gone
            return
        words += [n async for n in connection.notifies(timeout=GATHER_SECONDS)]
        said = {kind: [n.payload for n in words if n.channel == channel]
                for channel, kind in CHANNELS.items()}  # fmt: skip
        if not all(word for payloads in said.values() for word in payloads):
            self._tell_everything()
        elif not self._open:
            self._keep(None)  # who opens a page just now looks at everything
        else:
            self._tell([*await _orders(connection, said[ORDERS]),
                        *await _stock(connection, said[STOCK])])  # fmt: skip

    @property
    def _id(self) -> str:
        return f"{instance.ID[:8]}-{self._told}"

    def _keep(self, changed: list[Changed] | None) -> None:
        now = time.monotonic()
        while self._lately and self._lately[0][0] < now - KEPT_SECONDS:
            self._lately.popleft()
        self._lately.append((now, changed))

    def _tell_what_was(self, stream: Stream, ago: float) -> None:
        since = time.monotonic() - ago
        lately = [changed for at, changed in self._lately if at >= since]
        if ago > KEPT_SECONDS or None in lately:
            stream.put_everything(self._id)
        else:
            self._put(stream, [one for changed in lately for one in changed or ()])

    def _tell_everything(self) -> None:
        self._told += 1
        self._keep(None)
        for stream in self._open:
            stream.put_everything(self._id)

    def _tell(self, changed: list[Changed]) -> None:
        self._told += 1
        self._keep(changed)
        for stream in self._open:
            self._put(stream, changed)

    def _put(self, stream: Stream, changed: list[Changed]) -> None:
        for kind in CHANNELS.values():
            seen = [one.number for one in changed
                    if one.kind == kind and one.is_seen_by(stream.actor)]  # fmt: skip
            if seen:
                stream.put(self._id, kind, seen)


async def _orders(connection: psycopg.AsyncConnection, words: list[str]) -> Iterator[Changed]:
    orders = sorted({int(id) for word in words for id in word.split(",")})
    if not orders:
        return iter(())
    found = await (await connection.execute(NUMBERS, [orders])).fetchall()
    return (Changed(ORDERS, number, store, tuple(where)) for number, store, where in found)


async def _stock(connection: psycopg.AsyncConnection, words: list[str]) -> Iterator[Changed]:
    if not words:
        return iter(())
    asked: dict[str, list[int]] = {"receipt": [], "count": [], "transfer": [], "level": []}
    for word in words:
        document, _, ids = word.partition(":")
        asked[document] += map(int, ids.split(","))
    found = await (await connection.execute(STOCK_NUMBERS, asked)).fetchall()
    return (Changed(STOCK, number, None, tuple(where)) for number, where in found)
