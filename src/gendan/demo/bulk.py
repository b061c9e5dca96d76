"""Many orders, fast: years of work as if every step had been taken, written set by set.

The commands would need hours for a million orders; this writes what they would have written, in
minutes, without asking them. What it writes agrees: `gendan verify` has nothing to say of it. Most
orders are finished; the latest twentieth is on its way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from gendan.demo import bulk_statements as statements
from gendan.kernel import clock, sql
from gendan.kernel.numbers import order_numbers
from gendan.process.definition import PROCESS

SLICE = 20_000  # orders written in one transaction
ON_THEIR_WAY = 20  # one order in so many, the latest
YEARS = timedelta(days=540)  # over which the orders came
LATEST = timedelta(days=4)  # ago, so that every step of theirs has happened

# What happened, act by act; an act is the steps of one transaction.
PROMISED = ("place", "confirm plan")
PICKED = (*PROMISED, "start_pick", "pick")
PACKED = (*PICKED, "pack")
ISSUED = (*PACKED, "issue")
ON_THE_ROAD = (*ISSUED, "dispatch")

# How many of a hundred orders went which way.
FINISHED = {
    (*ON_THE_ROAD, "deliver"): 91,
    (*ON_THE_ROAD, "come_back", "receive_back"): 4,
    (*PROMISED, "cancel withdraw"): 5,
}
UNDER_WAY = {("place",): 10, PROMISED: 30, PICKED: 15, PACKED: 10, ISSUED: 10, ON_THE_ROAD: 25}

# The order's word, for one box that holds all of it. Verify computes it from the parts.
WORDS = {
    "": "review",
    "to_pick": "pending",
    "picking": "processing",
    "packed": "processing",
    "issued": "ready",
    "dispatched": "shipped",
    "coming_back": "shipped",
    "delivered": "completed",
    "returned": "closed",
    "cancelled": "cancelled",
}


class NothingToSell(ValueError):
    """The house lacks a store that a warehouse serves, a channel, a carrier, or products."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal that every order of a way has."""

    step: str
    document: str
    role: str
    was: str | None
    now: str
    status: str


@dataclass(frozen=True, slots=True)
class Way:
    """What an order of one box went through. `box`: where its shipment is; empty: it has none."""

    entries: tuple[Entry, ...]
    box: str
    word: str


def _way(acts: tuple[str, ...]) -> Way:
    entries: list[Entry] = []
    box, word = "", ""
    for act in acts:
        steps = [PROCESS.step(name) for name in act.split()]
        boxes = [box]
        for step in steps:
            boxes.append(step.target or boxes[-1] if step.document == "shipment" else boxes[-1])
        before, word = word, WORDS[boxes[-1]]
        for step, was, now in zip(steps, boxes[:-1], boxes[1:], strict=True):
            of_order = step.document == "order"
            entries.append(
                Entry(
                    step=step.name,
                    document=step.document,
                    role=step.by[0].value,
                    was=(before if of_order else was) or None,
                    now=word if of_order else now,
                    status=word,
                )
            )
        box = boxes[-1]
    return Way(tuple(entries), box, word)


WAYS = [_way(acts) for acts in (*FINISHED, *UNDER_WAY)]


def load(orders: int, *, progress: Callable[[int], None] = lambda _: None) -> int:
    """Write so many orders of three lines for the house as it is; how many were written.

    Needs a store with a warehouse, a channel, a carrier and some products; takes the first of
    each, and all products. `progress` hears how many are written. Commits every 20,000 orders;
    afterwards the planner should be told (`VACUUM ANALYZE`). Raises `NothingToSell`."""
    house = _house()
    now = clock.now()
    written = 0
    while written < orders:
        count = min(SLICE, orders - written)
        _write(house, _moments(now, written, count, orders), _ways(written, count, orders))
        written += count
        progress(written)
    return written


def _house() -> dict[str, object]:
    found = sql.rows(statements.HOUSE)
    if not found or None in found[0]:
        raise NothingToSell("a store with a warehouse, a channel, a carrier and products")
    return dict(zip(("store", "warehouse", "channel", "carrier"), found[0], strict=True))


def _ways(first: int, count: int, total: int) -> list[int]:
    """For each order the index of its way: the latest are on their way, the others are done."""
    done = [way for way, share in enumerate(FINISHED.values()) for _ in range(share)]
    going = [
        way for way, share in enumerate(UNDER_WAY.values(), len(FINISHED)) for _ in range(share)
    ]
    latest = total - total // ON_THEIR_WAY
    # 37 and 100 have no common divisor, so a hundred orders take each place once, well mixed.
    return [(done if n < latest else going)[n * 37 % 100] for n in range(first, first + count)]


def _moments(now: datetime, first: int, count: int, total: int) -> list[datetime]:
    return [now - LATEST - YEARS * (1 - n / total) for n in range(first, first + count)]


def _write(house: dict[str, object], moments: list[datetime], ways: list[int]) -> None:
    entries = [(way, seq, entry) for way, told in enumerate(WAYS)
               for seq, entry in enumerate(told.entries, start=1)]  # fmt: skip
    tellings = [(step.name, role.value, step.each_time) for step in PROCESS.steps
                for role in step.tell]  # fmt: skip
    values = house | {
        "numbers": order_numbers(len(ways)),
        "moments": moments,
        "ways": ways,
        "boxes": [way.box for way in WAYS],
        "words": [way.word for way in WAYS],
        "counts": [len(way.entries) for way in WAYS],
        "of_way": [way for way, _, _ in entries],
        "seqs": [seq for _, seq, _ in entries],
        "steps": [entry.step for _, _, entry in entries],
        "documents": [entry.document for _, _, entry in entries],
        "roles": [entry.role for _, _, entry in entries],
        "was": [entry.was for _, _, entry in entries],
        "now": [entry.now for _, _, entry in entries],
        "statuses": [entry.status for _, _, entry in entries],
        "told_steps": [name for name, _, _ in tellings],
        "told_roles": [role for _, role, _ in tellings],
        "told_each": [each for _, _, each in tellings],
    }
    with transaction.atomic():
        for statement in statements.IN_ORDER:
            sql.run(statement, values)
