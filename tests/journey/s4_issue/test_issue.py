"""Goods issue: stock leaves the books, and a note 出库单 says so."""

from datetime import UTC, datetime, timedelta

from gendan.journey.anytime.address import NewAddress, request_address
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s4_issue.commands import issue
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import ADA, MEI
from tests.journey.facts import box, everything, news, stock
from tests.world import PLENTY

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def test_issue_moves_packed_shipments_and_takes_out_stock(shop: None) -> None:
    both = (NewLine(sku="tea", quantity=2), NewLine(sku="cup", quantity=1))
    (made,) = world.packed(lines=both)
    (id,) = world.orders_of([made])
    with news() as came:
        outcome = issue([made], by=MEI, at=NOON)
    assert outcome == Outcome(done=(made,))
    assert came.journal == [(id, 7, "issue", "shipment", made, "packed", "issued", "ready")]
    assert came.told == {("issue", "shipment", made, "logistics", 7)}
    assert sorted(came.moved) == [
        ("issue", "cup", "W1", -1, 0, made),
        ("issue", "tea", "W1", -2, 0, made),
    ]
    assert (stock("tea"), stock("cup")) == ((PLENTY - 2, 0, 0), (PLENTY - 1, 0, 0))
    row = box(made)
    assert (row.state, row.issued_at) == ("issued", NOON)
    assert (row.goods_issue_number or "").startswith("CK")
    assert row.acknowledge_by == NOON + timedelta(minutes=15)
    assert row.due_at == NOON + timedelta(hours=5)


def test_issue_refuses_what_may_not_leave_and_leaves_it_untouched(shop: None) -> None:
    open_, held, good = world.picking() + world.packed(2)
    elsewhere = NewAddress(
        order=world.orders_of([held])[0], consignee="李雷", phone="13900000000", street="新路 1 号"
    )
    world.all_done(request_address([elsewhere], by=ADA))
    assert issue([open_, held, good], by=MEI) == Outcome(
        (good,),
        {
            open_: refused(Refusal.WRONG_STATE, state="shipment.picking"),
            held: refused(Refusal.HELD, hold="address_requested"),
        },
    )
    assert (box(held).goods_issue_number, box(held).issued_at) == (None, None)
    assert stock("tea") == (PLENTY - 1, 2, 0)


def test_issue_twice_moves_once(shop: None) -> None:
    (made,) = world.issued()
    before = everything()
    assert issue([made, made], by=MEI) == Outcome(refused={made: refused(Refusal.ALREADY_DONE)})
    assert everything() == before


def test_each_note_has_a_number_of_its_own(shop: None) -> None:
    numbers = {box(made).goods_issue_number for made in world.issued(3)}
    assert len(numbers) == 3
