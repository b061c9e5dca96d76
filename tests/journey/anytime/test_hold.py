"""Holding: something is unsettled, and the named steps wait."""

import pytest

from gendan.journey.anytime.holds import hold
from gendan.journey.s2_review.commands import confirm
from gendan.journey.s3_pick.commands import pick_listed, start_pick
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.definition import PROCESS
from gendan.process.words import HoldKind
from gendan.records.orders.models import Hold
from tests import world
from tests.calls import CALLS
from tests.cast import MEI, SAM, somebody
from tests.journey.facts import changed, holds, news, order, pickups, reason


def test_hold_stops_what_goes_forward_and_leaves_the_word_alone(shop: None) -> None:
    (id,) = world.placed()
    with news() as came:
        outcome = hold([id], by=SAM, reason="核实地址")
    assert outcome == Outcome(done=(id,))
    assert came.journal == [(id, 2, "hold", "order", id, "review", "review", "review")]
    assert came.told == {("hold", "order", id, "sales", 2)}
    assert (reason(id, "hold"), changed(id, "hold")) == (
        "核实地址",
        {"kind": "manual", "blocks": []},
    )
    (row,) = Hold.objects.filter(order=id)
    assert (row.kind, row.reason, row.opened_by) == ("manual", "核实地址", "sam")
    assert row.blocks == list(HoldKind.MANUAL.blocks)
    assert order(id).status == "review"
    assert confirm([id], by=SAM).reasons() == {id: Refusal.HELD}


def test_hold_refuses_what_cannot_be_held_and_holds_the_rest(shop: None) -> None:
    (ended,) = world.orders_of(world.delivered())
    (id,) = world.placed()
    assert hold([ended, id], by=SAM, reason="核实") == Outcome(
        (id,), {ended: refused(Refusal.WRONG_STATE, state="order.completed")}
    )
    assert hold([id], by=SAM, reason="  ") == Outcome(
        refused={id: refused(Refusal.MISSING, "reason")}
    )
    assert hold([id], by=SAM, reason="核实", blocks=["edit"]) == Outcome(
        refused={id: refused(Refusal.BAD_CHOICE, "blocks", given="edit")}
    )
    assert holds(id) == ["manual"]


def test_hold_twice_is_two_reasons(shop: None) -> None:
    (id,) = world.placed()
    for why in ("核实地址", "等经理"):
        world.all_done(hold([id], by=SAM, reason=why))
    assert holds(id) == ["manual", "manual"]


def test_a_hold_that_names_its_steps_blocks_those_alone(shop: None) -> None:
    (made,) = world.to_pick()
    world.all_done(hold(world.orders_of([made]), by=SAM, reason="等赠品", blocks=["pack"]))
    world.all_done(start_pick([made], by=MEI))
    world.all_done(pick_listed([made], by=MEI))
    assert CALLS["pack"]([made], MEI).reasons() == {made: Refusal.HELD}


BLOCKED = [(kind, step) for kind in HoldKind for step in kind.blocks]


@pytest.mark.parametrize(("kind", "name"), BLOCKED)
def test_each_kind_of_hold_blocks_the_steps_it_names(shop: None, kind: HoldKind, name: str) -> None:
    step = PROCESS.step(name)
    builders = world.SHIPMENTS if step.document == "shipment" else world.ORDERS
    ids = pickups() if name == "collect" else builders[step.source[0]](1)
    orders = world.orders_of(ids) if step.document == "shipment" else ids
    Hold.objects.create(
        order_id=orders[0],
        kind=kind.value,
        blocks=list(kind.blocks),
        opened_by="x",
        opened_at=order(orders[0]).placed_at,
    )
    outcome = CALLS[name](ids, somebody(step.by))
    assert list(outcome.refused.values()) == [refused(Refusal.HELD, hold=kind.value)]


def test_what_a_kind_does_not_name_goes_on(shop: None) -> None:
    (id,) = world.confirmed()
    world.all_done(hold([id], by=SAM, reason="核实"))
    for name in ("change_address", "cancel"):
        assert CALLS[name]([id], SAM).reasons() == {}
