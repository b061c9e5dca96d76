"""What holds for every step of stock work: its roles, its sources, its cost, and no half of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kernel.refusals import Refusal
from gendan.process.model import Role, moves
from gendan.process.stock import STOCK
from gendan.process.words import AdjustReason, QuarantineReason, ReleaseReason, ScrapReason
from gendan.records.places.models import Bin
from gendan.records.products.models import Product
from gendan.records.stock import ledger
from gendan.records.stock.models import StockEntry
from gendan.records.stock.papers import Receipt, StockCount, Transfer
from gendan.stockroom import counts, levels, receipts, transfers
from tests import world
from tests.cast import BO, CAST, MEI
from tests.journey.facts import everything
from tests.journey.test_every_command import Interrupted, Statements, undone
from tests.stockroom import stock

KAI = Actor("kai", Role.WAREHOUSE)
ONE, MANY = 1, 40
Ids = list[int]
Build = Callable[[int], Ids]


def differing(count: int) -> Ids:
    """Counts, each of an article of its own, that two people found different from the books."""
    skus = [f"a{next(world.serial)}" for _ in range(count)]
    Product.objects.bulk_create(Product(sku=sku, name=sku) for sku in skus)
    ids = dict(Product.objects.filter(sku__in=skus).values_list("sku", "id"))
    where = world.warehouse()
    came = [ledger.Movement(product=ids[sku], warehouse=where, kind="receipt", quantity=9)
            for sku in skus]  # fmt: skip
    ledger.post(came, actor="test")
    new = [counts.NewCount(warehouse="W1", codes=(sku,)) for sku in skus]
    papers = stock.made(counts.open_count(new, by=MEI))
    for by, quantity in ((MEI, 4), (KAI, 5)):
        entries = [counts.Counted(count=id, code=sku, quantity=quantity)
                   for id, sku in zip(papers, skus, strict=True)]  # fmt: skip
        world.all_done(counts.count(entries, by=by))
    return papers


def recounting(count: int) -> Ids:
    papers = stock.counting(count, ("tea",))
    entries = [counts.Counted(count=id, code="tea", quantity=4) for id in papers]
    world.all_done(counts.count(entries, by=MEI))
    return papers


def settled(count: int) -> Ids:
    papers = differing(count)
    world.all_done(counts.confirm_count(papers, by=BO))
    return papers


def ended(build: Build, command: Callable[..., Outcome], **rest: object) -> Build:
    def step(count: int) -> Ids:
        ids = build(count)
        world.all_done(command(ids, by=BO, **rest))
        return ids

    return step


STATES: dict[str, dict[str, Build]] = {
    "receipt": {
        "expected": stock.expected,
        "receiving": stock.receiving,
        "received": ended(stock.receiving, receipts.close_receipt, reason="短发"),
        "cancelled": ended(stock.expected, receipts.cancel_receipt),
    },
    "count": {
        "counting": stock.counting,
        "recounting": recounting,
        "differing": differing,
        "settled": settled,
        "cancelled": ended(stock.counting, counts.cancel_count),
    },
    "transfer": {
        "planned": stock.planned,
        "sent": stock.sent,
        "received": ended(stock.sent, transfers.close_transfer, reason="丢了"),
        "cancelled": ended(stock.planned, transfers.cancel_transfer),
    },
}
MODELS: dict[str, type[Receipt | StockCount | Transfer]] = {
    "receipt": Receipt, "count": StockCount, "transfer": Transfer,
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    """How a step is called: with what, and the documents that it takes."""

    command: Callable[..., Outcome]
    build: Build
    items: Callable[[Ids], Sequence[object]]

    def __call__(self, ids: Ids, by: Actor) -> Outcome:
        return self.command(self.items(ids), by=by)


def same(ids: Ids) -> Ids:
    return ids


def came(ids: Ids) -> list[receipts.Arrival]:
    return [receipts.Arrival(receipt=id, code="rare") for id in ids]


def arrived(ids: Ids) -> list[transfers.Arrived]:
    return [transfers.Arrived(transfer=id, code="tea") for id in ids]


def found(ids: Ids) -> list[counts.Counted]:
    return [counts.Counted(count=id, code="tea", quantity=7) for id in ids]


def cares(reason: object, ids: Ids) -> list[levels.Care]:
    return [levels.Care(warehouse="W1", code="tea", quantity=1, reason=reason) for _ in ids]  # type: ignore[arg-type]


def kept(count: int) -> Ids:
    """So many times the tea of W1, some of it set aside, with a bin to be put into."""
    Bin.objects.get_or_create(warehouse_id=world.warehouse(), code="A-01")
    care = levels.Care(warehouse="W1", code="tea", quantity=99, reason=QuarantineReason.DAMAGED)
    world.all_done(levels.quarantine([care], by=MEI))
    return list(range(count))


def new_notes(ids: Ids) -> list[receipts.NewReceipt]:
    return [stock.note() for _ in ids]


def new_counts(ids: Ids) -> list[counts.NewCount]:
    return [counts.NewCount(warehouse="W1", codes=("tea",)) for _ in ids]


def new_transfers(ids: Ids) -> list[transfers.NewTransfer]:
    lines = stock.units({"tea": 1})
    return [transfers.NewTransfer(source="W1", target="W2", lines=lines) for _ in ids]


def puts(ids: Ids) -> list[levels.Put]:
    return [levels.Put(warehouse="W1", code="tea", bin="A-01") for _ in ids]


CALLS: dict[str, Call] = {
    "expect_goods": Call(receipts.expect_goods, kept, new_notes),
    "receive": Call(receipts.receive, stock.expected, came),
    "reverse_receive": Call(receipts.reverse_receive, stock.receiving, came),
    "close_receipt": Call(partial(receipts.close_receipt, reason="短发"), stock.receiving, same),
    "cancel_receipt": Call(receipts.cancel_receipt, stock.expected, same),
    "open_count": Call(counts.open_count, kept, new_counts),
    "count": Call(counts.count, stock.counting, found),
    "recount": Call(counts.recount, differing, same),
    "confirm_count": Call(counts.confirm_count, differing, same),
    "cancel_count": Call(counts.cancel_count, stock.counting, same),
    "plan_transfer": Call(transfers.plan_transfer, kept, new_transfers),
    "send_transfer": Call(transfers.send_transfer, stock.planned, same),
    "recall_transfer": Call(transfers.recall_transfer, stock.sent, same),
    "receive_transfer": Call(transfers.receive_transfer, stock.sent, arrived),
    "close_transfer": Call(partial(transfers.close_transfer, reason="丢了"), stock.sent, same),
    "cancel_transfer": Call(transfers.cancel_transfer, stock.planned, same),
    "put_away": Call(levels.put_away, kept, puts),
    "adjust": Call(levels.adjust, kept, partial(cares, AdjustReason.FOUND)),
    "quarantine": Call(levels.quarantine, kept, partial(cares, QuarantineReason.EXPIRED)),
    "release_quarantine": Call(levels.release_quarantine, kept, partial(cares, ReleaseReason.FIT)),
    "scrap": Call(levels.scrap, kept, partial(cares, ScrapReason.LOST)),
}
SAY_NO = {Refusal.WRONG_STATE, Refusal.ALREADY_DONE}


def test_every_step_and_every_state_is_here() -> None:
    assert set(CALLS) == {step.name for step in STOCK.steps}
    for document, builds in STATES.items():
        assert tuple(builds) == STOCK.document(document).codes()


@pytest.mark.parametrize("name", CALLS)
def test_a_step_is_allowed_to_its_roles_only(shop: None, name: str) -> None:
    ids, step = CALLS[name].build(1), STOCK.step(name)
    before = StockEntry.objects.count()
    for role in Role:
        if role in step.by:
            CALLS[name]([], CAST[role])
        else:
            with pytest.raises(PermissionDenied):
                CALLS[name](ids, CAST[role])
    assert StockEntry.objects.count() == before


@pytest.mark.parametrize(
    "name", [s.name for s in STOCK.steps if s.source and s.document != "level"]
)
def test_a_step_is_taken_from_its_sources_only(shop: None, name: str) -> None:
    step = STOCK.step(name)
    by = Actor("eve", step.by[0])
    for state, build in STATES[step.document].items():
        ids = build(1)
        assert [stock.state(MODELS[step.document], id) for id in ids] == [state]
        outcome = CALLS[name](ids, by)
        reasons = set(outcome.reasons().values())
        now = stock.state(MODELS[step.document], ids[0])
        if state not in step.source:
            assert len(outcome.refused) == 1
            assert reasons <= SAY_NO
            assert now == state
        else:
            assert not reasons & SAY_NO
            ends = {end for was, end in moves(step) if was == state} | {state}
            assert now in ends


@pytest.mark.parametrize("name", CALLS)
def test_many_cost_as_many_statements_as_one_and_a_failure_leaves_no_trace(
    shop: None, name: str
) -> None:
    call = CALLS[name]
    costs = []
    for count in (ONE, MANY):
        with undone():
            ids = call.build(count)
            with connection.execute_wrapper(statements := Statements()):
                outcome = call(ids, BO)
            assert len(world.all_done(outcome).done) == count
            costs.append(statements.count)
    assert costs[0] == costs[1]
    ids = call.build(2)
    before = everything()
    for last in range(costs[0]):
        with (
            connection.execute_wrapper(Statements(last)),
            pytest.raises(Interrupted),
            transaction.atomic(),
        ):
            call(ids, BO)
        assert everything() == before, f"statement {last}"
