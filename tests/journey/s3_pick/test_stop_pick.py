"""Stopping: what was picked goes back to its place, and the work to the queue."""

from gendan.journey.s3_pick.commands import pick_listed, stop_pick
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import MEI
from tests.journey.facts import box, everything, news, picked, stock
from tests.world import PLENTY


def test_stop_pick_puts_everything_back_and_says_so(shop: None) -> None:
    (made,) = world.picking(quantity=2)
    (id,) = world.orders_of([made])
    world.all_done(pick_listed([made], by=MEI))
    with news() as came:
        outcome = stop_pick([made], by=MEI)
    assert outcome == Outcome(done=(made,))
    assert came.journal == [(id, 6, "stop_pick", "shipment", made, "picking", "to_pick", "pending")]
    assert (came.told, came.moved) == (set(), [])
    assert picked(made) == [("tea", "tea", "", 2, "mei"), ("tea", "tea", "", -2, "mei")]
    assert (box(made).picker_id, box(made).lines.get().picked) == (None, 0)
    assert stock("tea") == (PLENTY, 2, 0)


def test_stop_pick_refuses_a_closed_box_and_stops_the_rest(shop: None) -> None:
    (closed,) = world.packed()
    (open_,) = world.picking()
    assert stop_pick([closed, open_], by=MEI) == Outcome(
        (open_,), {closed: refused(Refusal.WRONG_STATE, state="shipment.packed")}
    )
    assert len(picked(closed)) == 1


def test_stop_pick_twice_puts_back_once(shop: None) -> None:
    (made,) = world.picking()
    world.all_done(stop_pick([made], by=MEI))
    before = everything()
    assert stop_pick([made], by=MEI).reasons() == {made: Refusal.ALREADY_DONE}
    assert everything() == before
