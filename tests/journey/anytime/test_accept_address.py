"""Accepting another address: it holds from now on, and the parcel needs a new label."""

from gendan.journey.anytime.address import NewAddress, accept_address, request_address
from gendan.journey.s4_issue.commands import issue
from gendan.journey.s5_dispatch.booking import book_waybill
from gendan.journey.s5_dispatch.commands import assign_waybill
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.shipments.models import Waybill
from tests import world
from tests.cast import ADA, LIN, MEI
from tests.journey.facts import box, changed, everything, holds, news, number, order
from tests.journey.s5_dispatch.test_book_waybill import bookable


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


def test_the_number_of_the_old_address_is_void_and_the_carrier_is_chosen_anew(shop: None) -> None:
    made, untouched = world.issued(2)
    parcels = world.parcels([made, untouched])
    world.all_done(assign_waybill(parcels, by=LIN))
    id = asked(world.orders_of([made])[0])
    world.all_done(accept_address([id], by=LIN))
    assert (box(made).waybill, box(made).carrier) == (None, None)
    old = Waybill.objects.get(number=parcels[0].number)
    assert (old.voided_by, old.replaced_by) == (LIN.name, None)
    found = changed(id, "accept_address")
    assert isinstance(found, dict)
    assert found["waybills"] == [[parcels[0].number], []]
    assert number(untouched) == parcels[1].number
    world.all_done(assign_waybill(world.parcels([made]), by=LIN))
    world.books_agree()


def test_it_waits_for_the_number_that_a_carrier_was_asked_for(shop: None) -> None:
    (made,) = bookable()
    world.all_done(book_waybill([made], by=LIN))
    id = asked(world.orders_of([made])[0])
    before = everything()
    assert accept_address([id], by=LIN) == Outcome(refused={id: refused(Refusal.NUMBER_ON_ITS_WAY)})
    assert everything() == before


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
