"""Undoing a delivery: recorded by mistake, and taken back within a day."""

from datetime import timedelta

import pytest

from gendan.journey.s6_deliver.commands import collect, deliver, undo_deliver
from gendan.journey.s6_deliver.feed import CarrierWord, follow_proposals, record_carrier_event
from gendan.kernel import clock
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import BO, CAL, LIN, SAM
from tests.journey.facts import box, everything, news, number, pickups, reason

HOUR = timedelta(hours=1)


def test_undo_deliver_puts_the_parcel_back_on_the_road(shop: None) -> None:
    (made,) = world.delivered()
    (id,) = world.orders_of([made])
    handed = box(made).handed_at
    with news() as came:
        outcome = undo_deliver([made], by=BO, reason="邻居代签，客户未收到")
    assert outcome == Outcome(done=(made,))
    assert came.journal == [
        (id, 10, "undo_deliver", "shipment", made, "delivered", "dispatched", "shipped")
    ]
    assert came.told == {("undo_deliver", "shipment", made, "logistics", 10)}
    assert reason(id, "undo_deliver") == "邻居代签，客户未收到"
    row = box(made)
    assert (row.delivered_at, row.received_by, row.handed_at) == (None, "", handed)
    assert row.due_at is not None


def test_undo_deliver_refuses_what_is_a_day_old_and_undoes_the_rest(shop: None) -> None:
    old, young, gone = world.dispatched(3)
    now = clock.now()
    at = {old: now - 24 * HOUR - HOUR / 60, young: now - 23 * HOUR}
    world.all_done(deliver([old, young], by=LIN, at=at))
    assert undo_deliver([old, young, gone], by=BO, reason="记错") == Outcome(
        (young,),
        {
            old: refused(Refusal.UNDO_TOO_LATE),
            gone: refused(Refusal.ALREADY_DONE),
        },
    )
    assert world.state([old, young]) == ["delivered", "dispatched"]


def test_undo_deliver_twice_undoes_once(shop: None) -> None:
    (made,) = world.delivered()
    world.all_done(undo_deliver([made], by=BO, reason="记错"))
    before = everything()
    assert undo_deliver([made], by=BO, reason="记错") == Outcome(
        refused={made: refused(Refusal.ALREADY_DONE)}
    )
    assert everything() == before


def test_what_was_not_collected_after_all_waits_in_the_store_again(shop: None) -> None:
    (made,) = pickups()
    world.all_done(collect([made], by=SAM))
    world.all_done(undo_deliver([made], by=BO, reason="拿错了单"))
    row = box(made)
    assert (row.state, row.delivered_at, row.handed_at) == ("issued", None, None)
    assert world.status(world.orders_of([made])) == ["ready"]
    world.all_done(collect([made], by=SAM))


@pytest.mark.parametrize("code", ["0", "5"])
def test_a_late_word_does_not_bring_the_denied_delivery_back(shop: None, code: str) -> None:
    """The carrier said “delivered” before; a supervisor knows better than that old word."""
    (made,) = world.dispatched()
    orders = world.orders_of([made])
    now = clock.now()
    told = CarrierWord(
        carrier="sf", number=number(made), key="3", at=now - HOUR, scheme="kuaidi100", code="3"
    )
    late = CarrierWord(
        carrier="sf", number=number(made), key=code, at=now - 2 * HOUR, scheme="kuaidi100",
        code=code,
    )  # fmt: skip
    world.all_done(record_carrier_event([told], by=CAL))
    follow_proposals(orders)
    assert world.state([made]) == ["delivered"]
    world.all_done(undo_deliver([made], by=BO, reason="邻居代签"))
    world.all_done(record_carrier_event([late], by=CAL))
    follow_proposals(orders)
    assert world.state([made]) == ["dispatched"]
