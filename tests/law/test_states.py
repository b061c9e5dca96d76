"""Every state × every step: a document moves exactly when the process says so."""

import pytest

from gendan.kernel.refusals import Refusal
from gendan.process.definition import PROCESS
from gendan.process.model import Step, moves
from tests import world
from tests.calls import CALLS
from tests.cast import somebody

STATE_SAYS_NO = {Refusal.WRONG_STATE, Refusal.ALREADY_DONE}
CALLED = [step for step in PROCESS.steps if step.called and step.source]


def builders(step: Step) -> dict:  # type: ignore[type-arg]
    return world.SHIPMENTS if step.document == "shipment" else world.ORDERS


def present(step: Step, ids: list[int]) -> list[str]:
    return (world.state if step.document == "shipment" else world.status)(ids)


def test_every_state_has_a_builder_and_every_step_a_call() -> None:
    assert list(world.SHIPMENTS) == list(PROCESS.document("shipment").codes())
    assert list(world.ORDERS) == list(PROCESS.document("order").codes())
    assert set(CALLS) == {step.name for step in CALLED}


@pytest.mark.parametrize("step", CALLED, ids=lambda step: step.name)
def test_a_step_is_taken_from_its_sources_only(shop: None, step: Step) -> None:
    by = somebody(step.by)
    for code, build in builders(step).items():
        ids = build(1)
        assert present(step, ids) == [code], "the builder builds what it says"
        outcome = CALLS[step.name](ids, by)
        reasons = set(outcome.reasons().values())
        if code not in step.source:
            # A box that never had a number cannot be named by it at all.
            assert reasons <= STATE_SAYS_NO | {Refusal.NO_WAYBILL}
            assert len(outcome.refused) == 1
            assert present(step, ids) == [code]
        else:
            assert not reasons & STATE_SAYS_NO
        if outcome.done and step.document == "shipment":
            ends = {now for was, now in moves(step) if was == code} or {code}
            assert set(present(step, ids)) <= ends
