"""Packing: a box is closed when every unit in it was checked."""

from datetime import UTC, datetime

from gendan.journey.anytime.cancel import request_cancel
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s3_pick.commands import Scan, pack, pick, pick_listed
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import ADA, MEI
from tests.journey.facts import box, everything, news, stock
from tests.world import PLENTY

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def test_pack_closes_the_box_and_promises_the_next_collection(shop: None) -> None:
    (made,) = world.picking()
    (id,) = world.orders_of([made])
    world.all_done(pick_listed([made], by=MEI))
    with news() as came:
        outcome = pack([made], by=MEI, weight_grams={made: 480}, at=NOON)
    assert outcome == Outcome(done=(made,))
    assert came.journal == [(id, 6, "pack", "shipment", made, "picking", "packed", "processing")]
    assert (came.told, came.moved) == (set(), [])
    row = box(made)
    assert (row.state, row.packed_at, row.weight_grams) == ("packed", NOON, 480)
    # Packed at noon; the carriers come at 17:00, three quarters of the way is 15:45.
    assert row.due_at == NOON.replace(hour=9)
    assert row.at_risk_at == NOON.replace(hour=7, minute=45)
    assert stock("tea") == (PLENTY, 1, 0)


def test_pack_refuses_what_is_not_complete_and_packs_the_rest(shop: None) -> None:
    both = (NewLine(sku="tea", quantity=1), NewLine(sku="cup", quantity=3))
    partly, full = world.picking(lines=both) + world.picking()
    world.all_done(pick([Scan(shipment=partly, code="tea")], by=MEI))
    world.all_done(pick([Scan(shipment=partly, code="cup")], by=MEI))
    world.all_done(pick_listed([full], by=MEI))
    assert pack([partly, full], by=MEI) == Outcome(
        (full,), {partly: refused(Refusal.NOT_COMPLETE, sku="cup", expected=2)}
    )
    assert box(partly).packed_at is None


def test_pack_twice_packs_once(shop: None) -> None:
    (made,) = world.packed()
    before = everything()
    assert pack([made], by=MEI) == Outcome(refused={made: refused(Refusal.ALREADY_DONE)})
    assert everything() == before


def test_no_box_is_closed_while_a_cancellation_is_asked_for(shop: None) -> None:
    (made,) = world.picking()
    world.all_done(pick_listed([made], by=MEI))
    world.all_done(request_cancel(world.orders_of([made]), by=ADA))
    assert pack([made], by=MEI) == Outcome(
        refused={made: refused(Refusal.HELD, hold="cancel_requested")}
    )
