"""At any time, over the API: stopping, holding, paying, splitting. Edits stand in `api_edits`."""

from collections.abc import Callable, Sequence
from functools import partial

from ninja import Router
from pydantic import Field

from gendan.journey.anytime import cancel as cancelling
from gendan.journey.anytime import holds, pauses
from gendan.journey.anytime import payments as paying
from gendan.journey.anytime import split as splitting
from gendan.journey.anytime.payments import NewPayment
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kit.rest.bodies import (
    MOST,
    Body,
    Code,
    Count,
    Line,
    Moment,
    Money,
    OrderNumber,
    ShipmentNumber,
    Short,
    Words,
)
from gendan.kit.rest.commands import Orders, Shipments, StepBody, command
from gendan.kit.rest.naming import line_ids, of_items, said_by_ordinal
from gendan.process.words import HoldKind, PauseReason, PaymentMethod
from gendan.records.orders import numbers as orders
from gendan.records.shipments import numbers as shipments

router = Router(tags=["随时 · At any time"])
ORDERS = ["12345674", "12345687"]
BOXES = ["12345674-1"]
PAYMENT = {
    "order": ORDERS[0],
    "amount": "60.00",
    "method": "online",
    "reference": "4200001234202611271234567890",
}


class OrdersMaybeWithReason(Orders):
    """Orders, and why."""

    reason: Words = ""


class OrdersWithReason(Orders):
    """Orders, and why."""

    reason: Words


class OrdersToHold(OrdersWithReason):
    """Orders of which named steps are to wait."""

    blocks: list[Code] = Field([], max_length=20, description="Steps; empty: all that go forward.")
    due_at: Moment | None = Field(None, description="When you mean to have settled it.")


class OrdersToRelease(OrdersMaybeWithReason):
    """Orders that are held for this reason."""

    kind: HoldKind = HoldKind.MANUAL


class BoxesWithReason(Shipments):
    """Shipments, and why."""

    reason: Words


class ShipmentsToPause(Shipments):
    """Shipments whose clock is to stand still."""

    reason: PauseReason
    note: Words = ""


class PaymentMade(Body):
    """Money for one order, in its currency; more than zero, also when it goes back."""

    order: OrderNumber
    amount: Money
    method: PaymentMethod
    reference: Short = Field(description="Of the payment provider or till; counts once.")
    at: Moment | None = Field(None, description="Empty: now.")


class Payments(StepBody):
    """Money that came, or went back."""

    payments: list[PaymentMade] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The orders."""
        return [payment.order for payment in self.payments]

    def take(self, command: Callable[[Sequence[NewPayment]], Outcome]) -> Outcome:
        """Take a command with them."""

        def payment(position: int, order: int) -> NewPayment:
            one = self.payments[position]
            return NewPayment(
                order=order,
                amount=one.amount,
                method=one.method.value,
                reference=one.reference,
                at=one.at,
            )

        return of_items(self.named(), orders.ids, payment, command)


class Units(Body):
    """So many units of a line."""

    line: Line
    quantity: Count


class PartToSplit(Body):
    """Units of one shipment that part."""

    shipment: ShipmentNumber
    units: list[Units] = Field(min_length=1, max_length=MOST)


class Parts(StepBody):
    """Units that part from their shipments."""

    parts: list[PartToSplit] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The shipments."""
        return [part.shipment for part in self.parts]


@command(router, "cancel", "/orders/cancellations", example={"orders": ORDERS, "reason": "不要了"})
def cancel(body: OrdersMaybeWithReason, by: Actor) -> Outcome:
    """Cancel what nobody has begun to pick."""
    return body.take(partial(cancelling.cancel, by=by, reason=body.reason))


@command(
    router,
    "request_cancel",
    "/orders/cancellation-requests",
    example={"orders": ORDERS, "reason": "不要了"},
)
def request_cancel(body: OrdersMaybeWithReason, by: Actor) -> Outcome:
    """Ask the warehouse to stop."""
    return body.take(partial(cancelling.request_cancel, by=by, reason=body.reason))


@command(router, "accept_cancel", "/orders/cancellation-acceptances", example={"orders": ORDERS})
def accept_cancel(body: OrdersMaybeWithReason, by: Actor) -> Outcome:
    """Stopped in time."""
    return body.take(partial(cancelling.accept_cancel, by=by, reason=body.reason))


@command(
    router,
    "refuse_cancel",
    "/orders/cancellation-refusals",
    example={"orders": ORDERS, "reason": "已交承运商"},
)
def refuse_cancel(body: OrdersWithReason, by: Actor) -> Outcome:
    """Too late."""
    return body.take(partial(cancelling.refuse_cancel, by=by, reason=body.reason))


@command(
    router,
    "withdraw",
    "/shipments/withdrawals",
    example={"shipments": BOXES, "reason": "箱子坏了"},
)
def withdraw(body: BoxesWithReason, by: Actor) -> Outcome:
    """Void boxes that cannot go."""
    return body.take(partial(cancelling.withdraw, by=by, reason=body.reason))


@command(
    router,
    "split",
    "/shipments/splits",
    example={"parts": [{"shipment": BOXES[0], "units": [{"line": 1, "quantity": 1}]}]},
)
def split(body: Parts, by: Actor) -> Outcome:
    """Part units from their shipments."""
    lines = shipments.lines(body.named())

    def part(position: int, shipment: int) -> splitting.Part:
        one = body.parts[position]
        ids = line_ids(lines, one.shipment, [units.line for units in one.units])
        wanted = {ids[units.line]: units.quantity for units in one.units}
        return splitting.Part(shipment=shipment, units=wanted)

    outcome = of_items(body.named(), shipments.ids, part, partial(splitting.split, by=by))
    return said_by_ordinal(outcome, lines)


@command(
    router,
    "hold",
    "/orders/holds",
    example={"orders": ORDERS, "reason": "核实地址", "blocks": ["dispatch"]},
)
def hold(body: OrdersToHold, by: Actor) -> Outcome:
    """Let steps wait."""
    wait = partial(holds.hold, blocks=body.blocks, due_at=body.due_at)
    return body.take(partial(wait, by=by, reason=body.reason))


@command(
    router,
    "release",
    "/orders/hold-releases",
    example={"orders": ORDERS, "kind": "manual", "reason": "地址已核实"},
)
def release(body: OrdersToRelease, by: Actor) -> Outcome:
    """Let them go on."""
    return body.take(partial(holds.release, by=by, kind=body.kind, reason=body.reason))


@command(router, "record_payment", "/orders/payments", example={"payments": [PAYMENT]})
def record_payment(body: Payments, by: Actor) -> Outcome:
    """Money came."""
    return body.take(partial(paying.record_payment, by=by))


@command(router, "record_refund", "/orders/refunds", example={"payments": [PAYMENT]})
def record_refund(body: Payments, by: Actor) -> Outcome:
    """Money went back."""
    return body.take(partial(paying.record_refund, by=by))


@command(router, "pause", "/shipments/pauses", example={"shipments": BOXES, "reason": "customer"})
def pause(body: ShipmentsToPause, by: Actor) -> Outcome:
    """Stop the clocks."""
    return body.take(partial(pauses.pause, by=by, reason=body.reason, note=body.note))


@command(router, "resume", "/shipments/resumptions", example={"shipments": BOXES})
def resume(body: Shipments, by: Actor) -> Outcome:
    """Let the clocks go on."""
    return body.take(partial(pauses.resume, by=by))
