"""What is killed comes back: orders come in all the time, and none of them is lost or doubled."""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import cycle, islice, pairwise
from random import Random

import psutil
import psycopg

from bench.crew import make_token
from bench.customers import Customers
from bench.figures import Bench, Figure, must_agree
from bench.served import PATIENCE_SECONDS, Program, home
from gendan import embedded
from gendan.config.running import instance
from gendan.embedded import Trouble

PER_SECOND = 20
PAUSE_SECONDS = (1.5, 3.0)  # between what came back and the next kill, by chance
GLANCE_SECONDS = 0.02
APART = 1_003_000

ORDERS = "SELECT reference, number FROM customer_order WHERE reference = ANY(%s)"
PLACED_SINCE = "SELECT count(*) FROM customer_order WHERE reference LIKE 'bench-%%'"
LINES = """
SELECT count(*) FROM order_line JOIN customer_order AS o ON o.id = order_id
 WHERE o.reference = ANY(%s)
"""
BOXES = """
SELECT o.reference FROM shipment JOIN customer_order AS o ON o.id = order_id
 WHERE o.reference = ANY(%s)
"""


def recovery_seconds(bench: Bench) -> Figure:
    """The longest that no order was answered after a kill -9 of a part, or of everything."""
    with home() as directory:
        program = Program(directory)
        url = embedded.ensure_running(directory).url()
        try:
            bench.said("recovery_seconds: making a house")
            bench.work(url, "build", 1, bench.scale.few, workers=1)
            embedded.release(directory)
            program.start()
            customers = Customers(
                program.address, make_token(url), next(bench.serial) * APART,
                PER_SECOND,
            )  # fmt: skip
            silences, seen = _kill_in_turns(bench, program, customers)
            _must_be_there_once(url, customers)
            must_agree(bench, url)
        finally:
            embedded.release(directory)
            program.end()
        _must_be_gone(program, seen)
    for kind, each in silences.items():
        bench.said(
            f"recovery_seconds: {kind}: {', '.join(f'{seconds:.2f}' for seconds in sorted(each))}"
        )
    bench.said(
        f"recovery_seconds: {len(customers.numbers):,} orders, {customers.repeats:,} repeats"
    )
    worst = max(max(each) for each in silences.values())
    return Figure("recovery_seconds", worst, "s", 15, worst / 15, "value ≤ 15")


FIGURES: Mapping[str, Callable[[Bench], Figure]] = {"recovery_seconds": recovery_seconds}


def _web_worker(program: Program) -> list[psutil.Process]:
    return _web_master(program)[0].children()[:1]


def _web_master(program: Program) -> list[psutil.Process]:
    return [_part(program, "web")]


def _worker(program: Program) -> list[psutil.Process]:
    return [_part(program, "worker")]


def _postmaster(program: Program) -> list[psutil.Process]:
    state = embedded.status(program.home)
    assert state is not None, "the database runs"
    return [psutil.Process(state.server)]


def _everything(program: Program) -> list[psutil.Process]:
    """Those that would start others anew come first."""
    state = embedded.status(program.home)
    assert state is not None, "the database runs"
    heads = [psutil.Process(program.number), psutil.Process(state.supervisor)]
    below = {process for head in heads for process in head.children(recursive=True)}
    return [*heads, *(below - set(heads))]


VICTIMS: Mapping[str, Callable[[Program], list[psutil.Process]]] = {
    "web worker": _web_worker,
    "web master": _web_master,
    "worker": _worker,
    "postmaster": _postmaster,
    "everything": _everything,
}


def _kill_in_turns(
    bench: Bench, program: Program, customers: Customers
) -> tuple[dict[str, list[float]], set[psutil.Process]]:
    """By what was killed, the silences; and every process there was."""
    chance = Random(7)
    silences: dict[str, list[float]] = defaultdict(list)
    seen: set[psutil.Process] = set()
    customers.start()
    try:
        for kind in islice(cycle(VICTIMS), bench.scale.kills):
            time.sleep(chance.uniform(*PAUSE_SECONDS))
            seen.update(_everything(program))
            silences[kind].append(_silence(program, customers, kind))
            bench.said(f"recovery_seconds: {kind}: {silences[kind][-1]:.2f} s")
            seen.update(_everything(program))
    finally:
        customers.stop()
    return silences, seen


def _silence(program: Program, customers: Customers, kind: str) -> float:
    """Kill, wait until another has taken the place, and until an order is answered after that.

    The longest time between two answers meanwhile: what dies may answer a last time after the kill,
    and that does not count as having come back."""
    victims = VICTIMS[kind](program)
    began = time.monotonic()
    for process in victims:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    if kind == "everything":
        assert program.process is not None, "it was started"
        program.process.wait()
        program.start()
    else:
        _await(lambda: _replaced(program, kind, victims[0]), customers)
    back = time.monotonic()
    _await(lambda: customers.answered_at[-1] > back, customers)
    moments = sorted([began, *(at for at in list(customers.answered_at) if at > began)])
    return max(later - earlier for earlier, later in pairwise(moments))


def _replaced(program: Program, kind: str, victim: psutil.Process) -> bool:
    try:
        return VICTIMS[kind](program)[0] != victim and not _lives(victim)
    except (psutil.NoSuchProcess, AssertionError, IndexError):
        return False


def _await(holds: Callable[[], bool], customers: Customers) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        customers.look()
        assert time.monotonic() < deadline, "what was killed did not come back"
        time.sleep(GLANCE_SECONDS)


def _part(program: Program, name: str) -> psutil.Process:
    children = psutil.Process(program.number).children()
    found = [child for child in children if child.name() == f"gendan-{name}"]
    assert len(found) == 1, f"{len(found)} processes are gendan-{name}"
    return found[0]


def _must_be_there_once(url: str, customers: Customers) -> None:
    """What was answered is there, as it was answered; and nothing besides."""
    references, confirmed = list(customers.numbers), sorted(customers.confirmed)
    with psycopg.connect(url) as connection:
        orders = connection.execute(ORDERS, [references]).fetchall()
        placed = connection.execute(PLACED_SINCE).fetchone()
        lines = connection.execute(LINES, [references]).fetchone()
        boxes = connection.execute(BOXES, [references]).fetchall()
    assert len(set(customers.numbers.values())) == len(references), "two orders have one number"
    assert len(orders) == len(references), f"{len(orders)} orders of {len(references)} answered"
    assert dict(orders) == customers.numbers, "orders have other numbers than were answered"
    assert placed == (len(references),), f"{placed} orders, of {len(references)} answered"
    assert lines == (3 * len(references),), f"{lines} lines of {len(references)} orders"
    assert sorted(reference for (reference,) in boxes) == confirmed, "not a box for each confirmed"


def _lives(process: psutil.Process) -> bool:
    """One that died and that the first process of a container does not bury lives no more."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def _must_be_gone(program: Program, seen: set[psutil.Process]) -> None:
    left = [process for process in seen if _lives(process)]
    assert not left, f"these outlived it: {left}"
    try:
        instance.refuse_taken(program.address.host, program.address.port)
    except Trouble as trouble:
        raise AssertionError(trouble.problem) from trouble
