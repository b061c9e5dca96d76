"""Goods come against a note: what came, what is over, under or unknown, said at once."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from gendan.kernel.actor import Actor
from gendan.kernel.refusals import Refusal
from gendan.kernel.repeat import once
from gendan.process.model import Role
from gendan.records.stock.papers import Receipt
from gendan.stockroom.receipts import (
    Arrival,
    cancel_receipt,
    close_receipt,
    expect_goods,
    receive,
    reverse_receive,
)
from tests import world
from tests.cast import BO, MEI
from tests.stockroom import stock

AWAY = Actor("kai", Role.WAREHOUSE, warehouses=frozenset())


def arrival(receipt: int, code: str, quantity: int = 1, *, beyond: bool = False) -> Arrival:
    return Arrival(receipt=receipt, code=code, quantity=quantity, beyond=beyond)


def test_goods_come_as_announced_and_are_on_the_books(shop: None) -> None:
    (receipt,) = stock.expected()
    came = [arrival(receipt, "rare", 10), arrival(receipt, "6901234560015", 4)]
    assert receive(came, by=MEI).done == (0, 1)
    assert close_receipt([receipt], by=BO).done == (receipt,)
    assert stock.lines(Receipt, receipt, "expected", "received") == [
        ("rare", 10, 10), ("cup", 4, 4),
    ]  # fmt: skip
    assert stock.level("rare") == (10, 0, 0)
    assert stock.moved("receipt", receipt) == [
        ("receipt", "cup", "W1", 4, 0, ""), ("receipt", "rare", "W1", 10, 0, ""),
    ]  # fmt: skip
    assert stock.journal("receipt", receipt) == [
        ("expect_goods", None, "expected", "mei", ""),
        ("receive", "expected", "receiving", "mei", ""),
        ("close_receipt", "receiving", "received", "bo", ""),
    ]
    world.books_agree()


def test_over_under_and_unknown_is_said_at_once(shop: None) -> None:
    (receipt,) = stock.expected()
    came = [
        arrival(receipt, "rare", 8),
        arrival(receipt, "rare", 3),
        arrival(receipt, "pot"),
        arrival(receipt, "what"),
        arrival(receipt, "cup", 0),
    ]
    outcome = receive(came, by=MEI)
    assert outcome.done == (0,)
    assert outcome.reasons() == {
        1: Refusal.MORE_THAN_NOTED,
        2: Refusal.NOT_ON_NOTE,
        3: Refusal.UNKNOWN_SKU,
        4: Refusal.NOT_POSITIVE,
    }
    assert outcome.refused[1].sentence("en") == (
        "Too many of rare: the note says 10, with these it is 11."
    )
    meant = [arrival(receipt, "rare", 3, beyond=True), arrival(receipt, "pot", 1, beyond=True)]
    assert receive(meant, by=MEI).done == (0, 1)
    under = close_receipt([receipt], by=MEI)
    assert under.reasons() == {receipt: Refusal.DIFFERS}
    assert under.refused[receipt].values["differences"] == "rare 11/10、cup 0/4、pot 1/0"
    assert close_receipt([receipt], by=MEI, reason="供方短发").done == (receipt,)
    assert stock.journal("receipt", receipt)[-1][-1] == "供方短发"
    assert stock.state(Receipt, receipt) == "received"
    assert receive([arrival(receipt, "cup")], by=MEI).reasons() == {0: Refusal.WRONG_STATE}
    world.books_agree()


def test_what_was_entered_by_mistake_is_taken_back_as_far_as_it_is_free(shop: None) -> None:
    (receipt,) = stock.receiving()
    world.confirmed(1, "rare", 2)
    outcome = reverse_receive(
        [arrival(receipt, "rare", 1), arrival(receipt, "rare", 1), arrival(receipt, "rare", 2),
         arrival(receipt, "cup", 1), arrival(receipt, "pot", 1)], by=MEI,
    )  # fmt: skip
    assert outcome.done == (0,)
    assert outcome.reasons() == {
        1: Refusal.HELD_FOR,
        2: Refusal.NOT_SO_MANY,
        3: Refusal.NOT_SO_MANY,
        4: Refusal.NOT_ON_PAPER,
    }
    assert stock.level("rare") == (2, 2, 0)
    assert stock.lines(Receipt, receipt, "received") == [("rare", 2), ("cup", 0)]
    world.books_agree()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"warehouse": "W9"}, Refusal.UNKNOWN_WAREHOUSE),
        ({"sender": " "}, Refusal.MISSING),
        ({"reference": ""}, Refusal.MISSING),
        ({"lines": {}}, Refusal.MISSING),
        ({"lines": {"what": 1}}, Refusal.UNKNOWN_SKU),
        ({"lines": {"tea": 0}}, Refusal.NOT_POSITIVE),
        ({"lines": {"tea": 1_000_001}}, Refusal.TOO_LARGE),
    ],
)
def test_a_note_that_cannot_be_so_is_refused(
    shop: None, changes: dict[str, object], reason: Refusal
) -> None:
    outcome = expect_goods([stock.note(**changes), stock.note()], by=MEI)
    assert outcome.reasons() == {0: reason}
    assert outcome.done == (1,)


def test_a_note_is_entered_once_however_often_it_is_sent(shop: None) -> None:
    note = stock.note()
    outcome = expect_goods([note, note], by=MEI)
    assert outcome.reasons() == {1: Refusal.REPEATED_IN_BATCH}
    assert expect_goods([note], by=BO).reasons() == {0: Refusal.NOTE_TAKEN}
    (receipt,) = outcome.made.values()
    assert cancel_receipt([receipt], by=MEI, reason="改期").done == (receipt,)
    assert expect_goods([note], by=BO).done == (0,)


def test_the_same_arrival_sent_twice_counts_once(shop: None) -> None:
    (receipt,) = stock.expected()
    came = [arrival(receipt, "rare", 3)]
    assert once(MEI, "k", receive, came, by=MEI) == once(MEI, "k", receive, came, by=MEI)
    assert stock.level("rare") == (3, 0, 0)


def test_out_of_reach_is_not_there(shop: None) -> None:
    (receipt,) = stock.expected()
    assert receive([arrival(receipt, "rare")], by=AWAY).reasons() == {0: Refusal.NOT_FOUND}
    assert expect_goods([stock.note()], by=AWAY).reasons() == {0: Refusal.UNKNOWN_WAREHOUSE}
    assert stock.level("rare") == (0, 0, 0)


def test_goods_that_come_are_promised_to_what_waits_for_them(open_shop: None) -> None:
    from tests.together.test_jobs import run_worker

    (order,) = world.confirmed(1, "rare")
    assert world.status([order]) == ["shortage"]
    (receipt,) = stock.expected()
    world.all_done(receive([arrival(receipt, "rare", 3)], by=MEI))
    assert ProcrastinateJob.objects.filter(task_name="stock:serve_waiting").count() == 1
    run_worker()
    assert world.status([order]) == ["pending"]
    assert stock.level("rare") == (3, 1, 0)
