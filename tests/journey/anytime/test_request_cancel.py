"""Asking to cancel: the warehouse has begun, and nothing goes on until it answers."""

from gendan.journey.anytime.cancel import request_cancel
from gendan.journey.s3_pick.commands import pick_listed
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.orders.models import Hold
from tests import world
from tests.cast import ADA, MEI, ZOE
from tests.journey.facts import everything, holds, news, order, reason


def test_request_cancel_holds_the_parcel_and_tells_who_can_stop_it(shop: None) -> None:
    (made,) = world.picking()
    (id,) = world.orders_of([made])
    with news() as came:
        outcome = request_cancel([id], by=ZOE, reason="买错了")
    assert outcome == Outcome(done=(id,))
    assert came.journal == [
        (id, 5, "request_cancel", "order", id, "processing", "processing", "processing")
    ]
    assert came.told == {
        ("request_cancel", "order", id, who, 5) for who in ("warehouse", "logistics")
    }
    (hold,) = Hold.objects.filter(order=id)
    assert (hold.kind, hold.reason, hold.opened_by) == ("cancel_requested", "买错了", "zoe")
    steps = ["start_pick", "pick", "pack", "issue", "dispatch", "make_ready", "collect"]
    assert hold.blocks == steps
    assert reason(id, "request_cancel") == "买错了"
    assert pick_listed([made], by=MEI).reasons() == {made: Refusal.HELD}


def test_request_cancel_refuses_what_can_be_cancelled_at_once_or_no_more(shop: None) -> None:
    (early,) = world.confirmed()
    (late,) = world.orders_of(world.dispatched())
    (id,) = world.orders_of(world.issued())
    assert request_cancel([early, late, id], by=ADA) == Outcome(
        (id,),
        {
            early: refused(Refusal.WRONG_STATE, state="order.pending"),
            late: refused(Refusal.WRONG_STATE, state="order.shipped"),
        },
    )
    assert (holds(early), holds(late)) == ([], [])


def test_request_cancel_twice_asks_once(shop: None) -> None:
    (id,) = world.orders_of(world.picking())
    world.all_done(request_cancel([id], by=ZOE))
    before = everything()
    assert request_cancel([id], by=ADA) == Outcome(refused={id: refused(Refusal.ALREADY_DONE)})
    assert everything() == before


def test_part_of_an_order_that_has_not_left_yet_may_be_stopped(shop: None) -> None:
    (id,) = world.partly_shipped()
    assert request_cancel([id], by=ADA).done == (id,)
    assert (order(id).status, holds(id)) == ("partly_shipped", ["cancel_requested"])
