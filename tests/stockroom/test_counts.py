"""Blind counts: who counts sees no books, what differs is counted by another, then confirmed."""

from dataclasses import replace

import pytest

from gendan.journey.anytime.cancel import cancel
from gendan.journey.s3_pick.commands import Scan, pick
from gendan.journey.s3_pick.short import Short, report_short
from gendan.kernel.actor import Actor
from gendan.kernel.refusals import Refusal
from gendan.kernel.repeat import once
from gendan.process.model import Role
from gendan.process.words import ShortReason
from gendan.records.places.models import Bin
from gendan.records.stock.models import CountEntry, StockLevel, StockTask
from gendan.records.stock.papers import StockCount
from gendan.stockroom.counts import (
    Counted,
    NewCount,
    cancel_count,
    confirm_count,
    count,
    open_count,
    recount,
)
from tests import world
from tests.cast import BO, MEI, SAM
from tests.stockroom import stock

KAI = Actor("kai", Role.WAREHOUSE)
PLENTY = world.PLENTY


def test_what_agrees_at_once_is_settled_and_moves_nothing(shop: None) -> None:
    (paper,) = stock.counting()
    assert stock.enter(paper, MEI, tea=PLENTY).done == (0,)
    assert stock.state(StockCount, paper) == "counting"
    assert stock.enter(paper, KAI, cup=PLENTY).done == (0,)
    assert stock.state(StockCount, paper) == "settled"
    assert stock.moved("count", paper) == []
    assert stock.journal("count", paper) == [
        ("open_count", None, "counting", "mei", ""),
        ("count", "counting", "counting", "mei", ""),
        ("count", "counting", "settled", "kai", ""),
    ]
    world.books_agree()


def test_what_differs_is_counted_by_another_and_confirmed_by_a_third(shop: None) -> None:
    (paper,) = stock.counting()
    stock.enter(paper, MEI, tea=PLENTY - 3, cup=PLENTY)
    assert stock.state(StockCount, paper) == "recounting"
    mine = stock.enter(paper, MEI, tea=PLENTY)
    assert mine.reasons() == {0: Refusal.SOMEBODY_ELSE}
    assert stock.enter(paper, KAI, cup=1).reasons() == {0: Refusal.COUNTED_ALREADY}
    assert stock.enter(paper, KAI, tea=PLENTY - 2).done == (0,)
    assert stock.state(StockCount, paper) == "differing"
    assert stock.level("tea") == (PLENTY, 0, 0)
    assert confirm_count([paper], by=BO, reason="已核").done == (paper,)
    assert stock.level("tea") == (PLENTY - 2, 0, 0)
    assert stock.moved("count", paper) == [("correct", "tea", "W1", -2, 0, "")]
    assert list(CountEntry.objects.order_by("id").values_list("round", "counted", "actor")) == [
        (1, PLENTY - 3, "mei"), (1, PLENTY, "mei"), (2, PLENTY - 2, "kai"),
    ]  # fmt: skip
    world.books_agree()


def test_a_slip_is_found_out_by_the_second_who_counts(shop: None) -> None:
    (paper,) = stock.counting(codes=("tea",))
    stock.enter(paper, MEI, tea=1)
    stock.enter(paper, KAI, tea=PLENTY)
    assert stock.state(StockCount, paper) == "settled"
    assert stock.level("tea") == (PLENTY, 0, 0)


def test_a_manager_may_have_it_counted_once_more_and_confirms_no_count_of_their_own(
    shop: None,
) -> None:
    (paper,) = stock.counting(codes=("tea",))
    stock.enter(paper, MEI, tea=5)
    stock.enter(paper, KAI, tea=6)
    assert recount([paper], by=BO).done == (paper,)
    assert stock.enter(paper, KAI, tea=7).reasons() == {0: Refusal.SOMEBODY_ELSE}
    assert stock.enter(paper, BO, tea=7).done == (0,)
    assert confirm_count([paper], by=BO).reasons() == {paper: Refusal.SOMEBODY_ELSE}
    assert confirm_count([paper], by=replace(BO, name="zhu")).done == (paper,)
    assert stock.level("tea") == (7, 0, 0)
    world.books_agree()


def test_what_two_counts_found_missing_is_corrected_once(shop: None) -> None:
    papers = stock.counting(3, codes=("tea",))
    for paper in papers:
        stock.enter(paper, MEI, tea=PLENTY - 3)
        stock.enter(paper, KAI, tea=PLENTY - 3)
    outcome = confirm_count(papers[:2], by=BO)
    assert outcome.done == (papers[0],)
    assert outcome.reasons() == {papers[1]: Refusal.CORRECTED_SINCE}
    assert confirm_count([papers[2]], by=BO).reasons() == {papers[2]: Refusal.CORRECTED_SINCE}
    assert recount([papers[2]], by=BO).done == (papers[2],)
    stock.enter(papers[2], MEI, tea=PLENTY - 3)
    assert stock.state(StockCount, papers[2]) == "settled"
    assert stock.level("tea") == (PLENTY - 3, 0, 0)
    world.books_agree()


def test_what_is_in_boxes_is_no_more_on_the_shelf(shop: None) -> None:
    (box,) = world.picking(1, "tea", 4)
    world.all_done(pick([Scan(shipment=box, code="tea", quantity=3)], by=MEI))
    (paper,) = stock.counting(codes=("tea",))
    stock.enter(paper, MEI, tea=PLENTY - 3)
    assert stock.state(StockCount, paper) == "settled"


def test_what_is_promised_cannot_be_counted_away_and_who_holds_it_is_said(shop: None) -> None:
    world.receive("rare", 3)
    (box,) = world.to_pick(1, "rare", 2)
    (paper,) = stock.counting(codes=("rare",))
    stock.enter(paper, MEI, rare=1)
    stock.enter(paper, KAI, rare=1)
    refused = confirm_count([paper], by=BO).refused[paper]
    assert refused.reason is Refusal.HELD_FOR
    assert refused.values["shipments"].endswith("-1")
    assert stock.state(StockCount, paper) == "differing"
    assert stock.level("rare") == (3, 2, 0)
    world.all_done(cancel(world.orders_of([box]), by=SAM))
    assert confirm_count([paper], by=BO).done == (paper,)
    assert stock.level("rare") == (1, 0, 0)
    world.books_agree()


def test_a_count_answers_the_task_that_a_short_pick_left(shop: None) -> None:
    (box,) = world.picking(1, "tea", 2)
    short = Short(shipment=box, code="tea", quantity=1, reason=ShortReason.NOT_IN_STOCK)
    world.all_done(report_short([short], by=MEI))
    assert StockTask.objects.filter(settled_at=None).count() == 1
    (paper,) = stock.counting(codes=("tea",))
    stock.enter(paper, MEI, tea=stock.level("tea")[0])
    assert StockTask.objects.filter(settled_at=None).count() == 0


def test_the_articles_of_some_bins_are_counted_in_the_order_of_the_walk(shop: None) -> None:
    for walk, (sku, code) in enumerate((("pot", "A-01"), ("tea", "A-02"), ("cup", "B-01"))):
        shelf = Bin.objects.create(warehouse_id=world.warehouse(), code=code, walk=walk)
        StockLevel.objects.filter(product__sku=sku).update(bin=shelf)
    (paper,) = stock.made(open_count([NewCount(warehouse="W1", bins="A")], by=MEI))
    assert stock.lines(StockCount, paper) == [("pot",), ("tea",)]
    (whole,) = stock.made(open_count([NewCount(warehouse="W1")], by=MEI))
    assert len(stock.lines(StockCount, whole)) == 4


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (NewCount(warehouse="W9", codes=("tea",)), Refusal.UNKNOWN_WAREHOUSE),
        (NewCount(warehouse="W1", codes=("what",)), Refusal.UNKNOWN_SKU),
        (NewCount(warehouse="W1", bins="Z"), Refusal.MISSING),
    ],
)
def test_a_count_of_nothing_is_refused(shop: None, new: NewCount, reason: Refusal) -> None:
    outcome = open_count([new, NewCount(warehouse="W1", codes=("tea",))], by=MEI)
    assert outcome.reasons() == {0: reason}
    assert outcome.done == (1,)


def test_a_count_refuses_what_is_not_on_it_or_no_number(shop: None) -> None:
    (paper,) = stock.counting()
    assert stock.enter(paper, MEI, pot=1, what=1, tea=-1, cup=1_000_001).reasons() == {
        0: Refusal.NOT_ON_PAPER,
        1: Refusal.NOT_ON_PAPER,
        2: Refusal.NEGATIVE,
        3: Refusal.TOO_LARGE,
    }
    twice = [Counted(count=paper, code="tea", quantity=n) for n in (1, 2)]
    assert count(twice, by=MEI).reasons() == {1: Refusal.REPEATED_IN_BATCH}
    assert cancel_count([paper], by=MEI).done == (paper,)
    assert stock.enter(paper, KAI, cup=1).reasons() == {0: Refusal.WRONG_STATE}


def test_the_same_entry_sent_twice_counts_once(shop: None) -> None:
    (paper,) = stock.counting()
    given = [Counted(count=paper, code="tea", quantity=PLENTY)]
    assert once(MEI, "k", count, given, by=MEI) == once(MEI, "k", count, given, by=MEI)
    assert CountEntry.objects.count() == 1
