"""Goods are not where they should be: the customer hears of it before the parcel leaves."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s2_review.commands import confirm, confirm_by_rule
from gendan.journey.s2_review.offers import options
from gendan.journey.s2_review.shortage import Choice, decide, reserve_again, waiting_for
from gendan.journey.s3_pick.commands import Scan, pack, pick, start_pick
from gendan.journey.s3_pick.short import Short, report_short
from gendan.journey.s4_issue.commands import issue
from gendan.kernel.notices import Notice
from gendan.kernel.refusals import Refusal
from gendan.process.words import Decision, ShortReason
from gendan.records.cases.models import ShortageCase
from gendan.records.products.models import Product
from gendan.records.stock.models import StockTask
from tests import world
from tests.cast import MEI, SAM, ZOE
from tests.stories.facts import held, line, steps, stock

pytestmark = pytest.mark.usefixtures("shop")


def short_order(quantity: int = 2, paid: str = "0") -> int:
    (order,) = world.confirmed(sku="rare", quantity=quantity, paid=Decimal(paid))
    return order


def test_two_orders_for_the_last_unit_and_the_first_has_it() -> None:
    world.receive("rare", 1)
    first, second = world.placed(2, "rare")
    world.all_done(confirm([first, second], by=SAM))
    assert world.status([first, second]) == ["pending", "shortage"]
    assert stock("rare") == (1, 1, 0)


def test_a_marketplace_order_whose_goods_are_gone_waits_for_a_person() -> None:
    (order,) = world.placed(sku="rare")
    assert confirm_by_rule([order]).reasons() == {order: Refusal.SHORT_STOCK}
    assert world.status([order]) == ["review"]


def test_what_there_is_stays_reserved_while_the_customer_chooses() -> None:
    world.receive("rare", 1)
    (order,) = world.confirmed(sku="rare", quantity=3)
    (box,) = world.boxes([order])
    assert world.status([order]) == ["shortage"]
    assert stock("rare") == (1, 1, 0)
    assert start_pick([box], by=MEI).reasons() == {box: Refusal.HELD}
    told = Notice.objects.filter(order_id=order, key="open_shortage")
    assert set(told.values_list("recipient", flat=True)) == {"customer", "sales"}


@pytest.mark.parametrize(
    ("reason", "books", "task"),
    [
        (ShortReason.NOT_FOUND, (world.PLENTY - 1, 0, 1), "search"),
        (ShortReason.NOT_IN_STOCK, (world.PLENTY - 1, 0, 0), "count"),
    ],
)
def test_a_short_pick_corrects_the_books_and_opens_a_case(
    reason: ShortReason, books: tuple[int, int, int], task: str
) -> None:
    (box,) = world.picking()
    (order,) = world.orders_of([box])
    world.all_done(
        report_short([Short(shipment=box, code="tea", quantity=1, reason=reason)], by=MEI)
    )
    assert stock("tea") == books
    assert StockTask.objects.get().kind == task
    assert world.state([box]) == ["cancelled"]
    assert world.status([order]) == ["shortage"]
    assert (line(order, "tea").short, held(order)) == (1, {"shortage"})


def test_damage_after_reservation_takes_another_unit_from_the_same_shelf() -> None:
    (box,) = world.picking()
    damaged = Short(shipment=box, code="tea", quantity=1, reason=ShortReason.DAMAGED)
    world.all_done(report_short([damaged], by=MEI))
    assert stock("tea") == (world.PLENTY - 1, 1, 1)
    world.all_done(pick([Scan(shipment=box, code="tea")], by=MEI))
    assert pack([box], by=MEI).done == (box,)


def test_what_one_warehouse_lacks_another_sends() -> None:
    world.receive("tea", 1, "W2")
    (box,) = world.picking()
    (order,) = world.orders_of([box])
    lost = Short(shipment=box, code="tea", quantity=1, reason=ShortReason.NOT_FOUND)
    world.all_done(report_short([lost], by=MEI))
    assert world.status([order]) == ["pending"]
    assert stock("tea", "W2") == (1, 1, 0)


def test_the_customer_hears_before_the_rest_leaves() -> None:
    lines = (NewLine(sku="tea", quantity=1), NewLine(sku="cup", quantity=1))
    (box,) = world.picking(lines=lines)
    (order,) = world.orders_of([box])
    lost = Short(shipment=box, code="cup", quantity=1, reason=ShortReason.NOT_IN_STOCK)
    world.all_done(report_short([lost], by=MEI))
    world.all_done(pick([Scan(shipment=box, code="tea")], by=MEI))
    world.all_done(pack([box], by=MEI))
    assert issue([box], by=MEI).reasons() == {box: Refusal.HELD}
    world.all_done(decide([Choice(order=order, decision=Decision.REDUCE, note="电话")], by=SAM))
    assert issue([box], by=MEI).done == (box,)
    assert world.status([order]) == ["ready"]


@pytest.mark.parametrize(
    ("price", "owes", "refund"), [("60.00", "0", "12.00"), ("66.00", "0", "0"), ("70.50", "9", "0")]
)
def test_a_substitute_may_be_cheaper_equal_or_dearer(price: str, owes: str, refund: str) -> None:
    Product.objects.filter(sku="twin").update(price=Decimal(price))
    order = short_order(2, "132.00")
    offer = next(o for o in options([order])[order] if o.decision is Decision.SUBSTITUTE)
    assert (offer.customer_owes, offer.refund_due) == (Decimal(owes), Decimal(refund))
    world.all_done(decide([Choice(order=order, decision=Decision.SUBSTITUTE)], by=ZOE))
    rare, twin = line(order, "rare"), line(order, "twin")
    assert (rare.quantity, rare.substituted, rare.short) == (2, 2, 0)
    assert (twin.quantity, twin.replaces_id, twin.allotted) == (2, rare.id, 2)
    assert twin.order.total == offer.payable == 2 * Decimal(price)
    assert world.status([order]) == ["pending"]


def test_the_money_of_each_choice_is_worked_out() -> None:
    world.receive("rare", 1)
    (order,) = world.confirmed(
        lines=(NewLine(sku="rare", quantity=3, discount=Decimal("0.10")),),
        charges=Decimal("8.00"),
        paid=Decimal("205.90"),
    )
    offered = {o.decision: (o.payable, o.refund_due) for o in options([order])[order]}
    kept = Decimal("65.97")  # (3 x 66.00 - 0.10) / 3, half up
    assert offered == {
        Decision.SUBSTITUTE: (kept + 120 + 8, Decimal("205.90") - kept - 128),
        Decision.SHIP_AVAILABLE: (Decimal("205.90"), Decimal("0.00")),
        Decision.WAIT: (Decimal("205.90"), Decimal("0.00")),
        Decision.REDUCE: (kept + 8, Decimal("205.90") - kept - 8),
        Decision.CANCEL: (Decimal("8.00"), Decimal("197.90")),
    }
    world.all_done(decide([Choice(order=order, decision=Decision.REDUCE)], by=ZOE))
    assert line(order, "rare").order.total == kept + 8


def test_a_customer_who_chooses_after_the_offer_expired_must_be_asked_again() -> None:
    order = short_order()
    ShortageCase.objects.update(decide_by=timezone.now() - timedelta(minutes=1))
    late = Choice(order=order, decision=Decision.REDUCE)
    assert decide([late], by=ZOE).reasons() == {0: Refusal.OFFER_EXPIRED}
    assert world.status([order]) == ["shortage"]
    by_phone = Choice(order=order, decision=Decision.REDUCE, note="电话里同意")
    assert decide([by_phone], by=SAM).done == (0,)


def test_goods_arrive_while_the_case_is_open() -> None:
    order = short_order()
    world.receive("rare", 2)
    assert waiting_for([world.product("rare")]) == [order]
    world.all_done(reserve_again([order], by=SAM))
    assert world.status([order]) == ["pending"]
    assert (line(order, "rare").short, held(order)) == (0, set())
    assert start_pick(world.boxes([order]), by=MEI).done == tuple(world.boxes([order]))


def test_who_waits_keeps_what_is_there_and_goes_when_the_rest_arrives() -> None:
    world.receive("rare", 1)
    (order,) = world.confirmed(sku="rare", quantity=2)
    world.all_done(decide([Choice(order=order, decision=Decision.WAIT)], by=ZOE))
    assert start_pick(world.boxes([order]), by=MEI).refused
    world.receive("rare", 1)
    world.all_done(reserve_again([order], by=SAM))
    assert len(start_pick(world.boxes([order]), by=MEI).done) == 2


def test_what_is_there_goes_first_and_the_rest_follows() -> None:
    world.receive("rare", 1)
    (order,) = world.confirmed(sku="rare", quantity=2)
    world.all_done(decide([Choice(order=order, decision=Decision.SHIP_AVAILABLE)], by=ZOE))
    (first,) = world.boxes([order])
    world.go(first)
    assert world.status([order]) == ["partly_shipped"]
    world.receive("rare", 1)
    world.all_done(reserve_again([order], by=SAM))
    (second,) = set(world.boxes([order])) - {first}
    world.go(second)
    assert world.status([order]) == ["shipped"]
    assert steps(order).count("dispatch") == 2


def test_a_customer_who_cancels_over_it_has_everything_back() -> None:
    world.receive("rare", 1)
    (order,) = world.confirmed(sku="rare", quantity=2)
    world.all_done(decide([Choice(order=order, decision=Decision.CANCEL)], by=ZOE))
    assert world.status([order]) == ["cancelled"]
    assert stock("rare") == (1, 0, 0)
