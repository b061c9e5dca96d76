"""Losing: the claim is confirmed; the goods will not come."""

from gendan.journey.s6_deliver.commands import lose
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import BO
from tests.journey.facts import everything, news, reason, stock
from tests.world import PLENTY


def test_lose_closes_the_order_and_gives_up_the_goods(shop: None) -> None:
    (made,) = world.dispatched()
    (id,) = world.orders_of([made])
    with news() as came:
        outcome = lose([made], by=BO, reason="承运商认赔")
    assert outcome == Outcome(done=(made,))
    assert came.journal == [(id, 9, "lose", "shipment", made, "dispatched", "lost", "closed")]
    assert came.told == {
        ("lose", "shipment", made, who, 0) for who in ("sales", "service", "logistics")
    }
    assert (came.moved, stock("tea")) == ([], (PLENTY - 1, 0, 0))
    assert reason(id, "lose") == "承运商认赔"


def test_lose_refuses_what_arrived_and_gives_up_the_rest(shop: None) -> None:
    (there,) = world.delivered()
    (back,) = world.coming_back()
    assert lose([there, back], by=BO, reason="车祸") == Outcome(
        (back,), {there: refused(Refusal.WRONG_STATE, state="shipment.delivered")}
    )


def test_lose_twice_loses_once(shop: None) -> None:
    (made,) = world.lost()
    before = everything()
    assert lose([made], by=BO, reason="车祸") == Outcome(
        refused={made: refused(Refusal.ALREADY_DONE)}
    )
    assert everything() == before
