"""Accepting another address: it holds from now on, and the parcel needs a new label."""

from gendan.journey.anytime.address import NewAddress, accept_address, request_address
from gendan.journey.s4_issue.commands import issue
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import ADA, LIN, MEI
from tests.journey.facts import changed, everything, holds, news, order


def asked(id: int) -> int:
    new = NewAddress(order=id, consignee="李雷", phone="13900000000", street="新路 1 号")
    world.all_done(request_address([new], by=ADA))
    return id


def test_accept_address_changes_it_and_lets_the_parcel_go(shop: None) -> None:
    (made,) = world.packed(street="文三路 1 号")
    id = asked(world.orders_of([made])[0])
    with news() as came:
        outcome = accept_address([id], by=LIN)
    assert outcome == Outcome(done=(id,))
    assert came.journal == [
        (id, 8, "accept_address", "order", id, "processing", "processing", "processing")
    ]
    assert came.told == {("accept_address", "order", id, "customer", 8)}
    assert (order(id).consignee, order(id).street) == ("李雷", "新路 1 号")
    found = changed(id, "accept_address")
    assert isinstance(found, dict)
    assert found["street"] == ["文三路 1 号", "新路 1 号"]
    assert holds(id) == []
    world.all_done(issue([made], by=MEI))


def test_accept_address_refuses_where_nobody_asked_and_accepts_the_rest(shop: None) -> None:
    quiet, id = world.orders_of(world.picking(2))
    asked(id)
    assert accept_address([quiet, id], by=MEI) == Outcome(
        (id,), {quiet: refused(Refusal.NO_REQUEST)}
    )


def test_accept_address_twice_changes_once(shop: None) -> None:
    id = asked(world.orders_of(world.picking())[0])
    world.all_done(accept_address([id], by=MEI))
    before = everything()
    assert accept_address([id], by=MEI) == Outcome(refused={id: refused(Refusal.NO_REQUEST)})
    assert everything() == before
