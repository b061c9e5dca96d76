"""Recording a payment: money came, once, and an order paid in full is held no longer."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from gendan.journey.anytime.cancel import cancel
from gendan.journey.anytime.payments import NewPayment, record_payment
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.records.orders.models import Payment
from tests import world
from tests.cast import LIN, SAM, ZOE
from tests.journey.facts import changed, everything, holds, money, news, payments

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def pay(id: int, amount: str = "30.00", **rest: object) -> NewPayment:
    usual = {"order": id, "amount": Decimal(amount), "method": "online", "reference": "W1"}
    return NewPayment(**(usual | rest))  # type: ignore[arg-type]


def test_record_payment_counts_the_money_and_releases_the_order(shop: None) -> None:
    (id,) = world.placed(awaits_payment=True)
    with news() as came:
        outcome = record_payment([pay(id, at=NOON)], by=ZOE)
    assert outcome == Outcome(done=(0,))
    assert came.journal == [
        (id, 3, "record_payment", "order", id, "review", "review", "review"),
        (id, 4, "release", "order", id, "review", "review", "review"),
    ]
    assert came.told == {("release", "order", id, "sales", 4)}
    assert changed(id, "record_payment") == [["30.00", "W1"]]
    assert money(id) == (30, 30, 0, "paid")
    assert payments(id) == [(Decimal("30.00"), "online", "W1")]
    assert Payment.objects.get().at == NOON
    assert holds(id) == []


FAULTS: list[tuple[dict[str, object], Refused]] = [
    ({"method": "shell"}, refused(Refusal.BAD_CHOICE, "method", given="shell")),
    ({"reference": " "}, refused(Refusal.MISSING, "reference")),
    ({"amount": Decimal(0)}, refused(Refusal.NOT_POSITIVE, "amount", given="0")),
    ({"amount": Decimal(-1)}, refused(Refusal.NOT_POSITIVE, "amount", given="-1")),
    ({"amount": Decimal("0.001")}, refused(Refusal.BAD_AMOUNT, "amount", given="0.001")),
    ({"amount": Decimal("NaN")}, refused(Refusal.BAD_AMOUNT, "amount", given="NaN")),
    ({"amount": Decimal(10**12)}, refused(Refusal.TOO_LARGE, "amount", given=10**12)),
    ({"amount": Decimal("1E+40")}, refused(Refusal.TOO_LARGE, "amount", given="1E+40")),
    (
        {"amount": Decimal(999_999_999_999)},
        refused(Refusal.TOO_LARGE, "amount", given=999_999_999_999),
    ),
]


@pytest.mark.parametrize(("wrong", "why"), FAULTS)
def test_record_payment_refuses_what_is_none_and_records_the_rest(
    shop: None, wrong: dict[str, object], why: Refused
) -> None:
    id, other = world.placed(2, paid=Decimal("10.00"))
    assert record_payment([pay(id, **wrong), pay(other)], by=SAM) == Outcome((1,), {0: why})  # type: ignore[arg-type]
    assert (money(id)[1], money(other)[1]) == (10, 40)


def test_record_payment_twice_counts_once(shop: None) -> None:
    (id,) = world.placed()
    world.all_done(record_payment([pay(id)], by=SAM))
    before = everything()
    assert record_payment([pay(id), pay(id)], by=SAM) == Outcome(done=(0, 1))
    assert record_payment([pay(id, "31.00")], by=SAM) == Outcome(
        refused={0: refused(Refusal.PAYMENT_TAKEN, "reference", given="W1")}
    )
    assert everything() == before


def test_two_payments_of_one_batch_are_both_counted_and_both_told(shop: None) -> None:
    (id,) = world.placed(awaits_payment=True)
    two = [pay(id, "10.00"), pay(id, "20.00", reference="W2", method="cash"), pay(id, "10.00")]
    assert record_payment(two, by=SAM) == Outcome(done=(0, 1, 2))
    assert money(id) == (30, 30, 0, "paid")
    assert payments(id) == [
        (Decimal("10.00"), "online", "W1"),
        (Decimal("20.00"), "cash", "W2"),
    ]
    assert changed(id, "record_payment") == [["10.00", "W1"], ["20.00", "W2"]]


@pytest.mark.parametrize(
    ("amount", "word", "still"),
    [("29.99", "partly_paid", ["awaiting_payment"]), ("30.00", "paid", []), ("31.00", "paid", [])],
)
def test_an_order_is_held_until_it_is_paid_in_full(
    shop: None, amount: str, word: str, still: list[str]
) -> None:
    (id,) = world.placed(awaits_payment=True)
    world.all_done(record_payment([pay(id, amount)], by=SAM))
    assert (money(id)[3], holds(id)) == (word, still)


def test_cash_on_delivery_is_paid_when_the_driver_brings_the_money(shop: None) -> None:
    (made,) = world.dispatched(cash_on_delivery=True)
    (id,) = world.orders_of([made])
    assert money(id)[3] == "cash_on_delivery"
    world.all_done(record_payment([pay(id, method="cod")], by=LIN))
    assert money(id)[3] == "paid"


def test_one_reference_on_two_orders_is_two_payments(shop: None) -> None:
    one, two = world.placed(2)
    assert record_payment([pay(one), pay(two)], by=SAM).done == (0, 1)


def test_money_for_an_order_that_is_cancelled_meanwhile_is_counted_to_be_given_back(
    shop: None,
) -> None:
    (id,) = world.placed(awaits_payment=True)
    world.all_done(cancel([id], by=ZOE))
    world.all_done(record_payment([pay(id)], by=SAM))
    assert money(id)[:3] == (0, 30, 0)
