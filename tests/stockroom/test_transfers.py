"""Goods go from one warehouse to another: on the books of one, in transit, or of the other."""

import pytest

from gendan.kernel.actor import Actor
from gendan.kernel.refusals import Refusal
from gendan.kernel.repeat import once
from gendan.process.model import Role
from gendan.records.stock.papers import Transfer
from gendan.stockroom.transfers import (
    Arrived,
    NewTransfer,
    cancel_transfer,
    close_transfer,
    plan_transfer,
    recall_transfer,
    receive_transfer,
    send_transfer,
)
from tests import world
from tests.cast import BO, MEI
from tests.stockroom import stock

PLENTY = world.PLENTY


def bound(where: str) -> Actor:
    return Actor(where, Role.WAREHOUSE, warehouses=frozenset({world.warehouse(where)}))


def arrived(transfer: int, code: str, quantity: int) -> Arrived:
    return Arrived(transfer=transfer, code=code, quantity=quantity)


def test_goods_are_sent_received_and_what_is_missing_is_recorded(shop: None) -> None:
    (transfer,) = stock.planned()
    assert stock.level("tea") == (PLENTY, 0, 0)
    assert send_transfer([transfer], by=bound("W1")).done == (transfer,)
    assert (stock.level("tea"), stock.level("tea", "W2")) == ((PLENTY - 5, 0, 0), (0, 0, 0))
    came = [arrived(transfer, "tea", 4), arrived(transfer, "cup", 2), arrived(transfer, "tea", 2)]
    outcome = receive_transfer(came, by=bound("W2"))
    assert outcome.reasons() == {2: Refusal.MORE_THAN_SENT}
    assert stock.level("tea", "W2") == (4, 0, 0)
    world.books_agree()
    assert close_transfer([transfer], by=bound("W2")).reasons() == {transfer: Refusal.DIFFERS}
    assert close_transfer([transfer], by=bound("W2"), reason="途中丢失").done == (transfer,)
    assert stock.lines(Transfer, transfer, "sent", "received", "missing") == [
        ("tea", 5, 4, 1), ("cup", 2, 2, 0),
    ]  # fmt: skip
    assert stock.moved("transfer", transfer) == [
        ("transfer_out", "tea", "W1", -5, 0, ""),
        ("transfer_out", "cup", "W1", -2, 0, ""),
        ("transfer_in", "tea", "W2", 4, 0, ""),
        ("transfer_in", "cup", "W2", 2, 0, ""),
    ]
    assert [row[0] for row in stock.journal("transfer", transfer)] == [
        "plan_transfer", "send_transfer", "receive_transfer", "close_transfer",
    ]  # fmt: skip
    world.books_agree()


def test_each_end_does_its_own_part(shop: None) -> None:
    (transfer,) = stock.planned()
    assert send_transfer([transfer], by=bound("W2")).reasons() == {transfer: Refusal.NOT_FOUND}
    world.all_done(send_transfer([transfer], by=bound("W1")))
    here = receive_transfer([arrived(transfer, "tea", 1)], by=bound("W1"))
    assert here.reasons() == {0: Refusal.NOT_FOUND}
    wanted = NewTransfer(source="W1", target="W2", lines=stock.units({"tea": 1}))
    assert plan_transfer([wanted], by=bound("W2")).done == (0,)


def test_what_is_promised_does_not_leave(shop: None) -> None:
    world.receive("rare", 3)
    (box,) = world.to_pick(1, "rare", 2)
    both = stock.planned(2, {"rare": 1})
    outcome = send_transfer(both, by=MEI)
    assert outcome.done == (both[0],)
    assert outcome.reasons() == {both[1]: Refusal.HELD_FOR}
    assert outcome.refused[both[1]].values["expected"] == "0"
    (nothing,) = stock.planned(1, {"twin": PLENTY + 1})
    assert send_transfer([nothing], by=MEI).reasons() == {nothing: Refusal.NOT_SO_MANY}
    assert stock.level("rare") == (2, 2, 0)
    assert box
    world.books_agree()


def test_what_did_not_go_is_recalled_unless_some_of_it_arrived(shop: None) -> None:
    back, half = stock.sent(2)
    world.all_done(receive_transfer([arrived(half, "tea", 1)], by=MEI))
    outcome = recall_transfer([back, half], by=MEI, reason="车坏了")
    assert outcome.done == (back,)
    assert outcome.reasons() == {half: Refusal.ARRIVED_ALREADY}
    assert stock.state(Transfer, back) == "planned"
    assert cancel_transfer([back, half], by=BO).reasons() == {half: Refusal.WRONG_STATE}
    assert stock.level("tea") == (PLENTY - 5, 0, 0)
    world.books_agree()


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (NewTransfer(source="W9", target="W2", lines=()), Refusal.UNKNOWN_WAREHOUSE),
        (NewTransfer(source="W1", target="W1", lines=()), Refusal.SAME_WAREHOUSE),
        (NewTransfer(source="W1", target="W2", lines=()), Refusal.MISSING),
        (
            NewTransfer(source="W1", target="W2", lines=stock.units({"what": 1})),
            Refusal.UNKNOWN_SKU,
        ),
    ],
)
def test_a_transfer_that_cannot_be_is_refused(
    shop: None, new: NewTransfer, reason: Refusal
) -> None:
    fine = NewTransfer(source="W1", target="W2", lines=stock.units({"tea": 1}))
    outcome = plan_transfer([new, fine], by=MEI)
    assert outcome.reasons() == {0: reason}
    assert outcome.done == (1,)


def test_an_arrival_sent_twice_counts_once(shop: None) -> None:
    (transfer,) = stock.sent()
    came = [arrived(transfer, "tea", 1)]
    first = once(MEI, "k", receive_transfer, came, by=MEI)
    assert once(MEI, "k", receive_transfer, came, by=MEI) == first
    assert stock.level("tea", "W2") == (1, 0, 0)


def test_a_transfer_refuses_what_is_not_on_it(shop: None) -> None:
    (transfer,) = stock.sent()
    came = [arrived(transfer, "pot", 1), arrived(transfer, "what", 1), arrived(transfer, "tea", 0)]
    assert receive_transfer(came, by=MEI).reasons() == {
        0: Refusal.NOT_ON_PAPER, 1: Refusal.UNKNOWN_SKU, 2: Refusal.NOT_POSITIVE,
    }  # fmt: skip
