"""Leaving a wave: a shipment is picked by itself instead."""

from gendan.journey.s3_pick.commands import start_pick
from gendan.journey.s3_pick.waves import leave_wave, plan_wave
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from tests import world
from tests.cast import MEI
from tests.journey.facts import box, everything
from tests.journey.s3_pick.test_plan_wave import slots


def test_leave_wave_lets_the_others_stay(shop: None) -> None:
    waiting, taken, stays = world.to_pick(3)
    world.all_done(plan_wave([waiting, taken, stays], by=MEI))
    world.all_done(start_pick([taken], by=MEI))
    assert leave_wave([waiting, taken], by=MEI) == Outcome(done=(waiting, taken))
    assert set(slots()) == {stays}
    assert (box(waiting).state, box(taken).state) == ("to_pick", "picking")
    world.all_done(plan_wave([waiting], by=MEI))
    assert set(slots()) == {stays, waiting}


def test_leave_wave_refuses_what_is_in_none(shop: None) -> None:
    alone, waved = world.to_pick(2)
    world.all_done(plan_wave([waved], by=MEI))
    assert leave_wave([alone, waved], by=MEI) == Outcome(
        (waved,), {alone: refused(Refusal.NOT_IN_WAVE)}
    )


def test_leave_wave_twice_leaves_once(shop: None) -> None:
    (made,) = world.to_pick()
    world.all_done(plan_wave([made], by=MEI))
    world.all_done(leave_wave([made], by=MEI))
    before = everything()
    assert leave_wave([made], by=MEI).reasons() == {made: Refusal.NOT_IN_WAVE}
    assert everything() == before
