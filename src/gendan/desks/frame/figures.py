"""What the frame counts: every screen asks for it at every change, and waits for it at none."""

from dataclasses import dataclass

from gendan.insight.moments import MOMENT
from gendan.insight.orders.counts import Counts, apart, parts, within
from gendan.insight.remembered import Remembered
from gendan.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Figures:
    """What waits in the river and in the queues. When it is not fresh, it is being counted anew."""

    counts: Counts
    is_fresh: bool


COUNTED = Remembered(parts, MOMENT)


def figures(actor: Actor) -> Figures:
    """Within the actor's reach, as last counted: no statement, but the first time."""
    told = COUNTED.told(apart(actor))
    return Figures(within(told.value, actor), told.is_fresh)
