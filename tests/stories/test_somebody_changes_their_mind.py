"""Cancelling, readdressing, splitting: as far as the goods have come."""

import pytest

from gendan.journey.anytime.address import (
    NewAddress,
    accept_address,
    change_address,
    request_address,
)
from gendan.journey.anytime.cancel import accept_cancel, cancel, refuse_cancel, request_cancel
from gendan.journey.anytime.edit import Edit, LineChange, edit
from gendan.journey.anytime.payments import NewPayment, record_payment, record_refund
from gendan.journey.s2_review.commands import confirm
from gendan.journey.s3_pick.commands import pack, pick_listed, reassign
from gendan.journey.s4_issue.commands import issue
from gendan.journey.s5_dispatch.commands import dispatch
from gendan.kernel.money import money
from gendan.kernel.refusals import Refusal
from gendan.records.orders.models import CustomerOrder
from gendan.records.people.models import Staff
from gendan.records.shipments.models import PickRecord, Shipment
from tests import world
from tests.calls import colleague
from tests.cast import BO, LIN, MEI, SAM, ZOE
from tests.stories.facts import held, line, steps, stock

pytestmark = pytest.mark.usefixtures("shop")


def elsewhere(order: int) -> NewAddress:
    return NewAddress(order=order, consignee="李雷", phone="13900000000", street="新路 1 号")


def test_cancel_while_picking_stops_the_picker_and_puts_the_goods_back() -> None:
    (box,) = world.picking()
    (order,) = world.orders_of([box])
    world.all_done(pick_listed([box], by=MEI))
    assert cancel([order], by=SAM).reasons() == {order: Refusal.WRONG_STATE}
    world.all_done(request_cancel([order], by=SAM, reason="买错了"))
    assert pack([box], by=MEI).reasons() == {box: Refusal.HELD}
    world.all_done(accept_cancel([order], by=MEI))
    assert world.status([order]) == ["cancelled"]
    assert stock("tea") == (world.PLENTY, 0, 0)
    assert sum(PickRecord.objects.values_list("quantity", flat=True)) == 0


def test_cancel_after_issue_reverses_the_issue_first() -> None:
    (box,) = world.issued()
    (order,) = world.orders_of([box])
    world.all_done(request_cancel([order], by=ZOE))
    world.all_done(accept_cancel([order], by=MEI))
    assert steps(order)[-4:] == ["request_cancel", "accept_cancel", "reverse_issue", "withdraw"]
    assert world.status([order]) == ["cancelled"]
    assert stock("tea") == (world.PLENTY, 0, 0)


def test_the_dock_refuses_a_parcel_whose_cancellation_was_requested() -> None:
    (box,) = world.issued()
    (order,) = world.orders_of([box])
    world.all_done(request_cancel([order], by=SAM))
    assert dispatch(world.parcels([box]), by=LIN).reasons() == {0: Refusal.HELD}
    world.all_done(refuse_cancel([order], by=MEI, reason="已上车"))
    assert dispatch(world.parcels([box]), by=LIN).done == (0,)


def test_what_is_on_the_road_cannot_be_cancelled() -> None:
    (order,) = world.orders_of(world.dispatched())
    assert cancel([order], by=SAM).reasons() == {order: Refusal.WRONG_STATE}
    assert request_cancel([order], by=SAM).reasons() == {order: Refusal.WRONG_STATE}


def test_an_address_changes_at_once_before_packing_and_by_request_after() -> None:
    (order,) = world.confirmed()
    world.all_done(change_address([elsewhere(order)], by=SAM))
    assert CustomerOrder.objects.get(id=order).street == "新路 1 号"
    (box,) = world.packed()
    (packed,) = world.orders_of([box])
    assert change_address([elsewhere(packed)], by=SAM).reasons() == {0: Refusal.WRONG_STATE}
    world.all_done(request_address([elsewhere(packed)], by=SAM))
    assert issue([box], by=MEI).reasons() == {box: Refusal.HELD}
    world.all_done(accept_address([packed], by=MEI))
    assert CustomerOrder.objects.get(id=packed).consignee == "李雷"
    assert issue([box], by=MEI).done == (box,)


def test_a_changed_order_is_reviewed_again_with_its_stock_free() -> None:
    (order,) = world.confirmed(quantity=3)
    more = LineChange(line=line(order, "tea").id, quantity=5)
    world.all_done(edit([Edit(order=order, lines=(more,))], by=SAM))
    assert world.status([order]) == ["review"]
    assert stock("tea")[1] == 0
    world.all_done(confirm([order], by=SAM))
    assert stock("tea")[1] == 5


def test_two_clerks_confirm_the_same_order_and_it_is_confirmed_once() -> None:
    (order,) = world.placed()
    assert confirm([order], by=SAM).done == (order,)
    assert confirm([order], by=BO).reasons() == {order: Refusal.WRONG_STATE}
    assert len(world.boxes([order])) == 1


def test_two_clerks_edit_the_same_order_and_the_second_is_told() -> None:
    (order,) = world.placed(quantity=3)
    seen = CustomerOrder.objects.get(id=order).events
    less = Edit(
        order=order, lines=(LineChange(line=line(order, "tea").id, quantity=1),), version=seen
    )
    assert edit([less], by=SAM).done == (0,)
    assert edit([less], by=BO).reasons() == {0: Refusal.STALE}


def test_some_units_are_refunded_before_shipping() -> None:
    (order,) = world.placed(quantity=3, paid=money("90.00"))
    less = Edit(order=order, lines=(LineChange(line=line(order, "tea").id, quantity=2),))
    world.all_done(edit([less], by=SAM))
    back = NewPayment(order=order, amount=money("30.00"), method="online", reference="back-1")
    world.all_done(record_refund([back], by=BO))
    found = CustomerOrder.objects.get(id=order)
    assert (found.total, found.refunded, found.payment_status) == (
        money("60.00"),
        money("30.00"),
        "partly_refunded",
    )
    again = NewPayment(order=order, amount=money("61.00"), method="online", reference="back-2")
    assert record_refund([again], by=BO).reasons() == {0: Refusal.OVER_REFUND}


def test_money_that_comes_before_its_order_finds_it_when_told_again() -> None:
    nowhere = NewPayment(order=999_999, amount=money("30.00"), method="online", reference="p-1")
    assert record_payment([nowhere], by=SAM).reasons() == {0: Refusal.NOT_FOUND}
    (order,) = world.placed(awaits_payment=True)
    paid = NewPayment(order=order, amount=money("30.00"), method="online", reference="p-1")
    world.all_done(record_payment([paid], by=SAM))
    world.all_done(record_payment([paid], by=SAM))
    assert CustomerOrder.objects.get(id=order).payment_status == "paid"
    assert held(order) == set()


def test_a_picker_leaves_and_a_colleague_goes_on() -> None:
    leaver = Staff.objects.create(username="mei", name="梅", department="warehouse")
    boxes = world.picking(2)
    Shipment.objects.filter(id__in=boxes).update(picker=leaver)
    Staff.objects.filter(id=leaver.pk).update(is_active=False)
    assert reassign(boxes, by=BO, to=leaver.pk).reasons() == dict.fromkeys(
        boxes, Refusal.UNKNOWN_PERSON
    )
    world.all_done(reassign(boxes, by=BO, to=colleague()))
    assert set(Shipment.objects.values_list("picker__name", flat=True)) == {"小李"}
