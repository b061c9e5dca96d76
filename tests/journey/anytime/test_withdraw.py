"""Withdrawing a box: it will not go, and its units wait on their lines again."""

from gendan.journey.anytime.cancel import withdraw
from gendan.journey.s2_review.commands import confirm
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import MEI, SAM
from tests.journey.facts import boxes, everything, lines, news, order, picked, reason, stock
from tests.world import PLENTY


def test_withdraw_voids_the_box_and_gives_its_units_back_to_the_line(shop: None) -> None:
    (made,) = world.packed(quantity=2)
    (id,) = world.orders_of([made])
    with news() as came:
        outcome = withdraw([made], by=MEI, reason="箱子坏了")
    assert outcome == Outcome(done=(made,))
    assert came.journal == [(id, 7, "withdraw", "shipment", made, "packed", "cancelled", "review")]
    assert came.told == {("withdraw", "shipment", made, "warehouse", 0)}
    assert reason(id, "withdraw") == "箱子坏了"
    assert lines(id) == [("tea", 2, 0, 0, 0, 0)]
    assert [row[3] for row in picked(made)] == [2, -2]
    assert stock("tea") == (PLENTY, 0, 0)
    assert order(id).due_at is not None


def test_withdraw_refuses_what_was_issued_and_withdraws_the_rest(shop: None) -> None:
    (out,) = world.issued()
    (here,) = world.to_pick()
    assert withdraw([out, here], by=MEI, reason="箱子坏了") == Outcome(
        (here,), {out: refused(Refusal.WRONG_STATE, state="shipment.issued")}
    )


def test_withdraw_twice_withdraws_once(shop: None) -> None:
    (made,) = world.to_pick()
    world.all_done(withdraw([made], by=MEI, reason="箱子坏了"))
    before = everything()
    assert withdraw([made], by=MEI, reason="箱子坏了") == Outcome(
        refused={made: refused(Refusal.ALREADY_DONE)}
    )
    assert everything() == before


def test_the_order_is_confirmed_again_into_a_box_of_its_own_number(shop: None) -> None:
    (made,) = world.to_pick()
    (id,) = world.orders_of([made])
    world.all_done(withdraw([made], by=MEI, reason="箱子坏了"))
    world.all_done(confirm([id], by=SAM))
    assert boxes(id) == [("-1", "W1", "cancelled", {}), ("-2", "W1", "to_pick", {"tea": 1})]
    assert order(id).status == "pending"
