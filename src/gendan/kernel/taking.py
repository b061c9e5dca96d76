"""Take one step with many documents: role, lock, refuse, effects, move, journal, tell.

The kernel spends a fixed number of statements whatever the size of the batch; a command adds
its own set-based effects in between. Orders are locked before shipments, each in id order, so
no two commands wait for each other.
"""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from gendan.kernel import figures, journal, later, notices, sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, Consequence, Handled, Item, Row, When
from gendan.kernel.journal import Entry
from gendan.kernel.outcome import Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.process.definition import PROCESS
from gendan.process.model import Step
from gendan.process.words import HoldKind

BATCH_MAX = 10_000  # items in one command: about half a second of locks
HOLDABLE = frozenset(step for kind in HoldKind for step in kind.blocks)


FIRST = PROCESS.document("order").states[0].code
CLOCKED = tuple(state.code for state in PROCESS.document("order").states if state.within)


class TooMany(ValueError):
    """More than `BATCH_MAX` items were asked for in one command."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """An order after its progress was refreshed: journal entries before this step, status now."""

    entries: int
    status: str


@contextmanager
def taking(
    step: Step, model: type[Handled], asked: Sequence[int | Item], *, by: Actor,
    at: When = None,
) -> Iterator[Batch]:  # fmt: skip
    """Lock what is asked; yield what may take `step`; move, journal and tell what the body leaves.

    `asked` are ids, or quantities of documents (then items are named by position). `at` is when
    it happens: now, or an instant, or one for each document. Raises `PermissionDenied` when the
    process does not give the step to the actor's role, `TooMany` beyond the limit."""
    if not by.may(step):
        raise PermissionDenied(step.name)
    if len(asked) > BATCH_MAX:
        raise TooMany(f"{len(asked)} items; at most {BATCH_MAX} in one command")
    began = time.perf_counter()
    # Of a pipeline that breaks nothing could be rolled back by itself.
    with transaction.atomic(savepoint=not sql.flows()):
        batch = Batch(step, model.table, by, at)
        batch.ask(documents_of(asked))
        if step.source:
            _lock(batch)
            if by.owes_reason(step):
                batch.refuse(batch.items, Refusal.OVERRIDE_REASON, "override")
            _refuse_held(batch)
        yield batch
        if batch.items:
            with sql.flowing():
                _carry_out(batch)
    figures.count(step.name, batch.outcome, time.perf_counter() - began)


def documents_of(asked: Sequence[int | Item]) -> dict[int, int]:
    """Item by item, the document it wants something of: ids stand for themselves."""
    found: dict[int, int] = {}
    for place, item in enumerate(asked):
        if isinstance(item, int):
            found[item] = item
        else:
            found[place] = item.document
    return found


def _lock(batch: Batch) -> None:
    wanted = batch.asked
    rows = {row[0]: Row(row[0], row[1], row[2], row[3], tuple(row[4]), *row[5:])
            for row in sql.rows(batch.table.lock, {"ids": wanted})}  # fmt: skip
    batch.found(rows.values())
    batch.refuse_documents({id: answer for id in wanted if (answer := _unfit(batch, rows.get(id)))})


def _unfit(batch: Batch, row: Row | None) -> Refused | None:
    if row is None or not batch.actor.reaches(row.store, row.warehouses):
        return refused(Refusal.NOT_FOUND)
    if row.state in batch.step.source:
        return None
    if row.state == batch.step.target:
        return refused(Refusal.ALREADY_DONE)
    return refused(Refusal.WRONG_STATE, state=f"{batch.table.document}.{row.state}")


def _refuse_held(batch: Batch) -> None:
    """Holds are read after the lock, so that one placed a moment ago counts."""
    if batch.step.name not in HOLDABLE or not batch.items:
        return
    held = dict(sql.rows(batch.table.held, {"orders": batch.orders, "step": batch.step.name}))
    batch.refuse_documents(
        {
            row.id: refused(Refusal.HELD, hold=held[row.order])
            for row in batch.rows
            if row.order in held
        }
    )


def _carry_out(batch: Batch) -> None:
    """Move, refresh the orders, journal, tell, and let the system try what comes next."""
    targets = {row.id: batch.target(row) for row in batch.rows}
    own = Consequence(batch.step, batch.table, batch.rows, targets)
    parts = [own, *batch.consequences]
    for part in parts:
        _move(batch, part, own=part is own)
    for statement, parameters in batch.afterwards:
        sql.send(statement, parameters)
    entries = _entries(batch, parts, _refresh(batch, parts))
    journal.write(entries, actor=batch.actor.name, role=batch.actor.role, staff=batch.actor.staff)
    _tell(parts, entries)
    for part in parts:
        if part.step.then:
            later.try_next(part.step.then, list(dict.fromkeys(row.order for row in part.rows)))


def _move(batch: Batch, part: Consequence, *, own: bool) -> None:
    rows = [row for row in part.rows if row.state and part.targets[row.id] != row.state]
    if not rows or not part.table.move:
        return
    since = [batch.at(row.id) if own else batch.moment(row.order) for row in rows]
    targets = [part.targets[row.id] for row in rows]
    promises = [
        batch.promise(part.table.document, target, row.calendar, moment)
        for row, target, moment in zip(rows, targets, since, strict=True)
    ]
    values = {
        "ids": [row.id for row in rows],
        "was": [row.state for row in rows],
        "now": targets,
        "since": since,
        "at_risk": [promise.at_risk_at for promise in promises],
        "due": [promise.due_at for promise in promises],
        "acknowledge": [promise.acknowledge_by for promise in promises],
    }
    moved = sql.run(part.table.move, values)
    assert moved == len(rows), "a locked document changed under us"


def _refresh(batch: Batch, parts: Sequence[Consequence]) -> dict[int, Fresh]:
    """Recompute the orders concerned. One just placed, with nothing done to it, is as it was
    written: with its first journal entry counted, and in its first state."""
    rows = {row.order: row for part in parts for row in part.rows}
    counts = Counter(row.order for part in parts for row in part.rows)
    placed = {row.order for row in batch.rows if not row.state} if batch.computed else set()
    fresh = {order: Fresh(0, FIRST) for order in placed}
    stale = {order: row for order, row in rows.items() if order not in placed or counts[order] > 1}
    if not stale:
        return fresh
    moments = [batch.moment(order) for order in stale]
    values: dict[str, object] = {
        "orders": list(stale),
        "moments": moments,
        "counts": [counts[order] - (order in placed) for order in stale],
    }
    for state in CLOCKED:
        promises = [
            batch.promise("order", state, row.calendar, moment)
            for row, moment in zip(stale.values(), moments, strict=True)
        ]
        values[f"{state}_at_risk"] = [promise.at_risk_at for promise in promises]
        values[f"{state}_due"] = [promise.due_at for promise in promises]
        values[f"{state}_acknowledge"] = [promise.acknowledge_by for promise in promises]
    found = sql.rows(batch.table.refresh, values)
    assert len(found) == len(stale), "an order vanished under our lock"
    return fresh | {
        order: Fresh(0 if order in placed else entries, status) for order, entries, status in found
    }


def _entries(batch: Batch, parts: Sequence[Consequence], fresh: Mapping[int, Fresh]) -> list[Entry]:
    """What to write, part by part, numbered within each order."""
    used: Counter[int] = Counter()
    entries = []
    override = batch.actor.override.strip() if batch.actor.overrides(batch.step) else ""
    for part in parts:
        own = part is parts[0]
        computed = PROCESS.document(part.table.document).computed
        for row in part.rows:
            used[row.order] += 1
            order = fresh[row.order]
            entries.append(
                Entry(
                    order=row.order,
                    seq=order.entries + used[row.order],
                    at=batch.at(row.id) if own else batch.moment(row.order),
                    step=part.step.name,
                    document=part.table.document,
                    document_id=row.id,
                    was=row.state or None,
                    now=order.status if computed else part.targets[row.id],
                    status=order.status,
                    due_at=row.due_at,
                    reason=batch.reasons.get(row.id, "") if own else "",
                    override=override if own else "",
                    changed=_json(batch.changed.get(row.id)) if own else None,
                )
            )
    return entries


def _json(changed: object) -> str | None:
    return None if changed is None else sql.jsonb(changed)


def _tell(parts: Sequence[Consequence], entries: Sequence[Entry]) -> None:
    """A notice to each role that the process names; `entries` stand in the order of `parts`."""
    rows = [(part.step, row) for part in parts for row in part.rows]
    tellings = [
        notices.Telling(
            key=step.name,
            document=entry.document,
            document_id=row.id,
            occurrence=entry.seq if step.each_time else 0,
            recipient=role.value,
            order=row.order,
            store=row.store,
            warehouse=row.warehouses[0] if len(row.warehouses) == 1 else None,
            at=entry.at,
        )
        for (step, row), entry in zip(rows, entries, strict=True)
        for role in step.tell
    ]
    if tellings:
        newborn = not any(row.state for _, row in rows)
        notices.write(tellings, newborn=newborn)
