"""Whatever a warehouse does in whatever order: the books agree, and no unit is lost or made."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from gendan.kernel.actor import Actor
from gendan.process.model import Role
from gendan.process.words import AdjustReason, QuarantineReason, ReleaseReason, ScrapReason
from gendan.records.stock.models import StockMovement
from gendan.records.stock.papers import Receipt, StockCount, Transfer, TransferLine
from gendan.stockroom import counts, levels, receipts, transfers
from tests import world
from tests.cast import BO
from tests.stockroom import stock

PEOPLE = [Actor(name, Role.WAREHOUSE) for name in ("mei", "kai", "lan")]
SKUS = ("rare", "cup")
UNITS = st.integers(1, 6)
WHO, SKU = st.sampled_from(PEOPLE), st.sampled_from(SKUS)


class Warehouse(RuleBasedStateMachine):
    """Two warehouses, three people and a manager."""

    @rule(sku=SKU, units=UNITS, who=WHO)
    def receive(self, sku: str, units: int, who: Actor) -> None:
        (paper,) = stock.expected(1, {sku: units})
        came = receipts.Arrival(receipt=paper, code=sku, quantity=units + 1, beyond=units % 2 == 0)
        receipts.receive([came], by=who)

    @rule(units=UNITS, who=WHO)
    def take_back(self, units: int, who: Actor) -> None:
        for paper in Receipt.objects.filter(state="receiving").values_list("id", flat=True)[:2]:
            came = [receipts.Arrival(receipt=paper, code=sku, quantity=units) for sku in SKUS]
            receipts.reverse_receive(came, by=who)
            receipts.close_receipt([paper], by=who, reason="够了" if units > 3 else "")

    @rule(sku=SKU, units=UNITS, who=WHO)
    def send(self, sku: str, units: int, who: Actor) -> None:
        transfers.send_transfer(stock.planned(1, {sku: units}), by=who)

    @rule(sku=SKU, units=UNITS, who=WHO, back=st.booleans())
    def arrive(self, sku: str, units: int, who: Actor, back: bool) -> None:
        for paper in Transfer.objects.filter(state="sent").values_list("id", flat=True)[:2]:
            if back:
                transfers.recall_transfer([paper], by=who)
            came = transfers.Arrived(transfer=paper, code=sku, quantity=units)
            transfers.receive_transfer([came], by=who)
            transfers.close_transfer([paper], by=who, reason="丢了" if units > 4 else "")

    @rule(sku=SKU, units=st.integers(0, 6), who=WHO)
    def count(self, sku: str, units: int, who: Actor) -> None:
        if not StockCount.objects.exclude(state__in=("settled", "cancelled")).exists():
            stock.counting(1, SKUS)
        for paper in StockCount.objects.values_list("id", flat=True).order_by("-id")[:1]:
            on_hand = stock.level(sku)[0]
            entry = counts.Counted(count=paper, code=sku, quantity=on_hand if units > 3 else units)
            counts.count([entry], by=who)
            (counts.recount if units == 0 else counts.confirm_count)([paper], by=BO)

    @rule(sku=SKU, units=UNITS, who=WHO, where=st.sampled_from(["W1", "W2"]))
    def care(self, sku: str, units: int, who: Actor, where: str) -> None:
        given: dict[str, Any] = {"warehouse": where, "code": sku, "quantity": units}
        levels.quarantine([levels.Care(reason=QuarantineReason.DAMAGED, **given)], by=who)
        levels.release_quarantine([levels.Care(reason=ReleaseReason.FIT, **given)], by=who)
        levels.scrap([levels.Care(reason=ScrapReason.EXPIRED, **given)], by=BO)
        less = levels.Care(reason=AdjustReason.MISSING, **{**given, "quantity": -units})
        levels.adjust([less], by=BO)

    @rule(sku=SKU)
    def order(self, sku: str) -> None:
        world.confirmed(1, sku, 1)

    @invariant()
    def books_agree(self) -> None:
        world.books_agree()
        for sku in SKUS:
            there = sum(sum(stock.level(sku, where)[::2]) for where in ("W1", "W2"))
            moved = StockMovement.objects.filter(product__sku=sku)
            ways = ("transfer_out", "transfer_in")
            known = sum(m.quantity + m.set_aside for m in moved.exclude(kind__in=ways))
            lines = TransferLine.objects.filter(product__sku=sku)
            away = sum(line.sent - line.received for line in lines)  # in transit or missing
            assert there + away == known


@pytest.mark.slow
def test_whatever_is_done_no_unit_is_lost_or_made(shop: None) -> None:
    class Undone(Warehouse):
        def __init__(self) -> None:
            super().__init__()
            self.savepoint = transaction.savepoint()

        def teardown(self) -> None:
            transaction.savepoint_rollback(self.savepoint)

    run_state_machine_as_test(
        Undone, settings=settings(max_examples=12, stateful_step_count=12, deadline=None)
    )
