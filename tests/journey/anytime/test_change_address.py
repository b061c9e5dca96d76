"""Another address at once: nothing is packed yet."""

import pytest

from gendan.journey.anytime.address import NewAddress, change_address
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.records.places.models import Division
from tests import world
from tests.cast import ADA, ZOE
from tests.journey.facts import boxes, changed, everything, news, order


def to(id: int, **rest: object) -> NewAddress:
    usual: dict[str, object] = {
        "order": id,
        "consignee": "李雷",
        "phone": "139 0000 0000",
        "street": "新路 1 号",
    }
    return NewAddress(**(usual | rest))  # type: ignore[arg-type]


def test_change_address_sends_the_order_elsewhere_and_keeps_both(shop: None) -> None:
    (id,) = world.confirmed(street="文三路 1 号", phone="13800000000")
    Division.objects.create(code="310000", name="上海市", level=1)
    with news() as came:
        outcome = change_address(
            [to(id, division="310000", province="上海市", city="上海市", version=3)], by=ZOE
        )
    assert outcome == Outcome(done=(0,))
    assert came.journal == [(id, 4, "change_address", "order", id, "pending", "pending", "pending")]
    assert came.told == {("change_address", "order", id, "customer", 4)}
    row = order(id)
    assert (row.consignee, row.phone, row.street) == ("李雷", "+8613900000000", "新路 1 号")
    assert (row.division_id, row.province, row.city, row.district) == (
        "310000", "上海市", "上海市", "",
    )  # fmt: skip
    assert changed(id, "change_address") == {
        "consignee": ["王小明", "李雷"],
        "phone": ["+8613800000000", "+8613900000000"],
        "division_id": [None, "310000"],
        "province": ["浙江省", "上海市"],
        "city": ["杭州市", "上海市"],
        "district": ["西湖区", ""],
        "street": ["文三路 1 号", "新路 1 号"],
    }
    assert boxes(id) == [("-1", "W1", "to_pick", {"tea": 1})]


FAULTS: list[tuple[dict[str, object], Refused]] = [
    ({"version": 1}, refused(Refusal.STALE, "version")),
    ({"consignee": " "}, refused(Refusal.MISSING, "consignee")),
    ({"street": ""}, refused(Refusal.MISSING, "street")),
    ({"division": "999999"}, refused(Refusal.BAD_CHOICE, "division", given="999999")),
    ({"phone": ""}, refused(Refusal.BAD_PHONE, "phone", given="")),
    ({"phone": "x"}, refused(Refusal.BAD_PHONE, "phone", given="x")),
    ({"street": "街" * 2_001}, refused(Refusal.TOO_LONG, "street", given=2_000)),
    ({"division": "\0"}, refused(Refusal.BAD_CHOICE, "division", given="\0")),
]


@pytest.mark.parametrize(("wrong", "why"), FAULTS)
def test_change_address_refuses_what_is_none_and_changes_the_rest(
    shop: None, wrong: dict[str, object], why: Refused
) -> None:
    id, other = world.confirmed(2)
    assert change_address([to(id, **wrong), to(other)], by=ADA) == Outcome((1,), {0: why})
    assert (order(id).consignee, order(other).consignee) == ("王小明", "李雷")


def test_change_address_is_too_late_once_somebody_picks(shop: None) -> None:
    (id,) = world.orders_of(world.picking())
    assert change_address([to(id)], by=ADA) == Outcome(
        refused={0: refused(Refusal.WRONG_STATE, state="order.processing")}
    )


def test_change_address_twice_in_a_batch_is_one_too_many(shop: None) -> None:
    (id,) = world.placed()
    outcome = change_address([to(id), to(id, street="旧路 2 号")], by=ADA)
    assert outcome == Outcome((0,), {1: refused(Refusal.REPEATED_IN_BATCH)})
    assert order(id).street == "新路 1 号"


def test_change_address_twice_ends_at_the_same_place(shop: None) -> None:
    (id,) = world.placed()
    world.all_done(change_address([to(id)], by=ADA))
    before = everything()
    assert change_address([to(id)], by=ADA) == Outcome(
        refused={0: refused(Refusal.NOTHING_CHANGES)}
    )
    assert everything() == before
