"""Rejecting: we cannot accept the order, and nothing of it stays behind."""

from gendan.journey.s2_review.commands import reject
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.cases.models import ShortageCase
from tests import world
from tests.cast import BO, SAM
from tests.journey.facts import everything, holds, lines, news, order, reason, stock
from tests.world import PLENTY


def test_reject_cancels_every_unit_and_tells_the_customer(shop: None) -> None:
    (id,) = world.placed(quantity=2, awaits_payment=True)
    with news() as came:
        outcome = reject([id], by=SAM, reason="地址不配送")
    assert outcome == Outcome(done=(id,))
    assert came.journal == [(id, 3, "reject", "order", id, "review", "cancelled", "cancelled")]
    assert came.told == {("reject", "order", id, "customer", 0)}
    assert reason(id, "reject") == "地址不配送"
    assert lines(id) == [("tea", 2, 2, 0, 0, 0)]
    assert (holds(id), order(id).due_at) == ([], None)


def test_reject_frees_what_a_short_order_was_promised(shop: None) -> None:
    world.receive("rare", 1)
    (id,) = world.confirmed(sku="rare", quantity=2)
    (made,) = world.boxes([id])
    with news() as came:
        world.all_done(reject([id], by=BO, reason="停售"))
    assert came.journal == [
        (id, 5, "reject", "order", id, "shortage", "cancelled", "cancelled"),
        (id, 6, "withdraw", "shipment", made, "to_pick", "cancelled", "cancelled"),
    ]
    assert (stock("rare"), holds(id)) == ((1, 0, 0), [])
    assert not ShortageCase.objects.filter(closed_at=None).exists()


def test_reject_refuses_what_is_promised_and_rejects_the_rest(shop: None) -> None:
    (promised,) = world.confirmed()
    (id,) = world.placed()
    assert reject([promised, id], by=SAM, reason="停售") == Outcome(
        (id,), {promised: refused(Refusal.WRONG_STATE, state="order.pending")}
    )
    assert stock("tea") == (PLENTY, 1, 0)


def test_reject_twice_rejects_once(shop: None) -> None:
    (id,) = world.placed()
    world.all_done(reject([id], by=SAM, reason="停售"))
    before = everything()
    assert reject([id], by=SAM, reason="停售") == Outcome(
        refused={id: refused(Refusal.WRONG_STATE, state="order.cancelled")}
    )
    assert everything() == before
