"""Delivery: the customer has the goods, and somebody can say so."""

from datetime import UTC, datetime

import pytest

from gendan.journey.s6_deliver.commands import deliver
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import BO, CAL, LIN, ZOE
from tests.journey.facts import box, everything, news, order

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def test_deliver_completes_the_order_and_tells_the_customer(shop: None) -> None:
    (made,) = world.dispatched()
    (id,) = world.orders_of([made])
    handed = box(made).handed_at
    with news() as came:
        outcome = deliver([made], by=LIN, received_by="门卫", at=NOON)
    assert outcome == Outcome(done=(made,))
    assert came.journal == [
        (id, 9, "deliver", "shipment", made, "dispatched", "delivered", "completed")
    ]
    assert came.told == {("deliver", "shipment", made, who, 0) for who in ("customer", "service")}
    assert came.moved == []
    row = box(made)
    assert (row.delivered_at, row.received_by, row.handed_at) == (NOON, "门卫", handed)
    assert (row.due_at, row.at_risk_at, row.acknowledge_by) == (None, None, None)
    assert (order(id).status, order(id).status_since) == ("completed", NOON)


def test_deliver_refuses_what_never_left_and_delivers_the_rest(shop: None) -> None:
    (here,) = world.issued()
    (back,) = world.coming_back()
    (gone,) = world.dispatched()
    assert deliver([here, back, gone, 0], by=LIN) == Outcome(
        (gone,),
        {
            here: refused(Refusal.WRONG_STATE, state="shipment.issued"),
            back: refused(Refusal.WRONG_STATE, state="shipment.coming_back"),
            0: refused(Refusal.NOT_FOUND),
        },
    )
    assert world.state([here, back, gone]) == ["issued", "coming_back", "delivered"]


def test_deliver_twice_delivers_once(shop: None) -> None:
    (made,) = world.delivered()
    before = everything()
    assert deliver([made], by=CAL) == Outcome(refused={made: refused(Refusal.ALREADY_DONE)})
    assert everything() == before


@pytest.mark.parametrize("by", [LIN, CAL, ZOE, BO])
def test_whoever_knows_may_say_it_arrived(shop: None, by: Actor) -> None:
    (made,) = world.dispatched()
    assert deliver([made], by=by).done == (made,)


def test_each_parcel_has_its_own_time(shop: None) -> None:
    one, two = world.dispatched(2)
    later = NOON.replace(hour=6)
    world.all_done(deliver([one, two], by=LIN, at={one: NOON, two: later}))
    assert (box(one).delivered_at, box(two).delivered_at) == (NOON, later)
