"""Splitting: units part before they meet different fates, and none is in two boxes."""

from datetime import UTC, datetime

import pytest

from gendan.journey.anytime.pauses import pause
from gendan.journey.anytime.split import Part, split
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s3_pick.commands import Scan, pick, stop_pick
from gendan.journey.s6_deliver.commands import come_back
from gendan.kernel.journal import JournalEntry
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.definition import PROCESS
from gendan.process.words import ComeBackReason, PauseReason
from gendan.records.shipments.models import ClockPause
from tests import world
from tests.cast import LIN, MEI
from tests.journey.facts import (
    box,
    boxes,
    contents,
    everything,
    line,
    lines,
    news,
    number,
    picked,
    stock,
)
from tests.world import PLENTY

BOTH = (NewLine(sku="tea", quantity=3), NewLine(sku="cup", quantity=1))


def part(shipment: int, **units: int) -> Part:
    (id,) = world.orders_of([shipment])
    return Part(shipment=shipment, units={line(id, sku): n for sku, n in units.items()})


def test_split_moves_units_into_a_box_of_their_own(shop: None) -> None:
    (made,) = world.to_pick(lines=BOTH)
    (id,) = world.orders_of([made])
    with news() as came:
        outcome = split([part(made, tea=2)], by=MEI)
    other = outcome.made[0]
    assert outcome == Outcome(done=(0,), made={0: other})
    assert came.journal == [
        (id, 4, "split", "shipment", made, "to_pick", "to_pick", "pending"),
        (id, 5, "split", "shipment", other, None, "to_pick", "pending"),
    ]
    assert (came.told, came.moved) == (set(), [])
    assert boxes(id) == [
        ("-1", "W1", "to_pick", {"tea": 1, "cup": 1}),
        ("-2", "W1", "to_pick", {"tea": 2}),
    ]
    assert lines(id) == [("tea", 3, 0, 0, 0, 3), ("cup", 1, 0, 0, 0, 1)]
    assert stock("tea") == (PLENTY, 3, 0)
    assert (box(other).due_at, box(other).acknowledge_by) == (
        box(made).due_at, box(made).acknowledge_by,
    )  # fmt: skip
    entry = JournalEntry.objects.get(order_id=id, seq=4)
    assert entry.changed == {"into": other, "units": {str(line(id, "tea")): 2}}


def test_split_refuses_parts_that_are_none_and_splits_the_rest(shop: None) -> None:
    good, whole, more, zero, again = world.to_pick(5, lines=BOTH)
    (gone,) = world.delivered()
    parts = [
        part(good, cup=1),
        part(whole, tea=3, cup=1),
        part(more, tea=4),
        part(zero, tea=0),
        Part(shipment=again, units={0: 1}),
        Part(shipment=again, units={}),
        part(good, tea=1),
        part(gone, tea=1),
    ]
    outcome = split(parts, by=MEI)
    assert outcome.done == (0,)
    assert outcome.refused == {
        1: refused(Refusal.NOTHING_LEFT, "units"),
        2: refused(Refusal.TOO_MANY, "units", sku="tea", expected=3, given=4),
        3: refused(Refusal.NOT_POSITIVE, "units", given=0),
        4: refused(Refusal.UNKNOWN_LINE, "units", given=0),
        5: refused(Refusal.REPEATED_IN_BATCH),
        6: refused(Refusal.REPEATED_IN_BATCH),
        7: refused(Refusal.WRONG_STATE, state="shipment.delivered"),
    }
    assert [contents(box) for box in (whole, more, zero, again)] == [{"tea": 3, "cup": 1}] * 4


def test_split_twice_is_two_parts_until_nothing_is_left_to_part(shop: None) -> None:
    (made,) = world.to_pick(quantity=3)
    (id,) = world.orders_of([made])
    world.all_done(split([part(made, tea=1)], by=MEI))
    world.all_done(split([part(made, tea=1)], by=MEI))
    before = everything()
    assert split([part(made, tea=1)], by=MEI) == Outcome(
        refused={0: refused(Refusal.NOTHING_LEFT, "units")}
    )
    assert everything() == before
    assert [row[0] for row in boxes(id)] == ["-1", "-2", "-3"]


@pytest.mark.parametrize("state", PROCESS.step("split").source)
def test_both_parts_stand_where_the_box_stood(shop: None, state: str) -> None:
    if state == "coming_back":
        made = coming_back()
    else:
        (made,) = world.SHIPMENTS[state](1, quantity=2)  # type: ignore[call-arg]
    (id,) = world.orders_of([made])
    (word,) = world.status([id])
    other = split([part(made, tea=1)], by=LIN).made[0]
    one, two = box(made), box(other)
    assert (one.state, two.state, world.status([id])) == (state, state, [word])
    assert (one.due_at, one.at_risk_at) == (two.due_at, two.at_risk_at)
    assert (one.waybill, one.handed_at) == (two.waybill, two.handed_at)
    assert (one.packed_at, one.issued_at) == (two.packed_at, two.issued_at)
    assert one.come_back_reason == two.come_back_reason
    numbers = {one.goods_issue_number, two.goods_issue_number}
    assert len(numbers) == 2 or numbers == {None}


def coming_back() -> int:
    (made,) = world.dispatched(quantity=2)
    world.all_done(come_back([made], by=LIN, reason=ComeBackReason.REFUSED))
    return made


def test_what_is_picked_goes_last_and_the_record_goes_with_it(shop: None) -> None:
    (made,) = world.picking(quantity=3)
    world.all_done(pick([Scan(shipment=made, code="tea", quantity=2, bin="A-1")], by=MEI))
    other = split([part(made, tea=2)], by=MEI).made[0]
    assert [box(id).lines.get().picked for id in (made, other)] == [1, 1]
    assert sum(row[3] for row in picked(made)) == 1  # type: ignore[misc]
    assert sum(row[3] for row in picked(other)) == 1  # type: ignore[misc]
    world.all_done(stop_pick([other], by=MEI))
    assert sum(row[3] for row in picked(other)) == 0  # type: ignore[misc]


def test_a_clock_that_stands_still_stands_still_for_both(shop: None) -> None:
    (made,) = world.to_pick(quantity=2)
    at = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
    world.all_done(pause([made], by=MEI, reason=PauseReason.CUSTOMER, at=at))
    other = split([part(made, tea=1)], by=MEI).made[0]
    assert box(other).paused_at == at
    (stands,) = ClockPause.objects.filter(shipment=other)
    assert (stands.since, stands.reason, stands.until) == (at, "customer", None)


def test_two_boxes_of_one_order_split_in_one_batch_have_numbers_of_their_own(shop: None) -> None:
    world.receive("rare", 2, "W2")
    two = (NewLine(sku="tea", quantity=2), NewLine(sku="rare", quantity=2))
    (id,) = world.confirmed(lines=two)
    first, second = world.boxes([id])
    outcome = split([part(second, rare=1), part(first, tea=1)], by=MEI)
    assert contents(outcome.made[0]) == {"rare": 1}
    assert contents(outcome.made[1]) == {"tea": 1}
    assert sorted(row[0] for row in boxes(id)) == ["-1", "-2", "-3", "-4"]


def test_one_parcel_in_two_boxes_travels_under_one_number(shop: None) -> None:
    (made,) = world.dispatched(quantity=2)
    other = split([part(made, tea=1)], by=LIN).made[0]
    assert number(made) == number(other)
