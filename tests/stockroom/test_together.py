"""Several people at one paper, with real connections: each unit counts once, nothing is lost."""

from functools import partial

from gendan.kernel.actor import Actor
from gendan.kernel.refusals import Refusal
from gendan.process.model import Role
from gendan.process.words import QuarantineReason
from gendan.records.stock.models import CountEntry
from gendan.records.stock.papers import Receipt, StockCount, Transfer
from gendan.stockroom.counts import Counted, confirm_count, count
from gendan.stockroom.levels import Care, quarantine
from gendan.stockroom.receipts import Arrival, expect_goods, receive
from gendan.stockroom.transfers import Arrived, receive_transfer, send_transfer
from tests import world
from tests.cast import BO, MEI
from tests.stockroom import stock
from tests.together.crowd import at_once

KAI = Actor("kai", Role.WAREHOUSE)


def test_two_receive_the_same_goods_at_once_and_no_unit_more_than_the_note_says(
    open_shop: None,
) -> None:
    (receipt,) = stock.expected()
    came = [Arrival(receipt=receipt, code="rare")]
    outcomes = at_once([partial(receive, came, by=by) for by in (MEI, KAI) for _ in range(8)])
    assert sum(len(outcome.done) for outcome in outcomes) == 10
    refused = [reason for outcome in outcomes for reason in outcome.reasons().values()]
    assert refused == [Refusal.MORE_THAN_NOTED] * 6
    assert stock.level("rare") == (10, 0, 0)
    assert stock.lines(Receipt, receipt, "received")[0] == ("rare", 10)
    world.books_agree()


def test_a_note_entered_by_many_at_once_is_here_once(open_shop: None) -> None:
    note = stock.note()
    outcomes = at_once([partial(expect_goods, [note], by=MEI)] * 6)
    assert sum(len(outcome.done) for outcome in outcomes) == 1
    assert Receipt.objects.count() == 1


def test_two_count_the_same_shelf_at_once_and_one_of_them_is_told(open_shop: None) -> None:
    (paper,) = stock.counting(codes=("tea",))
    entry = [Counted(count=paper, code="tea", quantity=world.PLENTY)]
    outcomes = at_once([partial(count, entry, by=by) for by in (MEI, KAI, MEI, KAI)])
    assert sum(len(outcome.done) for outcome in outcomes) == 1
    assert CountEntry.objects.count() == 1
    assert stock.state(StockCount, paper) == "settled"


def test_goods_are_sent_once_and_received_once_by_however_many(open_shop: None) -> None:
    (transfer,) = stock.planned(1, {"tea": 5})
    sent = at_once([partial(send_transfer, [transfer], by=MEI)] * 5)
    assert sum(len(outcome.done) for outcome in sent) == 1
    came = [Arrived(transfer=transfer, code="tea")]
    outcomes = at_once([partial(receive_transfer, came, by=MEI)] * 9)
    assert sum(len(outcome.done) for outcome in outcomes) == 5
    assert stock.level("tea", "W2") == (5, 0, 0)
    assert stock.lines(Transfer, transfer, "sent", "received") == [("tea", 5, 5)]
    world.books_agree()


def test_the_last_units_go_one_way_only(open_shop: None) -> None:
    world.receive("rare", 4)
    paper, *going = stock.counting(codes=("rare",)) + stock.planned(3, {"rare": 2})
    stock.enter(paper, MEI, rare=1)
    stock.enter(paper, KAI, rare=1)
    care = Care(warehouse="W1", code="rare", quantity=2, reason=QuarantineReason.QUALITY)
    at_once(
        [
            partial(confirm_count, [paper], by=BO),
            *[partial(send_transfer, [id], by=MEI) for id in going],
            *[partial(quarantine, [care], by=MEI) for _ in range(3)],
        ]
    )
    on_hand, reserved, _ = stock.level("rare")
    assert on_hand >= reserved >= 0
    world.books_agree()
