"""One import from beginning to end: read, place in batches, correct, walk, and count all of it."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from django.db import transaction

from gendan.intake.corrections import cancel, correct_stock
from gendan.intake.drafts import Cancellation, Draft, Found, LeftOut, Rejected, StockNote
from gendan.intake.faults import bad_file
from gendan.intake.house import House, find_house, open_house
from gendan.intake.placing import Placed, place_drafts, rehearse
from gendan.intake.reading import Advance
from gendan.intake.replay.crew import Crew, Walked
from gendan.intake.replay.walk import NAME, SALES, Acknowledge
from gendan.intake.report import Report
from gendan.intake.source import Source
from gendan.intake.sources import gendan, olist, online_retail, taobao
from gendan.kernel.actor import Actor
from gendan.process.model import Role, Text

ORDERS_AT_ONCE = 500
ROWS_AT_ONCE = 5_000

# Told of each batch of drafts and what became of it.
Witness = Callable[[Sequence[Draft], Placed], None]
Reader = Callable[[Sequence[Path], Source, Advance], Iterator[Found]]
READERS: Mapping[str, Reader] = {
    "gendan": gendan.read,
    "olist": olist.read,
    "online_retail": online_retail.read,
    "taobao": taobao.read,
}
BY = Actor(NAME, Role.SYSTEM)


NO_PLACE = Text(
    "库存更正，要用命令 gendan import 导入",
    "corrections of stock, which only the command gendan import brings in",
)


class Rejects(Protocol):
    """Where rejected rows go, and how many they are."""

    bad_rows: int
    waiting_rows: int

    def add(self, rejected: Rejected) -> None:
        """Take the rows."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody asked to be imported, and how.

    `by` places the orders. With `found_house` nothing is made of what a source's orders belong to:
    the channel and the store are there, and no warehouse is the source's own."""

    files: Sequence[Path]
    source: Source
    dry_run: bool = False
    replay: bool = False
    create_products: bool = False
    by: Actor = BY
    found_house: bool = False


@dataclass
class Batch:
    """What was read and is not in the books yet."""

    drafts: list[Draft] = field(default_factory=list)
    cancellations: list[Cancellation] = field(default_factory=list)
    notes: list[StockNote] = field(default_factory=list)
    rows: int = 0

    @property
    def full(self) -> bool:
        """Whether it is time to write it down."""
        return len(self.drafts) >= ORDERS_AT_ONCE or self.rows >= ROWS_AT_ONCE


def run(
    wish: Wish,
    errors: Rejects,
    *,
    advance: Advance,
    acknowledge: Acknowledge = lambda _step, _documents: None,
    witness: Witness = lambda _drafts, _placed: None,
) -> Report:
    """Import the files; `acknowledge` is told of each command of a replay once it is committed,
    `witness` of each batch of orders in its transaction.

    Raises `BadFile` when a file cannot be used."""
    if wish.replay and not wish.source.table("ends"):
        raise bad_file(
            "这个来源没有订单的经过，不能重走。",
            "This source tells nothing of the orders' lives.",
            "去掉 --replay。",
            "Leave --replay out.",
        )
    began = time.monotonic()
    batch = Batch()
    with ExitStack() as stack:
        importing = _Importing(wish, errors, witness)
        if crew := importing.crew(acknowledge):
            stack.enter_context(crew)
        for found in READERS[wish.source.reader](wish.files, wish.source, advance):
            importing.sort(found, batch)
            if batch.full:
                importing.write(batch)
                batch = Batch()
        importing.write(batch)
        importing.finish()
    report = importing.report
    report.bad_rows, report.waiting_rows = errors.bad_rows, errors.waiting_rows
    report.seconds = time.monotonic() - began
    return report


class _Importing:
    """An import under way."""

    def __init__(self, wish: Wish, errors: Rejects, witness: Witness) -> None:
        self.report = Report(wish.source.name, wish.dry_run)
        self._wish = wish
        self._errors = errors
        self._witness = witness
        self._crew: Crew | None = None
        self._home: House | None = None
        if (codes := wish.source.house) and not wish.dry_run:
            self._home = find_house(codes) if wish.found_house else open_house(wish.source, codes)

    def crew(self, acknowledge: Acknowledge) -> Crew | None:
        """Those who walk the orders, if a replay was asked for."""
        codes = self._wish.source.house
        if self._wish.replay and self._home and codes:
            self._crew = Crew(self._home, codes.carrier, acknowledge)
        return self._crew

    def sort(self, found: Found, batch: Batch) -> None:
        """Put one thing that was read where it belongs."""
        if isinstance(found, StockNote) and self._wish.found_house:
            found = LeftOut(rows=[found.row], why=NO_PLACE)
        match found:
            case Draft():
                batch.drafts.append(found)
                batch.rows += len(found.rows)
                self.report.rows += len(found.rows)
            case Cancellation():
                batch.cancellations.append(found)
            case StockNote():
                batch.notes.append(found)
            case LeftOut():
                self.report.rows += len(found.rows)
                self.report.kinds["left_out"] += len(found.rows)
                self.report.left_out[found.why] += 1
            case Rejected():
                self.report.rows += len(found.rows)
                self._reject([found])
        if isinstance(found, Cancellation | StockNote):
            batch.rows += 1
            self.report.rows += 1

    def write(self, batch: Batch) -> None:
        """Write a batch into the books; orders first, for the corrections may be of them."""
        if batch.drafts:
            self._count_drafts(batch.drafts)
            placed = self._place(batch.drafts)
            self._reject(placed.rejected)
            self._count_placed(batch.drafts, placed)
            self._walk(batch.drafts, placed)
        if batch.notes:
            self.report.kinds["write_off"] += len(batch.notes)
            if self._home:
                correct_stock(batch.notes, self._home, by=BY)
        if batch.cancellations:
            self._cancel(batch.cancellations)

    def _place(self, drafts: Sequence[Draft]) -> Placed:
        by, create = self._wish.by, self._wish.create_products
        if self._wish.dry_run:
            codes = None if self._wish.found_house else self._wish.source.house
            placed = rehearse(drafts, by=by, create_products=create, codes=codes)
            self._witness(drafts, placed)
            return placed
        with transaction.atomic():
            placed = place_drafts(drafts, by=by, create_products=create)
            self._witness(drafts, placed)
        return placed

    def _count_drafts(self, drafts: Sequence[Draft]) -> None:
        self.report.orders += len(drafts)
        for draft in drafts:
            if draft.life:
                self.report.tell_life(draft.order.reference or "", draft.life)

    def _count_placed(self, drafts: Sequence[Draft], placed: Placed) -> None:
        self.report.placed += len(placed.orders) - len(placed.known)
        self.report.known += len(placed.known)
        self.report.products += placed.products
        for position in placed.orders:
            draft = drafts[position]
            rest = len(draft.rows) - len(draft.lines) - draft.charges
            self.report.kinds["order"] += rest
            self.report.kinds["order_line"] += len(draft.lines)
            self.report.kinds["charge"] += draft.charges

    def _cancel(self, cancellations: Sequence[Cancellation]) -> None:
        count, rejected = len(cancellations), list[Rejected]()
        if self._home:
            by = self._wish.by if self._wish.found_house else SALES
            count, rejected = cancel(cancellations, self._home, by=by)
        self.report.kinds["cancellation"] += count
        self._reject(rejected)

    def _walk(self, drafts: Sequence[Draft], placed: Placed) -> None:
        lives = {
            order: life
            for position, order in placed.orders.items()
            if (life := drafts[position].life)
        }
        if self._crew:
            self._count_walked(self._crew.walk(lives))

    def finish(self) -> None:
        """Wait for the orders that are still on their way."""
        if self._crew:
            self._count_walked(self._crew.rest())

    def _count_walked(self, batches: Iterable[Walked]) -> None:
        for walked in batches:
            for order, status in walked.statuses.items():
                life = walked.lives[order]
                self.report.became[life.status, life.end, status] += 1
            for answer in walked.stuck.values():
                self.report.stuck[answer.reason.code] += 1

    def _reject(self, rejected: Sequence[Rejected]) -> None:
        for one in rejected:
            self._errors.add(one)
            self.report.rejected += 1
            self.report.kinds["problem"] += len(one.rows)
