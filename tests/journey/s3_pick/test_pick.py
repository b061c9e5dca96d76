"""Picking: each unit is checked by its code, and the record says who took it from where."""

import pytest

from gendan.journey.anytime.cancel import request_cancel
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s3_pick.commands import Scan, pick, pick_listed
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.places.models import Bin
from gendan.records.stock.models import StockLevel
from tests import world
from tests.cast import ADA, MEI
from tests.journey.facts import changed, everything, news, picked, stock
from tests.world import GTINS, PLENTY

TWO = (NewLine(sku="tea", quantity=2), NewLine(sku="pot", quantity=1))


def test_pick_records_the_unit_its_code_and_its_bin(shop: None) -> None:
    (made,) = world.picking(lines=TWO)
    (id,) = world.orders_of([made])
    with news() as came:
        outcome = pick(
            [
                Scan(shipment=made, code=GTINS["tea"], bin="A-01"),
                Scan(shipment=made, code="pot", bin="B-07"),
            ],
            by=MEI,
        )
    assert outcome == Outcome(done=(0, 1))
    assert came.journal == [(id, 5, "pick", "shipment", made, "picking", "picking", "processing")]
    assert (came.told, came.moved) == (set(), [])
    assert changed(id, "pick") == [[GTINS["tea"], 1], ["pot", 1]]
    assert picked(made) == [
        ("tea", GTINS["tea"], "A-01", 1, "mei"),
        ("pot", "pot", "B-07", 1, "mei"),
    ]
    assert stock("tea") == (PLENTY, 2, 0)


def test_pick_refuses_a_wrong_unit_and_one_too_many_and_takes_the_rest(shop: None) -> None:
    (made,) = world.picking(lines=TWO)
    (waiting,) = world.to_pick()
    scans = [
        Scan(shipment=made, code="cup"),
        Scan(shipment=made, code="tea", quantity=2),
        Scan(shipment=made, code="tea"),
        Scan(shipment=made, code="pot", quantity=0),
        Scan(shipment=made, code="pot", quantity=-1),
        Scan(shipment=waiting, code="tea"),
        Scan(shipment=0, code="tea"),
    ]
    assert pick(scans, by=MEI) == Outcome(
        (1,),
        {
            0: refused(Refusal.WRONG_ITEM, "code", given="cup", expected="tea"),
            2: refused(Refusal.TOO_MANY, "quantity", sku="tea", expected=0, given=1),
            3: refused(Refusal.NOT_POSITIVE, "quantity", given=0),
            4: refused(Refusal.NOT_POSITIVE, "quantity", given=-1),
            5: refused(Refusal.WRONG_STATE, state="shipment.to_pick"),
            6: refused(Refusal.NOT_FOUND),
        },
    )
    assert picked(made) == [("tea", "tea", "", 2, "mei")]


def test_pick_twice_is_one_unit_too_many(shop: None) -> None:
    (made,) = world.picking()
    scan = Scan(shipment=made, code="tea")
    world.all_done(pick([scan], by=MEI))
    before = everything()
    assert pick([scan], by=MEI) == Outcome(
        refused={0: refused(Refusal.TOO_MANY, "quantity", sku="tea", expected=0, given=1)}
    )
    assert everything() == before


def test_pick_listed_records_all_that_is_open_with_its_usual_bin(shop: None) -> None:
    shelf = Bin.objects.create(warehouse_id=world.warehouse(), code="A-01", walk=1)
    StockLevel.objects.filter(product__sku="tea").update(bin=shelf)
    (made,) = world.picking(lines=TWO)
    world.all_done(pick([Scan(shipment=made, code="tea")], by=MEI))
    assert pick_listed([made], by=MEI) == Outcome(done=(made,))
    assert picked(made) == [
        ("tea", "tea", "", 1, "mei"),
        ("tea", "tea", "A-01", 1, "mei"),
        ("pot", "pot", "", 1, "mei"),
    ]


def test_pick_listed_twice_records_once(shop: None) -> None:
    (made,) = world.picking()
    world.all_done(pick_listed([made], by=MEI))
    before = everything()
    assert pick_listed([made], by=MEI) == Outcome(refused={made: refused(Refusal.ALREADY_DONE)})
    assert everything() == before


def test_units_of_two_lines_with_one_article_are_taken_in_turn(shop: None) -> None:
    twice = (NewLine(sku="tea", quantity=1), NewLine(sku="tea", quantity=2))
    (made,) = world.picking(lines=twice)
    world.all_done(pick([Scan(shipment=made, code="tea", quantity=3)], by=MEI))
    assert [row[3] for row in picked(made)] == [1, 2]


@pytest.mark.parametrize("code", ["6901234567892", "06901234567892", "006901234567892"])
def test_leading_zeros_of_a_gtin_do_not_matter(shop: None, code: str) -> None:
    (made,) = world.picking()
    assert pick([Scan(shipment=made, code=code)], by=MEI).done == (0,)


@pytest.mark.parametrize("code", ["", "0", "TEA", "6901234567893"])
def test_a_code_of_something_else_is_a_wrong_item(shop: None, code: str) -> None:
    (made,) = world.picking()
    assert pick([Scan(shipment=made, code=code)], by=MEI).reasons() == {0: Refusal.WRONG_ITEM}


def test_nothing_is_picked_while_a_cancellation_is_asked_for(shop: None) -> None:
    (made,) = world.picking()
    world.all_done(request_cancel(world.orders_of([made]), by=ADA))
    assert pick([Scan(shipment=made, code="tea")], by=MEI) == Outcome(
        refused={0: refused(Refusal.HELD, hold="cancel_requested")}
    )
