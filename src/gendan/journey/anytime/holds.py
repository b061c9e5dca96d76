"""Holding by hand, and letting go: an order may be held for many reasons at once."""

from collections.abc import Sequence
from datetime import datetime

from gendan.kernel.actor import Actor
from gendan.kernel.batch import When
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.process.words import HoldKind
from gendan.records.orders import holds
from gendan.records.orders.models import CustomerOrder

HOLD = PROCESS.step("hold")
RELEASE = PROCESS.step("release")

# The others are released by what settles them: a decision, an answer of the warehouse.
BY_HAND = (HoldKind.MANUAL, HoldKind.DUPLICATE, HoldKind.AWAITING_PAYMENT)


def hold(
    orders: Sequence[int],
    *,
    by: Actor,
    reason: str,
    blocks: Sequence[str] = (),
    due_at: datetime | None = None,
    at: When = None,
) -> Outcome:
    """Let the named steps wait (all that go forward, when none is named), for a reason.

    `due_at` is when whoever holds the order means to have settled it."""
    with taking(HOLD, CustomerOrder, orders, by=by, at=at) as batch:
        unknown = [step for step in blocks if step not in HoldKind.MANUAL.blocks]
        if unknown:
            batch.refuse(batch.items, Refusal.BAD_CHOICE, "blocks", given=unknown[0])
        if not reason.strip():
            batch.refuse(batch.items, Refusal.MISSING, "reason")
        batch.explain(batch.ids, reason)
        for order in batch.ids:
            batch.note(order, {"kind": HoldKind.MANUAL.value, "blocks": list(blocks)})
        holds.open_holds(
            [
                holds.New(
                    id,
                    HoldKind.MANUAL,
                    batch.at(id),
                    reason=reason,
                    blocks=tuple(blocks),
                    due_at=due_at,
                )
                for id in batch.ids
            ],
            actor=by.name,
        )
    return batch.outcome


def release(
    orders: Sequence[int],
    *,
    by: Actor,
    kind: HoldKind = HoldKind.MANUAL,
    reason: str = "",
    at: When = None,
) -> Outcome:
    """Release the holds of that kind: by hand, suspected duplicate, or awaiting payment."""
    with taking(RELEASE, CustomerOrder, orders, by=by, at=at) as batch:
        if kind not in BY_HAND:
            batch.refuse(batch.items, Refusal.BAD_CHOICE, "kind", given=kind.value)
        batch.explain(batch.ids, reason)
        released = holds.release(batch, batch.ids, kind)
        none = refused(Refusal.NO_SUCH_HOLD)
        batch.refuse_each({id: none for id in batch.ids if id not in released})
        for order in batch.ids:
            batch.note(order, {"kind": kind.value})
    return batch.outcome
