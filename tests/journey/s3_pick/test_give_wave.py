"""Giving a wave: somebody else walks it; its number and its slots stay."""

from gendan.journey.s3_pick.commands import start_pick
from gendan.journey.s3_pick.waves import give_wave, plan_wave
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.picking.models import Wave
from tests import world
from tests.calls import colleague
from tests.cast import MEI
from tests.journey.facts import changed, everything
from tests.journey.s3_pick.test_plan_wave import slots


def test_give_wave_changes_who_walks_and_nothing_else(shop: None) -> None:
    first, second = world.to_pick(2)
    world.all_done(plan_wave([first, second], by=MEI))
    before = slots()
    assert give_wave([first, second], by=MEI, to=colleague()) == Outcome(done=(first, second))
    assert slots() == before
    (wave,) = Wave.objects.all()
    assert wave.picker_id == colleague()
    (order, _) = world.orders_of([first, second])
    noted = {"wave": wave.number, "slot": 1, "picker": colleague()}
    assert changed(order, "plan_wave") == noted
    world.all_done(give_wave([first, second], by=MEI))
    assert Wave.objects.get().picker_id is None


def test_give_wave_refuses_what_is_in_none_or_begun_and_who_is_a_stranger(shop: None) -> None:
    alone, waved, begun = world.to_pick(3)
    world.all_done(plan_wave([waved, begun], by=MEI))
    world.all_done(start_pick([begun], by=MEI))
    other = colleague()
    before = everything()
    assert give_wave([alone, waved], by=MEI, to=-1).reasons() == {
        alone: Refusal.UNKNOWN_PERSON,
        waved: Refusal.UNKNOWN_PERSON,
    }
    assert give_wave([alone, begun], by=MEI, to=other).refused == {
        alone: refused(Refusal.NOT_IN_WAVE),
        begun: refused(Refusal.WRONG_STATE, state="shipment.picking"),
    }
    assert everything() == before


def test_give_wave_twice_ends_with_the_same_person(shop: None) -> None:
    (made,) = world.to_pick()
    world.all_done(plan_wave([made], by=MEI))
    for _ in range(2):
        world.all_done(give_wave([made], by=MEI, to=colleague()))
    assert Wave.objects.get().picker_id == colleague()
