"""Starting to pick: somebody takes the work, one shipment or a wave."""

from datetime import UTC, datetime, timedelta

from gendan.journey.anytime.holds import hold
from gendan.journey.s3_pick.commands import start_pick
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.model import Role
from tests import world
from tests.calls import colleague
from tests.cast import MEI, SAM
from tests.journey.facts import box, everything, news, stock
from tests.world import PLENTY

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def test_start_pick_gives_the_work_a_picker_and_the_order_its_word(shop: None) -> None:
    (made,) = world.to_pick()
    (id,) = world.orders_of([made])
    li = Actor("li", Role.WAREHOUSE, staff=colleague())
    with news() as came:
        outcome = start_pick([made], by=li, at=NOON)
    assert outcome == Outcome(done=(made,))
    assert came.journal == [
        (id, 4, "start_pick", "shipment", made, "to_pick", "picking", "processing")
    ]
    assert (came.told, came.moved) == (set(), [])
    row = box(made)
    assert (row.state, row.state_since, row.picker_id) == ("picking", NOON, li.staff)
    # Four working hours; at risk after three.
    assert (row.at_risk_at, row.due_at) == (NOON + timedelta(hours=3), NOON + timedelta(hours=4))


def test_start_pick_refuses_what_is_held_or_elsewhere_and_starts_the_rest(shop: None) -> None:
    good, held, done, foreign = world.to_pick(4)
    world.all_done(hold(world.orders_of([held]), by=SAM, reason="核实地址"))
    world.all_done(start_pick([done], by=MEI))
    w2 = Actor("wu", Role.WAREHOUSE, warehouses=frozenset({world.warehouse("W2")}))
    before = everything()
    assert start_pick([foreign], by=w2) == Outcome(refused={foreign: refused(Refusal.NOT_FOUND)})
    assert everything() == before
    assert start_pick([good, held, done, 0], by=MEI) == Outcome(
        (good,),
        {
            held: refused(Refusal.HELD, hold="manual"),
            done: refused(Refusal.ALREADY_DONE),
            0: refused(Refusal.NOT_FOUND),
        },
    )
    assert world.state([good, held, done]) == ["picking", "to_pick", "picking"]


def test_start_pick_twice_takes_it_once(shop: None) -> None:
    (made,) = world.picking()
    before = everything()
    assert start_pick([made], by=MEI) == Outcome(refused={made: refused(Refusal.ALREADY_DONE)})
    assert everything() == before
    assert stock("tea") == (PLENTY, 1, 0)
