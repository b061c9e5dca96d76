"""The rule that opens cases of parcels astray, and what settles them by itself."""

from datetime import timedelta

import pytest
from django.db import connection

from gendan.config import upkeep
from gendan.config.jobs import deliver as follow_carriers
from gendan.config.jobs import open_exception as look_at_orders
from gendan.journey.anytime.feedback import NewFeedback, record_feedback
from gendan.journey.s6_deliver.astray import close_exception, open_exception
from gendan.journey.s6_deliver.commands import (
    collect,
    come_back,
    deliver,
    lose,
    receive_back,
    undo_deliver,
)
from gendan.journey.s6_deliver.feed import CarrierWord, record_carrier_event
from gendan.kernel import clock
from gendan.kernel.actor import SYSTEM, Actor
from gendan.process.words import ComeBackReason, ExceptionKind, ExceptionOutcome, FeedbackKind
from gendan.records.cases.models import DeliveryException
from gendan.records.shipments.models import Shipment
from tests import world
from tests.cast import ADA, BO, CAL, LIN, MEI, ZOE
from tests.journey import every
from tests.journey.facts import astray, news


def kinds(*shipments: int) -> list[str]:
    return [astray(shipment).kind for shipment in shipments]


def later(shipments: list[int]) -> None:
    """Their clocks have run out."""
    now = clock.now()
    Shipment.objects.filter(id__in=shipments).update(
        due_at=now - timedelta(hours=1), at_risk_at=now - timedelta(hours=2)
    )


def heard(shipment: int, code: str, ago: timedelta = timedelta()) -> None:
    """Its carrier says something of it, and the job that follows sees to it."""
    number = Shipment.objects.values_list("waybill__number", flat=True).get(pk=shipment)
    word = CarrierWord(
        carrier="sf", number=number or "", key=f"{code} {next(world.serial)}",
        at=clock.now() - ago, scheme="ours", code=code,
    )  # fmt: skip
    world.all_done(record_carrier_event([word], by=CAL))
    follow_carriers(world.orders_of([shipment]))


def test_silence_opens_a_case_and_a_word_settles_it(shop: None) -> None:
    silent, still, waiting, well = every.DISPATCHED(4)
    heard(still, "in_transit", timedelta(hours=1))
    heard(waiting, "at_pickup_point", timedelta(hours=1))
    later([silent, still, waiting])
    for _ in range(2):
        upkeep.look_out(0)
    assert kinds(silent, still, waiting) == ["no_scan", "no_movement", "uncollected"]
    assert DeliveryException.objects.count() == 3
    heard(silent, "collected")
    heard(waiting, "at_pickup_point")
    assert astray(silent).outcome == "moving"
    assert (astray(waiting).closed_at, astray(still).closed_at) == (None, None)
    heard(well, "out_for_delivery")
    assert not DeliveryException.objects.filter(shipment=well).exists()


def test_what_was_looked_into_is_not_opened_again_for_the_same_cause(shop: None) -> None:
    (id,) = every.DISPATCHED(1)
    later([id])
    upkeep.look_out(0)
    world.all_done(close_exception([id], by=LIN, outcome=ExceptionOutcome.FALSE_ALARM))
    upkeep.look_out(0)
    assert DeliveryException.objects.count() == 1
    heard(id, "attempt_failed")
    heard(id, "attempt_failed")
    assert [each.kind for each in DeliveryException.objects.order_by("id")] == ["no_scan", "failed"]


def test_what_carriers_and_people_say_goes_before_the_clock(shop: None) -> None:
    refusing, failing = every.DISPATCHED(2)
    later([refusing, failing])
    upkeep.look_out(0)
    heard(failing, "attempt_failed")
    heard(refusing, "refused")
    look_at_orders(world.orders_of([refusing]))
    assert kinds(refusing, failing) == ["refused", "failed"]
    assert world.state([refusing]) == ["coming_back"]
    world.all_done(receive_back([refusing], by=MEI))
    assert (astray(refusing).outcome, astray(failing).outcome) == ("returned", "")


def test_who_says_it_did_not_arrive_is_believed_until_they_say_it_did(shop: None) -> None:
    first, second = every.DISPATCHED(2)
    orders = world.orders_of([first, second])
    name = Shipment.objects.get(pk=first).number
    said = [
        NewFeedback(order=orders[0], kind=FeedbackKind.NOT_ARRIVED, words=name),
        NewFeedback(order=orders[1], kind=FeedbackKind.NOT_ARRIVED),
    ]
    world.all_done(record_feedback(said, by=ZOE))
    look_at_orders(orders)
    assert kinds(first, second) == ["disputed", "disputed"]
    heard(first, "delivered")
    assert world.state([first]) == ["delivered"]
    assert astray(first).closed_at is None
    world.all_done(deliver([second], by=ZOE))
    assert astray(second).outcome == "delivered"
    look_at_orders(orders)
    assert DeliveryException.objects.count() == 2


@pytest.mark.parametrize("by", [LIN, SYSTEM, ZOE])
def test_the_end_of_the_way_settles_the_case_in_the_same_breath(shop: None, by: Actor) -> None:
    (id,) = every.ASTRAY(1)
    (order,) = world.orders_of([id])
    with news() as came:
        world.all_done(deliver([id], by=by))
    assert [entry[2] for entry in came.journal] == ["deliver", "settle_exception"]
    assert astray(id).outcome == "delivered"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT was, now FROM journal WHERE order_id = %s ORDER BY seq DESC LIMIT 2", [order]
        )
        assert cursor.fetchall() == [("delivered", "delivered"), ("dispatched", "delivered")]


def test_a_loss_ends_it_too(shop: None) -> None:
    lost, intercepted = every.ASTRAY(2)
    world.all_done(lose([lost], by=BO, reason="承运商认赔"))
    assert astray(lost).outcome == "lost"
    world.all_done(come_back([intercepted], by=LIN, reason=ComeBackReason.INTERCEPTED))
    look_at_orders(world.orders_of([intercepted]))
    assert kinds(intercepted) == ["failed"]


def test_a_pickup_that_was_never_fetched_waits_for_its_customer_again(shop: None) -> None:
    (id,) = every.PICKUPS(1)
    world.all_done(collect([id], by=LIN))
    world.all_done(open_exception([id], by=ADA, kind=ExceptionKind.DISPUTED))
    world.all_done(undo_deliver([id], by=BO, reason="点错了"))
    assert (world.state([id]), astray(id).outcome) == (["issued"], "corrected")
