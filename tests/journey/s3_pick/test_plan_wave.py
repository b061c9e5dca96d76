"""Planning a wave: shipments of one warehouse are picked in one walk, each in a slot of its own."""

from gendan.journey.anytime.cancel import cancel
from gendan.journey.s3_pick.commands import pack, pick_listed, start_pick, stop_pick, unpack
from gendan.journey.s3_pick.waves import plan_wave
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.picking.models import Wave, WaveShipment
from tests import world
from tests.calls import colleague
from tests.cast import ADA, MEI
from tests.journey.facts import changed, everything, news


def slots() -> dict[int, tuple[str, int]]:
    """By shipment that is in an open wave, the wave and its slot."""
    found = WaveShipment.objects.filter(left_at=None)
    return {
        shipment: (wave, slot)
        for shipment, wave, slot in found.values_list("shipment", "wave__number", "slot")
    }


def test_plan_wave_gives_slots_in_the_order_asked_and_says_who_walks(shop: None) -> None:
    first, second = world.to_pick(2)
    orders = world.orders_of([first, second])
    with news() as came:
        outcome = plan_wave([second, first], by=MEI, to=colleague())
    assert set(outcome.done) == {first, second}
    (wave,) = Wave.objects.all()
    assert (wave.made_by, wave.picker_id) == ("mei", colleague())
    assert slots() == {second: (wave.number, 1), first: (wave.number, 2)}
    assert [(row[0], row[2], row[6]) for row in came.journal] == [
        (order, "plan_wave", "to_pick") for order in orders
    ]
    assert changed(orders[1], "plan_wave") == {"wave": wave.number, "slot": 1}


def test_plan_wave_makes_one_of_each_warehouse(shop: None) -> None:
    world.receive("rare", 1, "W2")
    here, there = world.to_pick(), world.to_pick(sku="rare")
    world.all_done(plan_wave(here + there, by=MEI))
    found = Wave.objects.order_by("warehouse__code").values_list("warehouse__code", "parts__slot")
    assert list(found) == [("W1", 1), ("W2", 1)]


def test_plan_wave_refuses_what_is_in_one_or_not_there_to_be_picked(shop: None) -> None:
    (waiting, waved), (taken,) = world.to_pick(2), world.picking()
    world.all_done(plan_wave([waved], by=MEI))
    assert plan_wave([waiting, waved, taken], by=MEI) == Outcome(
        (waiting,),
        {
            waved: refused(Refusal.IN_WAVE, given=slots()[waved][0]),
            taken: refused(Refusal.WRONG_STATE, state="shipment.picking"),
        },
    )
    assert plan_wave(world.to_pick(), by=MEI, to=-1).reasons().popitem()[1] is (
        Refusal.UNKNOWN_PERSON
    )


def test_plan_wave_twice_makes_one(shop: None) -> None:
    (made,) = world.to_pick()
    world.all_done(plan_wave([made], by=MEI))
    before = everything()
    assert plan_wave([made], by=MEI).reasons() == {made: Refusal.IN_WAVE}
    assert everything() == before


def test_a_shipment_leaves_its_wave_when_it_is_packed_or_goes_back(shop: None) -> None:
    packed, back, gone, stays = world.to_pick(4)
    world.all_done(plan_wave([packed, back, gone, stays], by=MEI))
    world.all_done(start_pick([packed, back, stays], by=MEI))
    assert set(slots()) == {packed, back, gone, stays}
    world.all_done(pick_listed([packed], by=MEI))
    world.all_done(pack([packed], by=MEI))
    world.all_done(stop_pick([back], by=MEI))
    world.all_done(cancel(world.orders_of([gone]), by=ADA))
    assert set(slots()) == {stays}
    world.all_done(unpack([packed], by=MEI))
    assert set(slots()) == {stays}
