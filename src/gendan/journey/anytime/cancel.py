"""Cancelling, as the stage allows: at once, or by asking the warehouse to stop."""

from collections.abc import Sequence

from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.process.words import HoldKind
from gendan.records.cases import shortages
from gendan.records.orders import holds, lines
from gendan.records.orders.models import CustomerOrder
from gendan.records.shipments import withdrawal
from gendan.records.shipments.models import Shipment

CANCEL = PROCESS.step("cancel")
REQUEST_CANCEL = PROCESS.step("request_cancel")
ACCEPT_CANCEL = PROCESS.step("accept_cancel")
REFUSE_CANCEL = PROCESS.step("refuse_cancel")
WITHDRAW = PROCESS.step("withdraw")


def cancel(orders: Sequence[int], *, by: Actor, reason: str = "", at: When = None) -> Outcome:
    """Cancel what nobody has begun to pick; its stock is free again."""
    with taking(CANCEL, CustomerOrder, orders, by=by, at=at) as batch:
        batch.explain(batch.ids, reason)
        _end(batch)
    return batch.outcome


def request_cancel(
    orders: Sequence[int], *, by: Actor, reason: str = "", at: When = None
) -> Outcome:
    """Ask the warehouse to stop what it has begun; nothing goes on until it answers."""
    with taking(REQUEST_CANCEL, CustomerOrder, orders, by=by, at=at) as batch:
        batch.explain(batch.ids, reason)
        opened = holds.open_holds(
            [
                holds.New(id, HoldKind.CANCEL_REQUESTED, batch.at(id), reason=reason)
                for id in batch.ids
            ],
            actor=by.name,
        )
        batch.refuse(set(batch.ids) - opened, Refusal.ALREADY_DONE)
    return batch.outcome


def accept_cancel(
    orders: Sequence[int], *, by: Actor, reason: str = "", at: When = None
) -> Outcome:
    """Stop in time: every box that has not left is void (issues reversed), the rest cancelled."""
    with taking(ACCEPT_CANCEL, CustomerOrder, orders, by=by, at=at) as batch:
        _refuse_unasked(batch)
        batch.explain(batch.ids, reason)
        _end(batch)
    return batch.outcome


def refuse_cancel(orders: Sequence[int], *, by: Actor, reason: str, at: When = None) -> Outcome:
    """Too late: the goods go out as planned."""
    with taking(REFUSE_CANCEL, CustomerOrder, orders, by=by, at=at) as batch:
        _refuse_unasked(batch)
        batch.explain(batch.ids, reason)
        holds.release(batch, batch.ids, HoldKind.CANCEL_REQUESTED)
    return batch.outcome


def withdraw(shipments: Sequence[int], *, by: Actor, reason: str, at: When = None) -> Outcome:
    """Void boxes that cannot go; their units wait on the order's lines to be reserved anew."""
    with taking(WITHDRAW, Shipment, shipments, by=by, at=at) as batch:
        batch.explain(batch.ids, reason)
        withdrawal.empty(batch, batch.rows)
    return batch.outcome


def _end(batch: Batch) -> None:
    withdrawal.withdraw(batch, withdrawal.boxes_of(batch.ids))
    lines.cancel_waiting(batch.ids)
    shortages.close(batch, batch.ids)
    holds.release_all(batch, batch.ids)


def _refuse_unasked(batch: Batch) -> None:
    asked = holds.held(batch.ids, HoldKind.CANCEL_REQUESTED)
    none = refused(Refusal.NO_REQUEST)
    batch.refuse_each({id: none for id in batch.ids if id not in asked})
