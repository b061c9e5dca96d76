"""Cancelling at once: nobody has begun to pick, so everything is free again."""

import pytest

from gendan.journey.anytime.cancel import cancel
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.cases.models import ShortageCase
from tests import world
from tests.cast import ADA, SAM, ZOE
from tests.journey.facts import boxes, everything, holds, lines, news, order, reason, stock
from tests.world import PLENTY


def test_cancel_withdraws_the_work_and_frees_the_goods(shop: None) -> None:
    (id,) = world.confirmed(quantity=2)
    (made,) = world.boxes([id])
    with news() as came:
        outcome = cancel([id], by=ADA, reason="不想要了")
    assert outcome == Outcome(done=(id,))
    assert came.journal == [
        (id, 4, "cancel", "order", id, "pending", "cancelled", "cancelled"),
        (id, 5, "withdraw", "shipment", made, "to_pick", "cancelled", "cancelled"),
    ]
    assert came.told == {
        ("cancel", "order", id, "customer", 0),
        ("cancel", "order", id, "warehouse", 0),
        ("withdraw", "shipment", made, "warehouse", 0),
    }
    assert came.moved == []
    assert reason(id, "cancel") == "不想要了"
    assert lines(id) == [("tea", 2, 2, 0, 0, 0)]
    assert (boxes(id), stock("tea")) == ([("-1", "W1", "cancelled", {})], (PLENTY, 0, 0))


def test_cancel_refuses_what_somebody_has_begun_and_cancels_the_rest(shop: None) -> None:
    (id,) = world.placed()
    begun = {
        "processing": world.orders_of(world.picking())[0],
        "ready": world.orders_of(world.issued())[0],
        "shipped": world.orders_of(world.dispatched())[0],
        "completed": world.orders_of(world.delivered())[0],
    }
    assert cancel([*begun.values(), id], by=SAM) == Outcome(
        (id,),
        {o: refused(Refusal.WRONG_STATE, state=f"order.{word}") for word, o in begun.items()},
    )
    assert world.status(list(begun.values())) == list(begun)


def test_cancel_twice_cancels_once(shop: None) -> None:
    (id,) = world.confirmed()
    world.all_done(cancel([id], by=ZOE))
    before = everything()
    assert cancel([id], by=ZOE) == Outcome(
        refused={id: refused(Refusal.WRONG_STATE, state="order.cancelled")}
    )
    assert everything() == before


@pytest.mark.parametrize("by", [ZOE, SAM, ADA])
def test_cancel_ends_the_case_and_every_hold(shop: None, by: Actor) -> None:
    world.receive("rare", 1)
    (short,) = world.confirmed(sku="rare", quantity=2)
    (unpaid,) = world.placed(awaits_payment=True)
    world.all_done(cancel([short, unpaid], by=by))
    assert (holds(short), holds(unpaid)) == ([], [])
    assert not ShortageCase.objects.filter(closed_at=None).exists()
    assert stock("rare") == (1, 0, 0)
    assert [order(id).due_at for id in (short, unpaid)] == [None, None]
