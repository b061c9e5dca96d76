"""Several people do whatever the process has, in any order: the books agree after each step."""

import os

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from gendan.journey.anytime.payments import NewPayment, record_payment
from gendan.journey.s1_place.commands import place
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s2_review import shortage
from gendan.journey.s3_pick.commands import pack, pick_listed
from gendan.journey.s3_pick.short import Short, report_short
from gendan.kernel.money import money
from gendan.process.definition import PROCESS
from gendan.process.words import Decision, Fulfilment, ShortReason
from gendan.records.orders.models import CustomerOrder
from gendan.records.shipments.models import Shipment
from gendan.records.stock import ledger
from tests import world
from tests.calls import CALLS
from tests.cast import BO, MEI, SAM, somebody

SKUS = st.sampled_from(["tea", "cup", "rare", "twin"])
FORWARD = ("confirm", "start_pick", "issue", "dispatch", "deliver", "collect")


class Shop(RuleBasedStateMachine):
    """Orders are named by their place in the list, so that a shrunk run reads the same."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    def some(self, model: type, picks: list[int]) -> list[int]:
        ids = list(model.objects.order_by("id").values_list("id", flat=True))  # type: ignore[attr-defined]
        return sorted({ids[pick % len(ids)] for pick in picks}) if ids else []

    @rule(
        lines=st.lists(st.tuples(SKUS, st.integers(1, 3)), min_size=1, max_size=3),
        fulfilment=st.sampled_from(Fulfilment.codes()),
        charges=st.integers(0, 20),
        discount=st.integers(0, 3),
    )
    def place(
        self, lines: list[tuple[str, int]], fulfilment: str, charges: int, discount: int
    ) -> None:
        new = tuple(NewLine(sku=s, quantity=n, discount=money(discount)) for s, n in lines)
        place([world.new(lines=new, fulfilment=fulfilment, charges=money(charges))], by=SAM)

    @rule(sku=SKUS, quantity=st.integers(1, 3), where=st.sampled_from(["W1", "W2"]))
    def goods_arrive(self, sku: str, quantity: int, where: str) -> None:
        world.receive(sku, quantity, where)
        shortage.reserve_again(shortage.waiting_for([world.product(sku)]), by=SAM)

    @rule(name=st.sampled_from(sorted(CALLS)), picks=st.lists(st.integers(0, 9), min_size=1))
    def take_any_step(self, name: str, picks: list[int]) -> None:
        step = PROCESS.step(name)
        model = Shipment if step.document == "shipment" else CustomerOrder
        CALLS[name](self.some(model, picks), somebody(step.by))

    @rule(name=st.sampled_from(FORWARD))
    def go_forward(self, name: str) -> None:
        step = PROCESS.step(name)
        model = Shipment if step.document == "shipment" else CustomerOrder
        CALLS[name](self.some(model, list(range(10))), somebody(step.by))

    @rule()
    def pick_and_pack(self) -> None:
        boxes = self.some(Shipment, list(range(10)))
        pick_listed(boxes, by=MEI)
        pack(boxes, by=MEI)

    @rule(
        pick=st.integers(0, 9), sku=SKUS, reason=st.sampled_from(ShortReason), n=st.integers(1, 3)
    )
    def come_short(self, pick: int, sku: str, reason: ShortReason, n: int) -> None:
        for box in self.some(Shipment, [pick]):
            report_short([Short(shipment=box, code=sku, quantity=n, reason=reason)], by=MEI)

    @rule(pick=st.integers(0, 9), decision=st.sampled_from(Decision))
    def choose(self, pick: int, decision: Decision) -> None:
        for order in self.some(CustomerOrder, [pick]):
            shortage.decide([shortage.Choice(order=order, decision=decision, note="电话")], by=SAM)

    @rule(pick=st.integers(0, 9), amount=st.integers(1, 100))
    def pay(self, pick: int, amount: int) -> None:
        for order in self.some(CustomerOrder, [pick]):
            paid = NewPayment(
                order=order, amount=money(amount), method="cash", reference=str(next(world.serial))
            )
            record_payment([paid], by=BO)

    @invariant()
    def the_books_agree(self) -> None:
        world.books_agree()


@pytest.fixture
def _small_shop(shop: None) -> None:
    """Little of everything, so that goods run short."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT product_id, warehouse_id, on_hand FROM stock_level")
        rows = cursor.fetchall()
    ledger.post(
        [
            ledger.Movement(product=p, warehouse=w, kind="write_off", quantity=4 - on_hand)
            for p, w, on_hand in rows
        ],
        actor="test",
    )


@pytest.mark.usefixtures("_small_shop")
def test_whatever_people_do_the_books_agree() -> None:
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=int(os.environ.get("FUZZ_EXAMPLES", "15")),
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
        ),
    )
