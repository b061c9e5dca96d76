"""Reversing an issue: the box did not leave, its goods are on the books and still promised."""

from gendan.journey.s4_issue.commands import issue, reverse_issue
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import MEI
from tests.journey.facts import box, everything, news, stock
from tests.world import PLENTY


def test_reverse_issue_puts_the_stock_back_and_keeps_it_reserved(shop: None) -> None:
    (made,) = world.issued(quantity=2)
    (id,) = world.orders_of([made])
    with news() as came:
        outcome = reverse_issue([made], by=MEI)
    assert outcome == Outcome(done=(made,))
    assert came.journal == [
        (id, 8, "reverse_issue", "shipment", made, "issued", "packed", "processing")
    ]
    assert came.told == {("reverse_issue", "shipment", made, "logistics", 8)}
    assert came.moved == [("reverse_issue", "tea", "W1", 2, 0, made)]
    assert stock("tea") == (PLENTY, 2, 0)


def test_reverse_issue_refuses_what_is_on_the_road_and_reverses_the_rest(shop: None) -> None:
    (gone,) = world.dispatched()
    (here,) = world.issued()
    assert reverse_issue([gone, here], by=MEI) == Outcome(
        (here,), {gone: refused(Refusal.WRONG_STATE, state="shipment.dispatched")}
    )
    assert stock("tea") == (PLENTY - 1, 1, 0)


def test_reverse_issue_twice_reverses_once(shop: None) -> None:
    (made,) = world.issued()
    world.all_done(reverse_issue([made], by=MEI))
    before = everything()
    assert reverse_issue([made], by=MEI) == Outcome(refused={made: refused(Refusal.ALREADY_DONE)})
    assert everything() == before


def test_a_box_issued_again_has_a_new_note(shop: None) -> None:
    (made,) = world.issued()
    first = box(made).goods_issue_number
    world.all_done(reverse_issue([made], by=MEI))
    world.all_done(issue([made], by=MEI))
    assert box(made).goods_issue_number not in (None, first)
    assert stock("tea") == (PLENTY - 1, 0, 0)
