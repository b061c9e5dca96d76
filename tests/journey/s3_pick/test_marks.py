"""What an article asks for of each unit: lots, serial numbers, last days; and what boxes weigh."""

from datetime import UTC, date, datetime

import pytest

from gendan.journey.s3_pick.commands import Scan, pack, pick, pick_listed, stop_pick
from gendan.journey.s3_pick.marks import Marks
from gendan.journey.s6_deliver.commands import receive_back
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.picking.models import PickedSerial
from gendan.records.products.models import Product
from gendan.records.shipments.models import PickRecord
from tests import world
from tests.cast import MEI
from tests.journey.facts import box, everything, reason

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def asks(*what: str) -> None:
    Product.objects.filter(sku="tea").update(**{f"asks_{name}": True for name in what})


def scan(shipment: int, quantity: int = 1, **marks: object) -> Scan:
    return Scan(shipment=shipment, code="tea", quantity=quantity, marks=Marks(**marks))  # type: ignore[arg-type]


def test_the_record_keeps_what_a_unit_was_marked_with(shop: None) -> None:
    asks("lot", "serial", "expiry")
    (made,) = world.picking()
    world.all_done(pick([scan(made, lot="L1", serial="S1", expires_on=TODAY)], by=MEI, at=NOON))
    kept = PickRecord.objects.values_list("lot", "serial", "expires_on")
    assert list(kept) == [("L1", "S1", TODAY)]


@pytest.mark.parametrize(
    ("marks", "answer"),
    [
        ({}, refused(Refusal.MISSING, "lot")),
        ({"lot": "L1"}, refused(Refusal.MISSING, "serial")),
        ({"lot": "L1", "serial": "S1"}, refused(Refusal.MISSING, "expires_on")),
        (
            {"lot": "L1", "serial": "S1", "expires_on": date(2026, 3, 1)},
            refused(Refusal.EXPIRED_UNIT, "expires_on", sku="tea", given="2026-03-01"),
        ),
        (
            {"lot": "L1", "serial": "S1", "expires_on": TODAY, "quantity": 2},
            refused(Refusal.ASKED_OF_EACH, "serial", sku="tea"),
        ),
    ],
)
def test_a_unit_that_lacks_what_is_asked_or_is_expired_is_refused(
    shop: None, marks: dict[str, object], answer: object
) -> None:
    asks("lot", "serial", "expiry")
    (made,) = world.picking(quantity=2)
    before = everything()
    assert pick([scan(made, **marks)], by=MEI, at=NOON) == Outcome(refused={0: answer})  # type: ignore[arg-type, dict-item]
    assert everything() == before


def test_what_is_marked_cannot_be_counted_as_listed(shop: None) -> None:
    asks("lot")
    (made,) = world.picking()
    assert pick_listed([made], by=MEI) == Outcome(
        refused={made: refused(Refusal.ASKED_OF_EACH, "lot", sku="tea")}
    )


def test_a_serial_number_is_in_one_box(shop: None) -> None:
    asks("serial")
    one, other = world.picking(2, quantity=2)
    taken = refused(Refusal.SERIAL_TAKEN, "serial", given="S1")
    assert pick([scan(one, serial="S1"), scan(one, serial="S1")], by=MEI) == Outcome(
        (0,), {1: taken}
    )
    assert pick([scan(other, serial="S1"), scan(other, serial="S2")], by=MEI) == Outcome(
        (1,), {0: taken}
    )
    world.all_done(stop_pick([one], by=MEI))
    world.all_done(pick([scan(other, serial="S1")], by=MEI))


def test_a_serial_number_that_came_home_may_be_sold_again(shop: None) -> None:
    (made,) = world.coming_back()
    PickedSerial.objects.create(
        product_id=world.product("tea"), serial="S1", shipment_id=made, taken_at=NOON
    )
    world.all_done(receive_back([made], by=MEI))
    assert not PickedSerial.objects.filter(put_back_at=None).exists()


def test_a_box_that_weighs_too_much_is_opened_again(shop: None) -> None:
    Product.objects.filter(sku="tea").update(weight_grams=1_000)
    (made,) = world.picking(quantity=2)
    world.all_done(pick_listed([made], by=MEI))
    (id,) = world.orders_of([made])
    off = refused(Refusal.WEIGHT_OFF, "weight_grams", given=3_000, expected="1900–2600")
    assert pack([made], by=MEI, weight_grams={made: 3_000}) == Outcome(refused={made: off})
    assert pack([made], by=MEI, weight_grams={made: 3_000}, rechecked={made: " "}).refused
    world.all_done(
        pack([made], by=MEI, weight_grams={made: 3_000}, rechecked={made: "加了冰袋，两件都在"})
    )
    assert reason(id, "pack") == "加了冰袋，两件都在"
    assert box(made).weight_grams == 3_000


def test_a_box_of_something_whose_weight_nobody_knows_may_weigh_anything(shop: None) -> None:
    (made,) = world.picking()
    world.all_done(pick_listed([made], by=MEI))
    world.all_done(pack([made], by=MEI, weight_grams={made: 9_999_999}))
