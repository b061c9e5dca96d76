"""Refusing a cancellation: too late, and the goods go out as planned."""

from gendan.journey.anytime.cancel import refuse_cancel, request_cancel
from gendan.journey.s2_review.shortage import Choice, decide
from gendan.journey.s3_pick.commands import start_pick
from gendan.journey.s3_pick.short import Short, report_short
from gendan.journey.s5_dispatch.commands import dispatch
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import Decision, ShortReason
from tests import world
from tests.cast import ADA, LIN, MEI, SAM
from tests.journey.facts import box, everything, holds, news, reason


def test_refuse_cancel_lets_the_parcel_go(shop: None) -> None:
    (made,) = world.issued()
    (id,) = world.orders_of([made])
    world.all_done(request_cancel([id], by=ADA))
    with news() as came:
        outcome = refuse_cancel([id], by=MEI, reason="车已开走")
    assert outcome == Outcome(done=(id,))
    assert came.journal == [(id, 9, "refuse_cancel", "order", id, "ready", "ready", "ready")]
    assert came.told == {
        ("refuse_cancel", "order", id, who, 9) for who in ("customer", "sales", "logistics")
    }
    assert reason(id, "refuse_cancel") == "车已开走"
    assert holds(id) == []
    world.all_done(dispatch(world.parcels([made]), by=LIN))


def test_refuse_cancel_refuses_where_nobody_asked_and_answers_the_rest(shop: None) -> None:
    quiet, id = world.orders_of(world.picking(2))
    world.all_done(request_cancel([id], by=ADA))
    assert refuse_cancel([quiet, id], by=MEI, reason="来不及") == Outcome(
        (id,), {quiet: refused(Refusal.NO_REQUEST)}
    )


def test_refuse_cancel_twice_answers_once(shop: None) -> None:
    (id,) = world.orders_of(world.picking())
    world.all_done(request_cancel([id], by=ADA))
    world.all_done(refuse_cancel([id], by=MEI, reason="来不及"))
    before = everything()
    assert refuse_cancel([id], by=MEI, reason="来不及") == Outcome(
        refused={id: refused(Refusal.NO_REQUEST)}
    )
    assert everything() == before


def test_a_request_is_answered_even_when_nothing_is_left_to_cancel(shop: None) -> None:
    """What was not on the road was given up meanwhile for another reason."""
    (id,) = world.partly_shipped()
    (waiting,) = [made for made in world.boxes([id]) if box(made).state == "to_pick"]
    world.all_done(start_pick([waiting], by=MEI))
    missing = Short(shipment=waiting, code="rare", quantity=1, reason=ShortReason.NOT_FOUND)
    world.all_done(report_short([missing], by=MEI))
    world.all_done(request_cancel([id], by=ADA))
    less = Choice(order=id, decision=Decision.REDUCE, note="电话")
    world.all_done(decide([less], by=SAM))
    assert (world.status([id]), holds(id)) == (["shipped"], ["cancel_requested"])
    world.all_done(refuse_cancel([id], by=MEI, reason="已在路上"))
    assert holds(id) == []


def test_who_was_refused_may_ask_again(shop: None) -> None:
    (id,) = world.orders_of(world.picking())
    for _ in range(2):
        world.all_done(request_cancel([id], by=ADA))
        world.all_done(refuse_cancel([id], by=MEI, reason="来不及"))
    assert holds(id) == []
