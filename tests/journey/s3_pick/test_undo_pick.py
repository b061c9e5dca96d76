"""Undoing a pick: what was scanned by mistake goes back, and the record says so."""

from gendan.journey.s3_pick.commands import Scan, pick, undo_pick
from gendan.journey.s3_pick.marks import Marks
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.products.models import Product
from tests import world
from tests.cast import MEI
from tests.journey.facts import changed, everything, news, picked


def test_undo_pick_answers_the_record_and_leaves_the_unit_to_be_picked(shop: None) -> None:
    (made,) = world.picking(quantity=2)
    (id,) = world.orders_of([made])
    world.all_done(pick([Scan(shipment=made, code="tea", quantity=2, bin="A-01")], by=MEI))
    with news() as came:
        outcome = undo_pick([Scan(shipment=made, code="tea", bin="A-01")], by=MEI)
    assert outcome == Outcome(done=(0,))
    assert came.journal == [
        (id, 6, "undo_pick", "shipment", made, "picking", "picking", "processing")
    ]
    assert changed(id, "undo_pick") == [["tea", 1]]
    assert picked(made) == [("tea", "tea", "A-01", 2, "mei"), ("tea", "tea", "A-01", -1, "mei")]
    world.all_done(pick([Scan(shipment=made, code="tea")], by=MEI))


def test_undo_pick_refuses_what_is_not_in_the_box(shop: None) -> None:
    (made,) = world.picking()
    scans = [
        Scan(shipment=made, code="tea"),
        Scan(shipment=made, code="cup"),
        Scan(shipment=made, code="tea", quantity=0),
    ]
    assert undo_pick(scans, by=MEI) == Outcome(
        refused={
            0: refused(Refusal.NOT_PICKED, "quantity", sku="tea", expected=0, given=1),
            1: refused(Refusal.UNKNOWN_LINE, "code", given="cup"),
            2: refused(Refusal.NOT_POSITIVE, "quantity", given=0),
        }
    )


def test_undo_pick_twice_takes_one_unit_back(shop: None) -> None:
    (made,) = world.picking()
    scan = Scan(shipment=made, code="tea")
    world.all_done(pick([scan], by=MEI))
    world.all_done(undo_pick([scan], by=MEI))
    before = everything()
    assert undo_pick([scan], by=MEI).reasons() == {0: Refusal.NOT_PICKED}
    assert everything() == before


def test_a_unit_with_a_serial_number_is_taken_back_by_it(shop: None) -> None:
    Product.objects.filter(sku="tea").update(asks_serial=True)
    one, other = world.picking(2)
    scan = Scan(shipment=one, code="tea", marks=Marks(serial="S1"))
    world.all_done(pick([scan], by=MEI))
    assert undo_pick([Scan(shipment=one, code="tea")], by=MEI).refused == {
        0: refused(Refusal.MISSING, "serial")
    }
    strange = Scan(shipment=one, code="tea", marks=Marks(serial="S2"))
    assert undo_pick([strange], by=MEI).reasons() == {0: Refusal.NOT_PICKED}
    world.all_done(undo_pick([scan], by=MEI))
    world.all_done(pick([Scan(shipment=other, code="tea", marks=Marks(serial="S1"))], by=MEI))
