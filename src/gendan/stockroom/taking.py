"""Take one step of stock work with many papers: role, lock, refuse, effects, move, journal.

It is `kernel.taking` without orders: no clock runs, no department is told, and what happened stands
in the journal of stock work. A fixed number of statements, whatever the size of the batch.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import transaction

from gendan.kernel import figures, sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, Item, Row, Table, When
from gendan.kernel.outcome import Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import BATCH_MAX, TooMany, documents_of
from gendan.process.model import Step
from gendan.records.stock import moves

Reach = Callable[[Row], Collection[int]]


def everywhere(row: Row) -> Collection[int]:
    """Whoever works in one of a paper's warehouses may take the step."""
    return row.warehouses


@contextmanager
def working(
    step: Step, table: Table, asked: Sequence[int | Item], *, by: Actor, at: When = None,
    among: Reach = everywhere, refused_before: Mapping[int, Refused] | None = None,
) -> Iterator[Batch]:  # fmt: skip
    """Lock what is asked; yield what may take `step`; move and journal what the body leaves.

    `among` says in one of which warehouses one has to work; `refused_before` items are answered
    already. Raises `PermissionDenied` when the law does not give the step to the actor's role,
    `TooMany` beyond the limit."""
    if not by.may(step):
        raise PermissionDenied(step.name)
    if len(asked) > BATCH_MAX:
        raise TooMany(f"{len(asked)} items; at most {BATCH_MAX} in one command")
    began = time.perf_counter()
    with transaction.atomic():
        batch = Batch(step, table, by, at)
        batch.ask(documents_of(asked))
        batch.refuse_each(refused_before or {})
        if step.source:
            _lock(batch, among)
        yield batch
        if batch.items:
            _carry_out(batch)
    figures.count(step.name, batch.outcome, time.perf_counter() - began)


def reaches(by: Actor, warehouses: Collection[int]) -> bool:
    """Whether they work in one of these. A warehouse serves many stores: those do not count."""
    return by.warehouses is None or bool(by.warehouses & set(warehouses))


def _lock(batch: Batch, among: Reach) -> None:
    wanted = batch.asked
    rows = {row[0]: Row(row[0], row[1], row[2], row[3], tuple(row[4]), *row[5:])
            for row in sql.rows(batch.table.lock, {"ids": wanted})}  # fmt: skip
    batch.found(rows.values())
    found = {id: _unfit(batch, rows.get(id), among) for id in wanted}
    batch.refuse_documents({id: answer for id, answer in found.items() if answer})


def _unfit(batch: Batch, row: Row | None, among: Reach) -> Refused | None:
    if row is None or not reaches(batch.actor, among(row)):
        return refused(Refusal.NOT_FOUND)
    if row.state in batch.step.source:
        return None
    if row.state == batch.step.target:
        return refused(Refusal.ALREADY_DONE)
    return refused(Refusal.WRONG_STATE, state=f"{batch.table.document}.{row.state}")


def _carry_out(batch: Batch) -> None:
    rows = batch.rows
    moved = [row for row in rows if row.state and batch.target(row) != row.state]
    if moved:
        values = {
            "ids": [row.id for row in moved],
            "was": [row.state for row in moved],
            "now": [batch.target(row) for row in moved],
            "since": [batch.at(row.id) for row in moved],
        }
        touched = sql.run(batch.table.move, values)
        assert touched == len(moved), "a locked paper changed under us"
    by = batch.actor
    changed = [batch.changed.get(row.id) for row in rows]
    sql.run(
        moves.WRITE,
        [
            batch.table.document,
            by.name,
            by.role,
            by.staff,
            batch.step.name,
            [row.id for row in rows],
            [batch.at(row.id) for row in rows],
            [row.state or None for row in rows],
            [batch.target(row) for row in rows],
            [batch.reasons.get(row.id, "") for row in rows],
            [None if one is None else sql.jsonb(one) for one in changed],
            moves.CHANNEL,
            moves.word(batch.table.document, [row.id for row in rows]),
        ],
    )
