"""Recording a refund: money went back, never more than was paid."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gendan.journey.anytime.cancel import cancel
from gendan.journey.anytime.payments import NewPayment, record_refund
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import ANN, BO, SAM
from tests.journey.facts import changed, everything, money, news, payments

PAID = {"paid": Decimal("30.00")}


def refund(id: int, amount: str = "30.00", reference: str = "R1") -> NewPayment:
    return NewPayment(order=id, amount=Decimal(amount), method="online", reference=reference)


def test_record_refund_gives_the_money_back_and_tells_the_customer(shop: None) -> None:
    (id,) = world.placed(**PAID)
    world.all_done(cancel([id], by=SAM))
    with news() as came:
        outcome = record_refund([refund(id)], by=ANN)
    assert outcome == Outcome(done=(0,))
    assert came.journal == [
        (id, 3, "record_refund", "order", id, "cancelled", "cancelled", "cancelled")
    ]
    assert came.told == {("record_refund", "order", id, "customer", 3)}
    assert changed(id, "record_refund") == [["30.00", "R1"]]
    assert money(id) == (0, 30, 30, "refunded")
    assert payments(id)[1] == (Decimal("-30.00"), "online", "R1")


def test_record_refund_refuses_more_than_was_paid_and_gives_the_rest(shop: None) -> None:
    rich, poor, unpaid = world.placed(2, **PAID) + world.placed()
    refunds = [
        refund(poor, "20.00"),
        refund(poor, "10.01", "R2"),
        refund(rich),
        refund(unpaid, "0.01"),
    ]
    assert record_refund(refunds, by=BO) == Outcome(
        (0, 2),
        {
            1: refused(Refusal.OVER_REFUND, "amount", given="10.01", expected="10.00"),
            3: refused(Refusal.OVER_REFUND, "amount", given="0.01", expected="0.00"),
        },
    )
    assert (money(poor)[2], money(rich)[2], money(unpaid)[2]) == (20, 30, 0)


def test_record_refund_twice_gives_back_once(shop: None) -> None:
    (id,) = world.placed(**PAID)
    world.all_done(record_refund([refund(id, "10.00")], by=ANN))
    before = everything()
    assert record_refund([refund(id, "10.00")], by=ANN) == Outcome(done=(0,))
    assert record_refund([refund(id, "11.00")], by=ANN) == Outcome(
        refused={0: refused(Refusal.PAYMENT_TAKEN, "reference", given="R1")}
    )
    assert everything() == before


@pytest.mark.parametrize(("amount", "word"), [("0.01", "partly_refunded"), ("30.00", "refunded")])
def test_the_word_says_how_much_went_back(shop: None, amount: str, word: str) -> None:
    (id,) = world.placed(**PAID)
    world.all_done(record_refund([refund(id, amount)], by=ANN))
    assert money(id)[3] == word


def test_a_refund_is_no_payment_under_another_name(shop: None) -> None:
    (id,) = world.placed(**PAID)
    assert record_refund([refund(id, reference="placed")], by=ANN) == Outcome(
        refused={0: refused(Refusal.PAYMENT_TAKEN, "reference", given="placed")}
    )


def test_a_limit_holds_for_the_order_however_often_one_asks(shop: None) -> None:
    careful = replace(ANN, amount_limit=Decimal("20.00"))
    (id,) = world.placed(**PAID)
    refunds = [refund(id, "15.00"), refund(id, "10.00", "R2"), refund(id, "5.00", "R3")]
    over = refused(Refusal.OVER_LIMIT, "amount", given="25.00", expected="20.00")
    assert record_refund(refunds, by=careful) == Outcome((0, 2), {1: over})
    again = refused(Refusal.OVER_LIMIT, "amount", given="20.01", expected="20.00")
    assert record_refund([refund(id, "0.01", "R4")], by=careful) == Outcome(refused={0: again})
    assert record_refund([refund(id, "10.00", "R4")], by=BO) == Outcome(done=(0,))
    assert money(id)[2] == 30
