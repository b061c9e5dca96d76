"""On the road: carriers' words, wrong words, late words, and every way a parcel ends."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from django.utils import timezone

from gendan.journey.anytime.cancel import accept_cancel, request_cancel
from gendan.journey.anytime.payments import NewPayment, record_payment
from gendan.journey.anytime.split import Part, split
from gendan.journey.s1_place.commands import place
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s3_pick.commands import Scan, pick
from gendan.journey.s5_dispatch.commands import Parcel, dispatch, replace_waybill
from gendan.journey.s6_deliver.commands import (
    collect,
    come_back,
    deliver,
    lose,
    receive_back,
    undo_deliver,
)
from gendan.journey.s6_deliver.feed import CarrierWord, follow_proposals, record_carrier_event
from gendan.kernel.clock import Holiday, WorkCalendar
from gendan.kernel.money import money
from gendan.kernel.refusals import Refusal
from gendan.process.words import ComeBackReason
from gendan.records.orders.models import CustomerOrder
from gendan.records.shipments.contents import contents
from gendan.records.shipments.models import CarrierEvent, Shipment, ShipmentLine, Waybill
from tests import world
from tests.cast import BO, CAL, LIN, MEI, SAM, ZOE
from tests.stories.facts import line, steps, stock

pytestmark = pytest.mark.usefixtures("shop")
NOON = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=1)


def word(box: int, code: str, at: datetime = NOON, key: str = "") -> CarrierWord:
    number = Shipment.objects.values_list("waybill__number", flat=True).get(id=box)
    return CarrierWord(
        carrier="sf", number=number, key=key or f"{code}-{at}", at=at, scheme="kuaidi100", code=code
    )


def carrier_status(box: int) -> str:
    return Shipment.objects.values_list("carrier_status", flat=True).get(id=box)


def test_the_same_webhook_twice_is_one_event() -> None:
    (box,) = world.dispatched()
    said = [word(box, "0"), word(box, "0")]
    assert record_carrier_event(said, by=CAL).done == (0, 1)
    assert record_carrier_event(said, by=CAL).done == (0, 1)
    assert CarrierEvent.objects.count() == 1
    assert steps(*world.orders_of([box])).count("record_carrier_event") == 1


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_events_out_of_order_end_where_the_latest_one_says(order: tuple[int, ...]) -> None:
    (box,) = world.dispatched()
    hour = timedelta(hours=1)
    said = [
        word(box, "1", NOON),
        word(box, "0", NOON + hour),
        word(box, "5", NOON + 2 * hour),
        word(box, "3", NOON + 2 * hour),  # at the same minute, and further on the way
    ]
    for place_ in order:
        world.all_done(record_carrier_event([said[place_]], by=CAL))
    assert carrier_status(box) == "delivered"
    assert world.state([box]) == ["dispatched"], "a word proposes; it never moves"
    follow_proposals(world.orders_of([box]))
    assert world.state([box]) == ["delivered"]


def test_a_late_word_after_delivery_is_kept_and_moves_nothing() -> None:
    (box,) = world.delivered()
    world.all_done(record_carrier_event([word(box, "6")], by=CAL))
    follow_proposals(world.orders_of([box]))
    assert world.state([box]) == ["delivered"]
    assert carrier_status(box) == "returning"


def test_an_unknown_code_is_kept_as_unknown() -> None:
    (box,) = world.dispatched()
    world.all_done(record_carrier_event([word(box, "9999")], by=CAL))
    event = CarrierEvent.objects.get()
    assert (event.code, event.their_code) == ("unknown", "9999")


def test_a_locker_that_nobody_empties_is_not_delivered() -> None:
    (box,) = world.dispatched()
    world.all_done(record_carrier_event([word(box, "501")], by=CAL))
    follow_proposals(world.orders_of([box]))
    assert (world.state([box]), carrier_status(box)) == (["dispatched"], "at_pickup_point")
    assert Shipment.objects.get(id=box).due_at is not None


def test_a_wrong_item_is_refused_with_what_was_expected() -> None:
    (box,) = world.picking()
    outcome = pick([Scan(shipment=box, code="6901234560015")], by=MEI)
    assert outcome.reasons() == {0: Refusal.WRONG_ITEM}
    assert outcome.refused[0].sentence() == "这件不在本单里：扫到 6901234560015，应为 tea。"
    assert ShipmentLine.objects.get(shipment=box).picked == 0


def test_the_same_item_scanned_twice_is_in_the_box_once() -> None:
    (box,) = world.picking()
    scan = Scan(shipment=box, code="6901234567892")
    assert pick([scan], by=MEI).done == (0,)
    assert pick([scan], by=MEI).reasons() == {0: Refusal.TOO_MANY}
    assert ShipmentLine.objects.get(shipment=box).picked == 1


def test_one_order_three_boxes_two_carriers() -> None:
    lines = tuple(NewLine(sku=sku, quantity=1) for sku in ("tea", "cup", "pot"))
    (box,) = world.issued(lines=lines)
    (order,) = world.orders_of([box])
    tea, cup = line(order, "tea").id, line(order, "cup").id
    for units in ({tea: 1}, {cup: 1}):
        world.all_done(split([Part(shipment=box, units=units)], by=MEI))
    first, second, third = world.boxes([order])
    world.all_done(
        dispatch(
            [
                Parcel(shipment=first, carrier="sf", number="SF1"),
                Parcel(shipment=second, carrier="sf", number="SF2"),
            ],
            by=LIN,
        )
    )
    assert world.status([order]) == ["partly_shipped"]
    world.all_done(dispatch([Parcel(shipment=third, carrier="van", number="V1")], by=LIN))
    assert world.status([order]) == ["shipped"]
    world.all_done(deliver([first, second], by=LIN))
    assert world.status([order]) == ["shipped"]
    world.all_done(deliver([third], by=ZOE))
    assert world.status([order]) == ["completed"]
    numbers = Shipment.objects.order_by("id").values_list("number", flat=True)
    assert [number.rpartition("-")[2] for number in numbers] == ["1", "2", "3"]


def test_a_replaced_waybill_is_void_and_kept() -> None:
    (box,) = world.dispatched()
    old = Shipment.objects.get(id=box).waybill
    world.all_done(replace_waybill([Parcel(shipment=box, carrier="sf", number="SF-NEW")], by=LIN))
    assert Shipment.objects.get(id=box).waybill.number == "SF-NEW"
    assert Waybill.objects.get(id=old.id).voided_at is not None


def test_part_is_delivered_and_the_rest_refused() -> None:
    (box,) = world.dispatched(quantity=3)
    (order,) = world.orders_of([box])
    (content,) = contents([box])[box]
    made = world.all_done(split([Part(shipment=box, units={content.line: 1})], by=LIN)).made
    world.all_done(deliver([box], by=LIN))
    world.all_done(come_back([made[0]], by=LIN, reason=ComeBackReason.REFUSED))
    assert world.status([order]) == ["shipped"]
    world.all_done(receive_back([made[0]], by=MEI))
    assert world.status([order]) == ["completed"]
    assert stock("tea") == (world.PLENTY - 2, 0, 0)


def test_a_whole_parcel_refused_with_cash_on_delivery_owes_nothing() -> None:
    (box,) = world.dispatched(quantity=2, cash_on_delivery=True)
    (order,) = world.orders_of([box])
    assert CustomerOrder.objects.get(id=order).payment_status == "cash_on_delivery"
    world.all_done(come_back([box], by=CAL, reason=ComeBackReason.REFUSED))
    world.all_done(receive_back([box], by=MEI, scrapped={box: {"tea": 1}}))
    assert world.status([order]) == ["closed"]
    assert stock("tea") == (world.PLENTY - 1, 0, 0)
    assert CustomerOrder.objects.get(id=order).paid == 0


def test_cash_on_delivery_is_paid_when_the_carrier_settles() -> None:
    (box,) = world.dispatched(cash_on_delivery=True)
    (order,) = world.orders_of([box])
    world.all_done(deliver([box], by=LIN, received_by="王小明"))
    cash = NewPayment(order=order, amount=money("30.00"), method="cod", reference="sf-77")
    world.all_done(record_payment([cash], by=LIN))
    assert CustomerOrder.objects.get(id=order).payment_status == "paid"


def test_signed_by_a_neighbour_and_the_customer_denies() -> None:
    (box,) = world.dispatched()
    world.all_done(deliver([box], by=LIN, received_by="邻居"))
    world.all_done(undo_deliver([box], by=BO, reason="客户未收到，邻居代签"))
    assert world.state([box]) == ["dispatched"]
    world.all_done(deliver([box], by=LIN, received_by="王小明"))
    assert Shipment.objects.get(id=box).received_by == "王小明"


def test_an_accidental_delivery_is_undone_only_within_a_day() -> None:
    fresh, old = world.delivered(2)
    Shipment.objects.filter(id=old).update(delivered_at=timezone.now() - timedelta(hours=25))
    outcome = undo_deliver([fresh, old], by=BO, reason="记错")
    assert (outcome.done, outcome.reasons()) == ((fresh,), {old: Refusal.UNDO_TOO_LATE})


def test_a_lost_parcel_closes_its_order() -> None:
    (box,) = world.dispatched()
    world.all_done(lose([box], by=BO, reason="承运商认赔"))
    assert world.status(world.orders_of([box])) == ["closed"]
    assert stock("tea") == (world.PLENTY - 1, 0, 0)


def test_pickup_in_store_needs_no_carrier() -> None:
    (box,) = world.issued(fulfilment="pickup")
    (order,) = world.orders_of([box])
    assert dispatch(world.parcels([box]), by=LIN).reasons() == {0: Refusal.NOT_FOR_DELIVERY}
    world.all_done(collect([box], by=SAM, received_by="王小明"))
    assert world.status([order]) == ["completed"]
    world.all_done(undo_deliver([box], by=BO, reason="拿错单"))
    assert (world.state([box]), world.status([order])) == (["issued"], ["ready"])


def test_a_pickup_that_nobody_collects_is_late_and_goes_back_on_the_shelf() -> None:
    (box,) = world.issued(fulfilment="pickup")
    (order,) = world.orders_of([box])
    assert Shipment.objects.get(id=box).due_at is not None
    world.all_done(request_cancel([order], by=SAM, reason="逾期未取"))
    assert collect([box], by=SAM).reasons() == {box: Refusal.HELD}
    world.all_done(accept_cancel([order], by=MEI))
    assert world.status([order]) == ["cancelled"]
    assert stock("tea") == (world.PLENTY, 0, 0)


def test_cash_and_carry_completes_at_once() -> None:
    sold = place([world.new(fulfilment="carry", paid=money("30.00"))], by=SAM)
    (order,) = sold.made.values()
    assert steps(order) == ["place", "hand_over"]
    assert world.status([order]) == ["completed"]
    assert stock("tea") == (world.PLENTY - 1, 0, 0)
    assert place([world.new("rare", fulfilment="carry")], by=SAM).reasons() == {
        0: Refusal.SHORT_STOCK
    }


def test_a_holiday_across_the_deadline_moves_it() -> None:
    house = WorkCalendar.objects.get(code="house")
    evening = datetime.fromisoformat("2026-09-30T20:00:00+08:00")
    for day in ("2026-10-01", "2026-10-02"):
        Holiday.objects.create(calendar=house, day=day, name="国庆节")
    orders = world.placed()
    world.all_done(world.confirm(orders, by=SAM, at=evening))
    shipment = Shipment.objects.get()
    assert shipment.due_at == datetime.fromisoformat("2026-10-03T10:00:00+08:00")
    assert shipment.at_risk_at == datetime.fromisoformat("2026-10-03T09:30:00+08:00")
    assert shipment.acknowledge_by == datetime.fromisoformat("2026-09-30T20:15:00+08:00")
