"""Collecting: the customer fetches in the store what was made ready."""

from datetime import UTC, datetime

from gendan.journey.anytime.holds import hold
from gendan.journey.s6_deliver.commands import collect
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import SAM
from tests.journey.facts import box, everything, news, pickups

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def test_collect_hands_the_goods_over_without_a_carrier(shop: None) -> None:
    (made,) = pickups()
    (id,) = world.orders_of([made])
    with news() as came:
        outcome = collect([made], by=SAM, received_by="王小明", at=NOON)
    assert outcome == Outcome(done=(made,))
    assert came.journal == [
        (id, 8, "collect", "shipment", made, "issued", "delivered", "completed")
    ]
    assert came.told == {("collect", "shipment", made, who, 0) for who in ("customer", "service")}
    row = box(made)
    assert (row.delivered_at, row.handed_at, row.received_by) == (NOON, NOON, "王小明")
    assert row.waybill is None


def test_collect_refuses_what_goes_by_carrier_or_is_held_and_hands_over_the_rest(
    shop: None,
) -> None:
    (posted,) = world.issued()
    held, good = pickups(2)
    world.all_done(hold(world.orders_of([held]), by=SAM, reason="证件不符"))
    assert collect([posted, held, good], by=SAM) == Outcome(
        (good,),
        {
            posted: refused(Refusal.NOT_FOR_PICKUP),
            held: refused(Refusal.HELD, hold="manual"),
        },
    )
    assert (box(posted).handed_at, box(held).handed_at) == (None, None)


def test_collect_twice_hands_over_once(shop: None) -> None:
    (made,) = pickups()
    world.all_done(collect([made], by=SAM))
    before = everything()
    assert collect([made], by=SAM) == Outcome(refused={made: refused(Refusal.ALREADY_DONE)})
    assert everything() == before
