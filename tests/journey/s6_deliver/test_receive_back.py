"""Receiving back: each unit is inspected, and is on the shelf again or written off."""

from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s6_deliver.commands import come_back, receive_back
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import ComeBackReason
from tests import world
from tests.cast import LIN, MEI
from tests.journey.facts import changed, everything, lines, news, stock
from tests.world import PLENTY


def coming_back(**rest: object) -> int:
    (made,) = world.dispatched(**rest)  # type: ignore[arg-type]
    world.all_done(come_back([made], by=LIN, reason=ComeBackReason.REFUSED))
    return made


def test_receive_back_restocks_and_closes_the_order(shop: None) -> None:
    made = coming_back(quantity=2)
    (id,) = world.orders_of([made])
    with news() as came:
        outcome = receive_back([made], by=MEI)
    assert outcome == Outcome(done=(made,))
    assert came.journal == [
        (id, 10, "receive_back", "shipment", made, "coming_back", "returned", "closed")
    ]
    assert came.told == {("receive_back", "shipment", made, who, 0) for who in ("sales", "service")}
    assert came.moved == [("back", "tea", "W1", 2, 0, made)]
    assert stock("tea") == (PLENTY, 0, 0)
    assert lines(id) == [("tea", 2, 0, 0, 0, 2)]
    assert changed(id, "receive_back") == {"scrapped": {}}


def test_receive_back_writes_off_what_is_not_fit_to_be_sold(shop: None) -> None:
    twice = (
        NewLine(sku="tea", quantity=2),
        NewLine(sku="tea", quantity=1),
        NewLine(sku="cup", quantity=1),
    )
    made = coming_back(lines=twice)
    with news() as came:
        world.all_done(receive_back([made], by=MEI, scrapped={made: {"tea": 3, "cup": 0}}))
    assert sorted(came.moved) == [
        ("back", "cup", "W1", 1, 0, made),
        ("back", "tea", "W1", 1, 0, made),
        ("back", "tea", "W1", 2, 0, made),
        ("scrap", "tea", "W1", -3, 0, made),
    ]
    assert (stock("tea"), stock("cup")) == ((PLENTY - 3, 0, 0), (PLENTY, 0, 0))


def test_receive_back_refuses_what_does_not_balance_and_receives_the_rest(shop: None) -> None:
    more, less, other, good = (coming_back() for _ in range(4))
    (gone,) = world.dispatched()
    scrapped = {more: {"tea": 2}, less: {"tea": -1}, other: {"cup": 1}}
    assert receive_back([more, less, other, good, gone], by=MEI, scrapped=scrapped) == Outcome(
        (good,),
        {
            more: refused(Refusal.NOT_BALANCED, "scrapped", sku="tea"),
            less: refused(Refusal.NOT_BALANCED, "scrapped", sku="tea"),
            other: refused(Refusal.NOT_BALANCED, "scrapped", sku="cup"),
            gone: refused(Refusal.WRONG_STATE, state="shipment.dispatched"),
        },
    )
    assert stock("tea") == (PLENTY - 4, 0, 0)


def test_receive_back_twice_restocks_once(shop: None) -> None:
    (made,) = world.returned()
    before = everything()
    assert receive_back([made], by=MEI) == Outcome(refused={made: refused(Refusal.ALREADY_DONE)})
    assert everything() == before
