"""What the frame counts, remembered for a moment: every screen asks for it at every change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from gendan.insight.moments import this_moment
from gendan.insight.orders.counts import Counts, counts
from gendan.insight.orders.lists import river
from gendan.kernel.actor import Actor
from gendan.process.model import Role

READERS = 100  # who reach differently far, for whom figures are remembered


@dataclass(frozen=True, slots=True)
class Figures:
    """Orders by status, as `river` tells them, and what waits in the queues."""

    river: Sequence[Mapping[str, object]]
    waiting: Counts


def figures(actor: Actor) -> Figures:
    """Within the actor's reach, at most half a second old: two statements, or none.

    Those who reach equally far and ask at the same time wait for one answer."""
    with _turn(actor.stores, actor.warehouses):
        return _figures(this_moment(), actor.stores, actor.warehouses)


def forget() -> None:
    """Count everything anew."""
    _figures.cache_clear()


@lru_cache(maxsize=READERS)
def _turn(stores: frozenset[int] | None, warehouses: frozenset[int] | None) -> Lock:  # noqa: ARG001
    return Lock()


@lru_cache(maxsize=READERS)
def _figures(
    moment: int,  # noqa: ARG001 - what is older is counted anew
    stores: frozenset[int] | None,
    warehouses: frozenset[int] | None,
) -> Figures:
    actor = Actor("", Role.SYSTEM, stores, warehouses)
    return Figures(river(actor), counts(actor))
