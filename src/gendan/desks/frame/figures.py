"""What the frame counts: every screen asks for it at every change, and waits for it at none."""

from dataclasses import dataclass

from gendan.insight.moments import MOMENT
from gendan.insight.orders.counts import Counts, apart, parts, within
from gendan.insight.remembered import Remembered
from gendan.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Figures:
    """What waits in the river and in the queues. What is old is counted anew in so many
    milliseconds."""

    counts: Counts
    again_in: int = 0


COUNTED = Remembered(parts, MOMENT)


def figures(actor: Actor, since: float | None = None) -> Figures:
    """Within the actor's reach, as last counted: no statement, but the first time. What was
    counted before the change heard of `since` is old."""
    told = COUNTED.told(apart(actor), since)
    return Figures(within(told.value, actor), told.again_in)
