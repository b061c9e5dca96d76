"""Short picks: the reason decides the stock, and the customer hears before the parcel leaves."""

from decimal import Decimal

import pytest

from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s2_review.shortage import Choice, decide
from gendan.journey.s3_pick.commands import Scan, pick, start_pick
from gendan.journey.s3_pick.short import Short, report_short
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import Decision, ShortReason
from gendan.records.cases.models import ShortageItem
from tests import world
from tests.cast import MEI, SAM
from tests.journey.facts import (
    boxes,
    changed,
    everything,
    holds,
    lines,
    news,
    order,
    stock,
    tasks,
)
from tests.world import PLENTY

NOT_FOUND, NOT_IN_STOCK = ShortReason.NOT_FOUND, ShortReason.NOT_IN_STOCK
DAMAGED, EXPIRED = ShortReason.DAMAGED, ShortReason.EXPIRED


def short(shipment: int, reason: ShortReason, quantity: int = 1, code: str = "tea") -> Short:
    return Short(shipment=shipment, code=code, quantity=quantity, reason=reason)


# The reason: what the ledger says, whether a task is opened, and what the level is afterwards.
REASONS = [
    (NOT_FOUND, ("set_aside", "tea", "W1", -1, 1), "search", (PLENTY - 1, 1, 1)),
    (NOT_IN_STOCK, ("correct", "tea", "W1", -1, 0), "count", (PLENTY - 1, 1, 0)),
    (DAMAGED, ("set_aside", "tea", "W1", -1, 1), None, (PLENTY - 1, 2, 1)),
    (EXPIRED, ("set_aside", "tea", "W1", -1, 1), None, (PLENTY - 1, 2, 1)),
]


@pytest.mark.parametrize(("reason", "movement", "task", "level"), REASONS)
def test_report_short_corrects_the_stock_by_its_reason(
    shop: None,
    reason: ShortReason,
    movement: tuple[object, ...],
    task: str | None,
    level: tuple[int, int, int],
) -> None:
    (made,) = world.picking(quantity=2)
    (id,) = world.orders_of([made])
    with news() as came:
        outcome = report_short([short(made, reason)], by=MEI)
    assert outcome == Outcome(done=(0,))
    assert came.moved == [(*movement, made)]
    assert tasks() == ([(task, "tea", "W1", 1, made)] if task else [])
    assert stock("tea") == level
    assert came.journal[0] == (
        id, 5, "report_short", "shipment", made, "picking", "picking", "processing",
    )  # fmt: skip
    assert ("report_short", "shipment", made, "sales", 5) in came.told
    assert changed(id, "report_short") == [["tea", 1, reason.value]]


def test_report_short_of_what_nobody_has_opens_a_case_by_itself(shop: None) -> None:
    (made,) = world.picking(quantity=3)
    (id,) = world.orders_of([made])
    world.all_done(pick([Scan(shipment=made, code="tea")], by=MEI))
    with news() as came:
        world.all_done(report_short([short(made, NOT_FOUND, 2)], by=MEI))
    assert came.journal == [
        (id, 6, "report_short", "shipment", made, "picking", "picking", "processing"),
        (id, 7, "open_shortage", "order", id, "processing", "processing", "processing"),
    ]
    assert came.told == {
        ("report_short", "shipment", made, "sales", 6),
        ("open_shortage", "order", id, "customer", 7),
        ("open_shortage", "order", id, "sales", 7),
    }
    assert boxes(id) == [("-1", "W1", "picking", {"tea": 1})]
    assert lines(id) == [("tea", 3, 0, 0, 2, 1)]
    assert (holds(id), order(id).status) == (["shortage"], "processing")
    assert stock("tea") == (PLENTY - 2, 1, 2)


def test_what_another_warehouse_has_is_sent_from_there(shop: None) -> None:
    world.receive("tea", 5, "W2")
    (made,) = world.picking(quantity=3)
    (id,) = world.orders_of([made])
    with news() as came:
        world.all_done(report_short([short(made, NOT_IN_STOCK, 2)], by=MEI))
    _, other = world.boxes([id])
    assert came.journal[1:] == [(id, 6, "plan", "shipment", other, None, "to_pick", "processing")]
    assert boxes(id) == [
        ("-1", "W1", "picking", {"tea": 1}),
        ("-2", "W2", "to_pick", {"tea": 2}),
    ]
    assert (stock("tea", "W1"), stock("tea", "W2")) == ((PLENTY - 2, 1, 0), (5, 2, 0))
    assert holds(id) == []


def test_a_damaged_unit_says_nothing_about_its_neighbours(shop: None) -> None:
    (made,) = world.picking(quantity=2)
    (id,) = world.orders_of([made])
    world.all_done(report_short([short(made, DAMAGED, 2)], by=MEI))
    assert boxes(id) == [("-1", "W1", "picking", {"tea": 2})]
    assert stock("tea") == (PLENTY - 2, 2, 2)
    assert pick([Scan(shipment=made, code="tea", quantity=2)], by=MEI).done == (0,)


def test_the_last_one_damaged_leaves_the_box(shop: None) -> None:
    world.receive("rare", 2)
    (made,) = world.picking(sku="rare", quantity=2)
    (id,) = world.orders_of([made])
    world.all_done(report_short([short(made, DAMAGED, 1, "rare")], by=MEI))
    assert boxes(id) == [("-1", "W1", "picking", {"rare": 1})]
    assert (stock("rare"), lines(id)) == ((1, 1, 1), [("rare", 2, 0, 0, 1, 1)])


def test_a_box_that_held_nothing_else_is_void(shop: None) -> None:
    (made,) = world.picking()
    (id,) = world.orders_of([made])
    with news() as came:
        world.all_done(report_short([short(made, NOT_FOUND)], by=MEI))
    assert came.journal == [
        (id, 5, "report_short", "shipment", made, "picking", "cancelled", "shortage"),
        (id, 6, "open_shortage", "order", id, "processing", "shortage", "shortage"),
    ]
    assert (boxes(id), order(id).status) == ([("-1", "W1", "cancelled", {})], "shortage")


def test_report_short_refuses_what_is_not_open_and_reports_the_rest(shop: None) -> None:
    (made,) = world.picking(quantity=2)
    (waiting,) = world.to_pick()
    shorts = [
        short(made, NOT_FOUND, 0),
        short(made, NOT_FOUND, 1, "cup"),
        short(made, NOT_FOUND, 3),
        short(made, NOT_FOUND, 1),
        short(made, NOT_FOUND, 2),
        short(waiting, NOT_FOUND),
    ]
    assert report_short(shorts, by=MEI) == Outcome(
        (3,),
        {
            0: refused(Refusal.NOT_POSITIVE, "quantity", given=0),
            1: refused(Refusal.UNKNOWN_LINE, "code", given="cup"),
            2: refused(Refusal.TOO_MANY, "quantity", sku="tea", expected=2, given=3),
            4: refused(Refusal.TOO_MANY, "quantity", sku="tea", expected=1, given=2),
            5: refused(Refusal.WRONG_STATE, state="shipment.to_pick"),
        },
    )
    assert stock("tea") == (PLENTY - 1, 2, 1)


def test_report_short_twice_reports_once_what_was_once_there(shop: None) -> None:
    (made,) = world.picking()
    world.all_done(report_short([short(made, NOT_FOUND)], by=MEI))
    before = everything()
    assert report_short([short(made, NOT_FOUND)], by=MEI) == Outcome(
        refused={0: refused(Refusal.WRONG_STATE, state="shipment.cancelled")}
    )
    assert everything() == before


def test_two_reasons_on_one_shelf_are_both_believed(shop: None) -> None:
    (made,) = world.picking(quantity=3)
    (id,) = world.orders_of([made])
    shorts = [short(made, DAMAGED, 1), short(made, NOT_FOUND, 1)]
    world.all_done(report_short(shorts, by=MEI))
    assert boxes(id) == [("-1", "W1", "picking", {"tea": 2})]
    assert stock("tea") == (PLENTY - 2, 2, 2)
    assert lines(id) == [("tea", 3, 0, 0, 1, 2)]


def test_two_orders_short_at_one_shelf_do_not_take_from_each_other(shop: None) -> None:
    world.receive("rare", 2)
    first, second = world.picking(2, "rare")
    shorts = [short(first, DAMAGED, 1, "rare"), short(second, DAMAGED, 1, "rare")]
    world.all_done(report_short(shorts, by=MEI))
    assert world.state([first, second]) == ["cancelled", "cancelled"]
    assert stock("rare") == (0, 0, 2)


def test_more_missing_while_a_case_is_open_is_added_to_it_and_asked_anew(shop: None) -> None:
    (made,) = world.picking(quantity=3, paid=Decimal(90))
    (id,) = world.orders_of([made])
    world.all_done(report_short([short(made, NOT_FOUND)], by=MEI))
    partly = Choice(order=id, decision=Decision.SHIP_AVAILABLE, note="电话")
    world.all_done(decide([partly], by=SAM))
    assert holds(id) == []
    world.all_done(report_short([short(made, NOT_FOUND)], by=MEI))
    (item,) = ShortageItem.objects.filter(case__order=id)
    assert (item.quantity, item.case.decision, item.case.closed_at) == (2, "", None)
    assert (lines(id), holds(id)) == ([("tea", 3, 0, 0, 2, 1)], ["shortage"])


def test_the_order_of_the_shelf_found_empty_is_not_promised_from_it_again(shop: None) -> None:
    first, second = world.picking(2)
    world.all_done(report_short([short(first, NOT_FOUND)], by=MEI))
    assert lines(world.orders_of([first])[0]) == [("tea", 1, 0, 0, 1, 0)]
    assert start_pick([second], by=MEI).reasons() == {second: Refusal.ALREADY_DONE}


def test_one_line_short_of_two_lines_leaves_the_other_in_the_box(shop: None) -> None:
    both = (NewLine(sku="tea", quantity=1), NewLine(sku="cup", quantity=1))
    (made,) = world.picking(lines=both)
    (id,) = world.orders_of([made])
    world.all_done(report_short([short(made, NOT_FOUND)], by=MEI))
    assert boxes(id) == [("-1", "W1", "picking", {"cup": 1})]
    assert lines(id) == [("tea", 1, 0, 0, 1, 0), ("cup", 1, 0, 0, 0, 1)]
