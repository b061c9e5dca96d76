"""The figures: each is measured beside its limit, in turns, so that both meet the same weather."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count

import psycopg

from bench import crew, limit
from bench.databases import BASE, Databases
from bench.wares import RARE_UNITS
from bench.worker import Done, Task

WORKERS = 2  # processes; a real installation has more than one
APART = 1_003_000  # numbers between the orders of one task and the next: other customers
TILLS = 40  # threads of each process that serve buyers; together fewer than 100 connections


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured. Seconds are of one run of pgbench."""

    stored: int = 1_000_000
    few: int = 10_000
    rounds: int = 3
    seconds: int = 6
    place_batches: int = 24
    place_size: int = 500
    journey_batches: int = 12
    journey_size: int = 200
    buyers: int = 2_000
    soak_seconds: int = 600
    messages: int = 20_000
    kills: int = 30
    looks: int = 30  # at a page


TINY = Scale(
    stored=600, few=200, rounds=1, seconds=1, place_batches=2, place_size=50, journey_batches=2,
    journey_size=10, buyers=160, soak_seconds=5, messages=200, kills=5,
    looks=2,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One result. `wanted` says in words what it should be."""

    name: str
    value: float
    unit: str
    limit: float
    ratio: float
    wanted: str


@dataclass(frozen=True, slots=True)
class Bench:
    """Where it is measured, and how much. `said` hears what is being done."""

    databases: Databases
    scale: Scale
    said: Callable[[str], None]
    serial: "count[int]"  # so that no two orders have one reference

    def copy(self, name: str) -> str:
        """The house with few orders, as a database of that name; its address."""
        return self.databases.make(name, template=BASE)

    def work(self, url: str, kind: str, batches: int, size: int, workers: int = WORKERS) -> Done:
        """Let workers share the batches, or the buyers."""
        each = max(batches // workers, 1)
        tasks = [Task(kind, each, size, next(self.serial) * APART) for _ in range(workers)]
        return crew.work(url, tasks)


def place_batch(bench: Bench) -> Figure:
    """Batches of 500 orders of three lines, placed and reserved."""
    scale = bench.scale
    return _beside_pgbench(
        bench, "place_batch", "place", scale.place_batches, scale.place_size, "ratio ≥ 3"
    )


def journey_batch(bench: Bench) -> Figure:
    """Batches of 200 orders, from placement to delivery: eight commands each."""
    scale = bench.scale
    return _beside_pgbench(
        bench, "journey_batch", "journey", scale.journey_batches, scale.journey_size,
        "–",
    )  # fmt: skip


def _beside_pgbench(
    bench: Bench, name: str, kind: str, batches: int, size: int, wanted: str
) -> Figure:
    url = bench.copy(name)
    ours, theirs = [], []
    for nth in range(bench.scale.rounds):
        bench.said(f"{name}: round {nth + 1} of {bench.scale.rounds}")
        theirs.append(limit.placed_per_second(url, bench.scale.seconds))
        done = bench.work(url, kind, batches, size)
        ours.append(done.orders / done.seconds)
    must_agree(bench, url)
    return Figure(name, max(ours), "orders/s", max(theirs), max(ours) / max(theirs), wanted)


def journey_growth(bench: Bench) -> Figure:
    """What an order costs with a million stored, divided by its cost with ten thousand."""
    few = bench.copy("few")
    full = many(bench)
    cost: dict[str, list[float]] = {few: [], full: []}
    for nth in range(bench.scale.rounds + 1):
        bench.said(f"journey_growth: round {nth + 1} of {bench.scale.rounds + 1}")
        for url, costs in cost.items():
            done = bench.work(
                url, "journey", bench.scale.journey_batches, bench.scale.journey_size, workers=1
            )
            if nth:  # the first round warms both
                costs.append(done.seconds / done.orders)
    growth = min(cost[full]) / min(cost[few])
    return Figure("journey_growth", growth, "times", 1.3, growth / 1.3, "value ≤ 1.3")


def flash_sale(bench: Bench) -> Figure:
    """Everybody at once wants one of a hundred: a hundred get it, the others a clean answer."""
    url = bench.copy("flash")
    theirs = limit.placed_per_second(url, bench.scale.seconds)
    bench.said("flash_sale: the doors open")
    done = bench.work(url, "rush", TILLS * WORKERS, bench.scale.buyers // WORKERS)
    with psycopg.connect(url) as connection:
        reserved = connection.execute(
            "SELECT reserved FROM stock_level JOIN product ON product.id = product_id"
            " WHERE sku = 'rare'"
        ).fetchone()
        statuses: dict[str, int] = dict(
            connection.execute(
                "SELECT status, count(*) FROM customer_order WHERE reference LIKE 'rush-%'"
                " GROUP BY status"
            ).fetchall()
        )
    lost = bench.scale.buyers - RARE_UNITS
    assert reserved == (RARE_UNITS,), f"{reserved} units are reserved of {RARE_UNITS}"
    assert done.refused == {"short_stock": lost}, f"answers: {done.refused}"
    assert statuses == {"pending": RARE_UNITS, "review": lost}, f"orders: {statuses}"
    must_agree(bench, url)
    rate = done.orders / done.seconds
    return Figure("flash_sale", rate, "orders/s", theirs, rate / theirs, "100 reserved")


def verify_rate(bench: Bench) -> Figure:
    """`gendan verify` over all that is stored; the limit is reading every row once."""
    url = many(bench)
    best, limit_seconds, orders = float("inf"), float("inf"), 0
    for nth in range(2):
        bench.said(f"verify_rate: round {nth + 1} of 2")
        limit_seconds = min(limit_seconds, limit.read_once_seconds(url))
        done = must_agree(bench, url)
        best, orders = min(best, done.seconds), done.orders
    return Figure(
        "verify_rate", orders / best, "orders/s", orders / limit_seconds, limit_seconds / best,
        "value ≥ 10,000",
    )  # fmt: skip


FIGURES: Mapping[str, Callable[[Bench], Figure]] = {
    figure.__name__: figure
    for figure in (place_batch, journey_batch, flash_sale, journey_growth, verify_rate)
}


def many(bench: Bench) -> str:
    """The database with as many orders as there are to be; made when it is first asked for."""
    if known := bench.databases.made("many"):
        return known
    url = bench.copy("many")
    bench.said(f"storing {bench.scale.stored:,} orders")
    bench.work(url, "load", 1, bench.scale.stored - bench.scale.few, workers=1)
    return url


def must_agree(bench: Bench, url: str) -> Done:
    """Whatever was written, by us or by pgbench, agrees. `AssertionError` when it does not."""
    done = bench.work(url, "verify", 1, 0, workers=1)
    assert not done.refused, f"verify found differences: {done.refused}"
    return done
