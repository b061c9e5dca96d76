"""Unpacking: the box is open again and every unit is to be checked anew."""

from gendan.journey.s3_pick.commands import pack, pick_listed, unpack
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import MEI
from tests.journey.facts import box, everything, news, picked, stock
from tests.world import PLENTY


def test_unpack_opens_the_box_and_forgets_what_was_checked(shop: None) -> None:
    (made,) = world.packed(quantity=2)
    (id,) = world.orders_of([made])
    with news() as came:
        outcome = unpack([made], by=MEI)
    assert outcome == Outcome(done=(made,))
    assert came.journal == [(id, 7, "unpack", "shipment", made, "packed", "picking", "processing")]
    assert (came.told, came.moved) == (set(), [])
    assert [row[3] for row in picked(made)] == [2, -2]
    assert (box(made).packed_at, box(made).weight_grams) == (None, None)
    assert stock("tea") == (PLENTY, 2, 0)
    assert pack([made], by=MEI).reasons() == {made: Refusal.NOT_COMPLETE}
    world.all_done(pick_listed([made], by=MEI))
    world.all_done(pack([made], by=MEI))


def test_unpack_refuses_what_was_issued_and_unpacks_the_rest(shop: None) -> None:
    (out,) = world.issued()
    (closed,) = world.packed()
    assert unpack([out, closed], by=MEI) == Outcome(
        (closed,), {out: refused(Refusal.WRONG_STATE, state="shipment.issued")}
    )


def test_unpack_twice_unpacks_once(shop: None) -> None:
    (made,) = world.packed()
    world.all_done(unpack([made], by=MEI))
    before = everything()
    assert unpack([made], by=MEI) == Outcome(refused={made: refused(Refusal.ALREADY_DONE)})
    assert everything() == before
