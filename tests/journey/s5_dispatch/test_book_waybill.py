"""A carrier's program is asked for numbers: outside any transaction, again while it is silent."""

import pytest
from pytest_django.fixtures import Settings

from gendan.config.carrier_program import served
from gendan.journey.anytime.address import NewAddress, accept_address, request_address
from gendan.journey.s5_dispatch import booking
from gendan.journey.s5_dispatch.booking import ATTEMPTS, CarrierSilent, book_waybill, carry_out
from gendan.journey.s5_dispatch.choosing import Choice, choose_carrier
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.sealing import sealed
from gendan.records.carriers.models import ACCOUNT, CarrierAccount
from gendan.records.dock.models import Booking
from gendan.records.parties.models import Carrier
from tests import world
from tests.cast import LIN, SAM
from tests.journey.facts import box, everything, number

DEAD = "http://127.0.0.1:9/"
KEY = "key-of-the-house"  # pragma: allowlist secret


@pytest.fixture(autouse=True)
def _inner_addresses(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW = ("127.0.0.1",)


def bookable(count: int = 1, url: str = DEAD, key: str = "") -> list[int]:
    CarrierAccount.objects.update_or_create(
        carrier=Carrier.objects.get(code="sf"),
        defaults={"adapter": "json", "url": url, "key": key and sealed(key, ACCOUNT)},
    )
    boxes = world.issued(count)
    choices = [Choice(shipment=id, carrier="sf") for id in boxes]
    world.all_done(choose_carrier(choices, by=LIN))
    return boxes


def results() -> list[tuple[str, int, str]]:
    found = Booking.objects.order_by("id").values_list("result", "attempts", "answer")
    return list(found)


def test_the_carrier_gives_a_number_for_each_and_the_same_for_the_same(shop: None) -> None:
    with served(KEY) as program:
        boxes = bookable(2, program.url, KEY)
        assert book_waybill(boxes, by=LIN) == Outcome(done=tuple(boxes))
        assert [box(id).waybill for id in boxes] == [None, None]
        carry_out(world.orders_of(boxes))
        numbers = [number(id) for id in boxes]
        assert len(set(numbers)) == 2
        assert all(n.startswith("SF") for n in numbers)
        assert results() == [("given", 1, numbers[0]), ("given", 1, numbers[1])]
        # The answer came, and the pull of a plug kept us from writing it down.
        Booking.objects.update(result="asked", answered_at=None)
        carry_out(world.orders_of(boxes))
        assert [number(id) for id in boxes] == numbers
    world.books_agree()


def test_a_parcel_with_another_address_gets_another_number(shop: None) -> None:
    with served(KEY) as program:
        (made,) = bookable(1, program.url, KEY)
        orders = world.orders_of([made])
        world.all_done(book_waybill([made], by=LIN))
        carry_out(orders)
        old = number(made)
        new = NewAddress(order=orders[0], consignee="李雷", phone="13900000000", street="新路 1 号")
        world.all_done(request_address([new], by=SAM))
        world.all_done(accept_address(orders, by=LIN))
        world.all_done(choose_carrier([Choice(shipment=made, carrier="sf")], by=LIN))
        world.all_done(book_waybill([made], by=LIN))
        carry_out(orders)
        assert number(made) != old
    world.books_agree()


def test_it_refuses_whom_nobody_can_ask_and_asks_for_the_rest(shop: None) -> None:
    (good,) = bookable()
    bare, ours = world.issued(2)
    world.all_done(choose_carrier([Choice(shipment=ours, carrier="van")], by=LIN))
    assert book_waybill([good, bare, ours], by=LIN) == Outcome(
        (good,),
        {
            bare: refused(Refusal.MISSING, "carrier"),
            ours: refused(Refusal.NO_ACCOUNT, "carrier", given="van"),
        },
    )


def test_twice_is_once(shop: None) -> None:
    boxes = bookable()
    world.all_done(book_waybill(boxes, by=LIN))
    before = everything()
    assert book_waybill(boxes, by=LIN).reasons() == {boxes[0]: Refusal.ALREADY_DONE}
    assert everything() == before


def test_a_refusal_of_the_carrier_is_kept_in_its_words(shop: None) -> None:
    with served(KEY, refuses="西湖区") as program:
        boxes = bookable(1, program.url, KEY)
        world.all_done(book_waybill(boxes, by=LIN))
        carry_out(world.orders_of(boxes))
    assert results() == [("refused", 1, "超出服务范围：西湖区")]
    assert box(boxes[0]).waybill is None
    world.all_done(book_waybill(boxes, by=LIN))  # once the cause is gone, it is asked again


def test_a_wrong_key_is_a_refusal_too(shop: None) -> None:
    with served(KEY) as program:
        boxes = bookable(1, program.url, "another")
        world.all_done(book_waybill(boxes, by=LIN))
        carry_out(world.orders_of(boxes))
    assert [(result, attempts) for result, attempts, _ in results()] == [("refused", 1)]


def test_a_silent_carrier_is_asked_again_and_at_last_given_up(shop: None) -> None:
    boxes = bookable(2)
    world.all_done(book_waybill(boxes, by=LIN))
    orders = world.orders_of(boxes)
    for _ in range(ATTEMPTS - 1):
        with pytest.raises(CarrierSilent):
            carry_out(orders)
    assert [result for result, *_ in results()] == ["asked", "asked"]
    carry_out(orders)
    assert [(result, attempts) for result, attempts, _ in results()] == [("refused", ATTEMPTS)] * 2
    assert booking.carry_out(orders) is None  # nothing is open any more
