"""One process that works as a clerk does, and hears and speaks through a line to its crew.

It makes everything ready, says so, waits for the word, works, and says how long that took. So
several of them begin at the same moment, and nothing but the work is measured.
"""

import gc
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection

from rich.console import Console
from rich.progress import Progress

from bench.looked_at import PAGES
from gendan.config import database, env
from gendan.config.cli import set_up_django
from gendan.journey.s1_place.new_orders import NewOrder

READY = "ready"
BOUNDLESS = 10_000_000  # requests a minute

_line: Connection | None = None  # to the crew


@dataclass(frozen=True)
class Task:
    """`kind` names the work; so many batches of so many orders, the first of which is number
    `first`. For `rush`: so many buyers, served at so many tills."""

    kind: str
    batches: int
    size: int
    first: int


@dataclass(frozen=True)
class Done:
    """How many orders were finished, in how many seconds, and how many refused for which reason."""

    orders: int
    seconds: float
    refused: dict[str, int]


def build(task: Task) -> Done:
    """Make the tables and the house, with some orders in it."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    return furnish(task)


def furnish(task: Task) -> Done:
    """Make the house in tables that are there, with some orders in it."""
    from bench import house

    def work() -> list[int]:
        house.build()
        loaded = _load(task.size)
        house.offer_rare()
        return [loaded]

    return _measured(work)


def load(task: Task) -> Done:
    """Store so many orders more."""
    return _measured(lambda: [_load(task.size)])


def verify(task: Task) -> Done:  # noqa: ARG001 - a task is a task
    """Hold everything against everything; what differs is what is refused."""
    from gendan.insight.verify.examination import Report
    from gendan.insight.verify.examination import verify as hold_together

    reports: list[Report] = []

    def work() -> list[int]:
        reports.append(hold_together())
        return [reports[0].orders]

    done = _measured(work)
    found = {f.check.name: f.found.count for f in reports[0].findings if f.found.count}
    return Done(done.orders, done.seconds, found)


def place(task: Task) -> Done:
    """Place and reserve, batch by batch."""
    from bench.acts import place_and_reserve

    return _batch_by_batch(task, place_and_reserve)


def journey(task: Task) -> Done:
    """From placement to delivery, batch by batch."""
    from bench.acts import walk

    return _batch_by_batch(task, walk)


def look(name: str, task: Task) -> Done:
    """Ask for a page of the desks; the first time it is not measured."""
    from bench import looked_at

    looked_at.look(name, 2)
    return _measured(lambda: [looked_at.look(name, task.size)])


def _batch_by_batch(task: Task, act: Callable[[list[NewOrder]], int]) -> Done:
    from bench.wares import new_order

    batches = [
        [new_order(task.first + batch * task.size + n) for n in range(task.size)]
        for batch in range(task.batches)
    ]
    return _measured(lambda: [act(batch) for batch in batches])


def _load(orders: int) -> int:
    from gendan.demo import bulk
    from gendan.kernel import sql

    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("orders", total=orders)
        done = bulk.load(orders, progress=lambda written: progress.update(bar, completed=written))
    sql.run("VACUUM (ANALYZE)")
    return done


def rush(task: Task) -> Done:
    """All buyers come at once; each till is a thread with a connection of its own."""
    from django.db import connection

    from bench.acts import buy
    from bench.wares import rare_order

    queue = [rare_order(task.first + nth) for nth in range(task.size)]
    doors, answers = threading.Event(), list[str]()
    ready = threading.Barrier(task.batches + 1)

    def till() -> None:
        connection.ensure_connection()
        ready.wait()
        doors.wait()
        with suppress(IndexError):
            while True:
                answers.append(buy(queue.pop()))
        connection.close()

    tills = [threading.Thread(target=till) for _ in range(task.batches)]
    for thread in tills:
        thread.start()
    ready.wait()

    def open_the_doors() -> list[int]:
        doors.set()
        for thread in tills:
            thread.join()
        return [len(answers)]

    done = _measured(open_the_doors)
    return Done(done.orders, done.seconds, dict(Counter(filter(None, answers))))


def _measured(work: Callable[[], Sequence[int]]) -> Done:
    gc.collect()
    gc.freeze()  # as `gendan run` does before it forks; the orders made ready are no work either
    assert _line is not None, "somebody is told that all is ready"
    _line.send(READY)
    _line.recv()
    began = time.perf_counter()
    done = sum(work())
    return Done(done, time.perf_counter() - began, {})


def work(line: Connection, url: str, task: Task) -> None:
    """Do a task at the word, and tell what came of it."""
    global _line  # noqa: PLW0603 - one line per process, as one task
    _line = line
    _use(url)
    kinds: dict[str, Callable[[Task], Done]] = {
        kind.__name__: kind for kind in (build, furnish, load, place, journey, rush, verify)
    }
    kinds |= {f"page_{name}": partial(look, name) for name in PAGES}
    line.send(kinds[task.kind](task))


def make_token(line: Connection, url: str) -> None:
    """Make a token that may do everything, as often as it likes, and tell it."""
    _use(url)
    from datetime import timedelta

    from gendan.kernel import clock
    from gendan.process.model import Role
    from gendan.records.integrations import tokens

    new = tokens.NewToken(
        name=f"bench-{time.time_ns()}", role=Role.MANAGER, reads=frozenset({"orders"}),
        per_minute=BOUNDLESS, expires_at=clock.now() + timedelta(days=1),
    )  # fmt: skip
    line.send(tokens.create(new, by="bench"))


def _use(url: str) -> None:
    """Work on the database of that address: what was loaded before knew none, or another."""
    os.environ["DATABASE_URL"] = url
    env.current.cache_clear()
    set_up_django()
    from django.db import connection

    connection.settings_dict.update(database.django_settings())
