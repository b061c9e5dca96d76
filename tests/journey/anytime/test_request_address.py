"""Asking for another address: it is being picked, and does not leave until it is answered."""

import pytest

from gendan.journey.anytime.address import NewAddress, request_address
from gendan.journey.s3_pick.commands import pack, pick_listed
from gendan.journey.s4_issue.commands import issue
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.orders.models import Hold
from tests import world
from tests.cast import ADA, MEI, ZOE
from tests.journey.facts import everything, holds, news, order


def to(id: int, **rest: object) -> NewAddress:
    usual = {"order": id, "consignee": "李雷", "phone": "13900000000", "street": "新路 1 号"}
    return NewAddress(**(usual | rest))  # type: ignore[arg-type]


def test_request_address_stops_the_parcel_at_the_door(shop: None) -> None:
    (made,) = world.picking()
    (id,) = world.orders_of([made])
    with news() as came:
        outcome = request_address([to(id)], by=ZOE)
    assert outcome == Outcome(done=(0,))
    assert came.journal == [
        (id, 5, "request_address", "order", id, "processing", "processing", "processing")
    ]
    assert came.told == {
        ("request_address", "order", id, who, 5) for who in ("warehouse", "logistics")
    }
    (hold,) = Hold.objects.filter(order=id)
    assert (hold.kind, hold.blocks) == ("address_requested", ["issue", "dispatch"])
    assert hold.wanted == {
        "order": id, "consignee": "李雷", "phone": "13900000000", "street": "新路 1 号",
        "division": None, "province": "", "city": "", "district": "", "version": None,
    }  # fmt: skip
    assert order(id).consignee == "王小明"
    world.all_done(pick_listed([made], by=MEI))
    world.all_done(pack([made], by=MEI))
    assert issue([made], by=MEI).reasons() == {made: Refusal.HELD}


def test_request_address_refuses_what_can_be_changed_at_once_or_no_more(shop: None) -> None:
    (early,) = world.confirmed()
    (late,) = world.orders_of(world.dispatched())
    id, wrong = world.orders_of(world.issued(2))
    outcome = request_address([to(early), to(late), to(wrong, phone="x"), to(id)], by=ADA)
    assert outcome == Outcome(
        (3,),
        {
            0: refused(Refusal.WRONG_STATE, state="order.pending"),
            1: refused(Refusal.WRONG_STATE, state="order.shipped"),
            2: refused(Refusal.BAD_PHONE, "phone", given="x"),
        },
    )
    assert [holds(order) for order in (early, late, wrong)] == [[], [], []]


@pytest.mark.parametrize("street", ["新路 1 号", "旧路 2 号"])
def test_request_address_twice_asks_once(shop: None, street: str) -> None:
    (id,) = world.orders_of(world.picking())
    world.all_done(request_address([to(id)], by=ZOE))
    before = everything()
    assert request_address([to(id, street=street)], by=ADA) == Outcome(
        refused={0: refused(Refusal.ALREADY_DONE)}
    )
    assert everything() == before
