"""The papers of stock work in pages, and one with its lines and its journal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from gendan.insight import scope
from gendan.insight.conditions import Condition, among
from gendan.insight.orders.filters import one_of
from gendan.insight.pages import Listing, Sorting, page
from gendan.insight.words import constant
from gendan.kernel.actor import Actor
from gendan.kit.rest.bodies import Code
from gendan.kit.rest.identity import Caller
from gendan.kit.rest.pages import Page, Paged
from gendan.process.stock import STOCK

STEP = constant({step.name: step.label for step in STOCK.steps})
FROM_OR_TO = """(paper.source_id = ANY(%(my_warehouses)s::bigint[])
        OR paper.target_id = ANY(%(my_warehouses)s::bigint[]))"""

# {document} is the kind of paper, of which the newest entry comes first.
JOURNAL = """(SELECT coalesce(json_agg(json_build_object('at', entry.at, 'actor', entry.actor,
        'role', entry.role, 'step', {step} -> entry.step, 'reason', entry.reason,
        'changed', entry.changed) ORDER BY entry.id DESC), '[]')
   FROM stock_journal AS entry
  WHERE entry.document = '{document}' AND entry.document_id = paper.id)"""
# {fields} of the lines, which stand in {table} and name their paper in {paper}.
LINES = """(SELECT coalesce(json_agg(json_build_object('sku', product.sku, 'name', product.name,
        'name_en', product.name_en, 'gtin', product.gtin, {fields}) ORDER BY {order}), '[]')
   FROM {table} AS line JOIN product ON product.id = line.product_id {joins}
  WHERE line.{paper} = paper.id)"""
BINS = (
    "LEFT JOIN stock_level AS level ON level.product_id = line.product_id"
    " AND level.warehouse_id = paper.{warehouse} LEFT JOIN bin ON bin.id = level.bin_id"
)
# Who counts is to see the shelf only, whatever way they look: the figures come with the end.
TOLD = "paper.state IN ('differing', 'settled')"


TO = "JOIN warehouse AS target ON target.id = paper.target_id"


@dataclass(frozen=True, slots=True)
class Kind:
    """How papers of a kind are read: from where, what a list tells of one, and its lines."""

    document: str
    sorting: Sorting
    head: str
    lines: str
    by_ends: bool = False

    def listing(self, *, whole: bool) -> Listing:
        """What is told of each: in a list its head, of one by itself lines and journal too."""
        states = {state.code: state.label for state in STOCK.document(self.document).states}
        told = (
            "'number', paper.number, 'state', "
            f"{constant(states)} -> paper.state, 'state_since', paper.state_since,"
            " 'opened_at', paper.opened_at, 'opened_by', paper.opened_by,"
            f" 'remark', paper.remark, {self.head}"
        )
        if whole:
            journal = JOURNAL.format(step=STEP, document=self.document)
            told += f", 'lines', {self.lines}, 'journal', {journal}"
        columns = "paper.*, w.code AS warehouse_code"
        if self.by_ends:
            columns += ", target.code AS target_code"
        return Listing("paper", f"json_build_object({told})", columns=columns)


def _sorting(table: str, warehouse: str, joins: str = "") -> Sorting:
    source = f"{table} AS paper JOIN warehouse AS w ON w.id = paper.{warehouse} {joins}"
    return Sorting(source, ("paper.id",), ("bigint",), descending=True)


def _sum(table: str, paper: str, text: str) -> str:
    return f"(SELECT {text} FROM {table} AS line WHERE line.{paper} = paper.id)"  # noqa: S608


KINDS: Mapping[str, Kind] = {
    "receipt": Kind(
        "receipt",
        _sorting("receipt", "warehouse_id"),
        "'warehouse', paper.warehouse_code, 'sender', paper.sender, 'reference', paper.reference,"
        " 'due_on', paper.due_on,"
        f" 'expected', {_sum('receipt_line', 'receipt_id', 'sum(expected)')},"
        f" 'received', {_sum('receipt_line', 'receipt_id', 'sum(received)')}",
        LINES.format(
            fields="'expected', line.expected, 'received', line.received, 'bin', bin.code",
            table="receipt_line", joins=BINS.format(warehouse="warehouse_id"), paper="receipt_id",
            order="line.id",
        ),
    ),
    "count": Kind(
        "count",
        _sorting("stock_count", "warehouse_id"),
        "'warehouse', paper.warehouse_code, 'round', paper.round,"
        f" 'lines_count', {_sum('stock_count_line', 'count_id', 'count(*)')},"
        f" 'counted', {_sum('stock_count_line', 'count_id', 'count(*) FILTER (WHERE round > 0)')}",
        LINES.format(
            fields="'bin', bin.code, 'counted_by', line.counted_by, 'waits', line.round = 0 OR"
            " (line.counted <> line.shelf AND line.round < paper.round), 'again', line.round > 0,"
            f" 'counted', CASE WHEN {TOLD} THEN line.counted END,"
            f" 'shelf', CASE WHEN {TOLD} THEN line.shelf END",
            table="stock_count_line", joins=BINS.format(warehouse="warehouse_id"),
            paper="count_id", order="line.id",
        ),
    ),
    "transfer": Kind(
        "transfer",
        _sorting("transfer", "source_id", TO),
        "'source', paper.warehouse_code, 'target', paper.target_code,"
        f" 'quantity', {_sum('transfer_line', 'transfer_id', 'sum(quantity)')},"
        f" 'received', {_sum('transfer_line', 'transfer_id', 'sum(received)')},"
        f" 'missing', {_sum('transfer_line', 'transfer_id', 'sum(missing)')}",
        LINES.format(
            fields="'quantity', line.quantity, 'sent', line.sent, 'received', line.received,"
            " 'missing', line.missing, 'bin', bin.code",
            table="transfer_line", joins=BINS.format(warehouse="source_id"), paper="transfer_id",
            order="line.id",
        ),
        by_ends=True,
    ),
}  # fmt: skip


class PaperFilters(Paged):
    """Which papers. What is not given does not matter."""

    warehouse: Code | None = Field(None, description="Of a transfer: the one or the other.")


class ReceiptFilters(PaperFilters):
    """Which receipts."""

    state: list[Annotated[str, one_of(STOCK.document("receipt").codes())]] = Field([], max_length=9)


class CountFilters(PaperFilters):
    """Which counts."""

    state: list[Annotated[str, one_of(STOCK.document("count").codes())]] = Field([], max_length=9)


class TransferFilters(PaperFilters):
    """Which transfers."""

    state: list[Annotated[str, one_of(STOCK.document("transfer").codes())]] = Field(
        [], max_length=9
    )


Filters = ReceiptFilters | CountFilters | TransferFilters


def papers(document: str, asked: Filters, caller: Caller, place: Sequence[str] | None) -> Page:
    """A page of the papers of that kind within the caller's reach, newest first: one statement."""
    kind = KINDS[document]
    where = [_within(kind, caller.actor), *_which(kind, asked)]
    return page(kind.listing(whole=False), kind.sorting, where, place, asked.limit)


def paper(document: str, number: str, caller: Caller) -> str | None:
    """One paper as JSON, with its lines and its journal; `None` out of reach. One statement."""
    kind = KINDS[document]
    where = [
        _within(kind, caller.actor),
        Condition("paper.number = %(number)s", {"number": number}),
    ]
    found = page(kind.listing(whole=True), kind.sorting, where, None, 1)
    return found.rows[0] if found.rows else None


def _within(kind: Kind, actor: Actor) -> Condition:
    if not kind.by_ends or actor.warehouses is None:
        return scope.of_warehouses(actor)
    return Condition(FROM_OR_TO, {"my_warehouses": sorted(actor.warehouses)})


def _which(kind: Kind, asked: Filters) -> Iterator[Condition]:
    if asked.warehouse is not None:
        text = "w.code = %(warehouse)s"
        if kind.by_ends:
            text = f"({text} OR target.code = %(warehouse)s)"
        yield Condition(text, {"warehouse": asked.warehouse})
    if asked.state:
        yield among("paper.state", asked.state)
