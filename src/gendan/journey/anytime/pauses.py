"""Clocks that stand still, for a coded reason only."""

from collections.abc import Sequence

from gendan.kernel.actor import Actor
from gendan.kernel.batch import When
from gendan.kernel.outcome import Outcome
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.process.words import PauseReason
from gendan.records.shipments import clocks
from gendan.records.shipments.models import Shipment

PAUSE = PROCESS.step("pause")
RESUME = PROCESS.step("resume")


def pause(
    shipments: Sequence[int], *, by: Actor, reason: PauseReason, note: str = "", at: When = None
) -> Outcome:
    """Stop the clocks; the time is reported beside the reason."""
    with taking(PAUSE, Shipment, shipments, by=by, at=at) as batch:
        batch.explain(batch.ids, reason.value)
        stopped = clocks.stop({id: batch.at(id) for id in batch.ids}, reason, note)
        batch.refuse(set(batch.ids) - stopped, Refusal.PAUSED_ALREADY)
    return batch.outcome


def resume(shipments: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """Let the clocks go on; what was left of the promise is left still."""
    with taking(RESUME, Shipment, shipments, by=by, at=at) as batch:
        going = clocks.start({id: batch.at(id) for id in batch.ids})
        batch.refuse(set(batch.ids) - going, Refusal.NOT_PAUSED)
    return batch.outcome
