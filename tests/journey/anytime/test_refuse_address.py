"""Refusing another address: the parcel goes where it was addressed."""

from gendan.journey.anytime.address import NewAddress, refuse_address, request_address
from gendan.journey.s5_dispatch.commands import dispatch
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import ADA, LIN, MEI
from tests.journey.facts import everything, holds, news, order, reason


def asked(id: int) -> int:
    new = NewAddress(order=id, consignee="李雷", phone="13900000000", street="新路 1 号")
    world.all_done(request_address([new], by=ADA))
    return id


def test_refuse_address_lets_the_parcel_go_as_it_was_addressed(shop: None) -> None:
    (made,) = world.issued()
    id = asked(world.orders_of([made])[0])
    with news() as came:
        outcome = refuse_address([id], by=LIN, reason="面单已贴，车要走了")
    assert outcome == Outcome(done=(id,))
    assert came.journal == [(id, 9, "refuse_address", "order", id, "ready", "ready", "ready")]
    assert came.told == {("refuse_address", "order", id, who, 9) for who in ("customer", "sales")}
    assert reason(id, "refuse_address") == "面单已贴，车要走了"
    assert (order(id).consignee, holds(id)) == ("王小明", [])
    world.all_done(dispatch(world.parcels([made]), by=LIN))


def test_refuse_address_refuses_where_nobody_asked_and_answers_the_rest(shop: None) -> None:
    quiet, id = world.orders_of(world.picking(2))
    asked(id)
    assert refuse_address([quiet, id], by=MEI, reason="来不及") == Outcome(
        (id,), {quiet: refused(Refusal.NO_REQUEST)}
    )


def test_refuse_address_twice_answers_once(shop: None) -> None:
    id = asked(world.orders_of(world.picking())[0])
    world.all_done(refuse_address([id], by=MEI, reason="来不及"))
    before = everything()
    assert refuse_address([id], by=MEI, reason="来不及") == Outcome(
        refused={id: refused(Refusal.NO_REQUEST)}
    )
    assert everything() == before
