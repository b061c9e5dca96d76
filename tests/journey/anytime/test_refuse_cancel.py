"""Refusing a cancellation: too late, and the goods go out as planned."""

from gendan.journey.anytime.cancel import refuse_cancel, request_cancel
from gendan.journey.s5_dispatch.commands import dispatch
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import ADA, LIN, MEI
from tests.journey.facts import everything, holds, news, reason


def test_refuse_cancel_lets_the_parcel_go(shop: None) -> None:
    (made,) = world.issued()
    (id,) = world.orders_of([made])
    world.all_done(request_cancel([id], by=ADA))
    with news() as came:
        outcome = refuse_cancel([id], by=MEI, reason="车已开走")
    assert outcome == Outcome(done=(id,))
    assert came.journal == [(id, 9, "refuse_cancel", "order", id, "ready", "ready", "ready")]
    assert came.told == {("refuse_cancel", "order", id, who, 9) for who in ("customer", "sales")}
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


def test_who_was_refused_may_ask_again(shop: None) -> None:
    (id,) = world.orders_of(world.picking())
    for _ in range(2):
        world.all_done(request_cancel([id], by=ADA))
        world.all_done(refuse_cancel([id], by=MEI, reason="来不及"))
    assert holds(id) == []
