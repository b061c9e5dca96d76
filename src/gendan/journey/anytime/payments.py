"""Money that comes and goes: an axis of its own beside the order's status."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.money import LARGEST, ZERO, is_money
from gendan.kernel.outcome import Outcome
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.process.model import Step
from gendan.process.words import HoldKind, PaymentMethod
from gendan.records.orders import holds
from gendan.records.orders.models import CustomerOrder

RECORD_PAYMENT = PROCESS.step("record_payment")
RECORD_REFUND = PROCESS.step("record_refund")

KNOWN = """
SELECT order_id, reference, amount FROM payment
 WHERE (order_id, reference) IN (SELECT * FROM unnest(%s::bigint[], %s::text[]))
"""
# What somebody gave back before: a limit that counts anew each time would be no limit.
GAVE_BACK = """
SELECT order_id, -sum(amount) FROM payment
 WHERE order_id = ANY(%s) AND actor = %s AND amount < 0 GROUP BY order_id
"""
MONEY = "SELECT id, paid, refunded FROM customer_order WHERE id = ANY(%s)"

ADD = """
WITH added AS (
    INSERT INTO payment (order_id, amount, method, reference, at, actor)
    SELECT order_id, amount, method, reference, at, %s
      FROM unnest(%s::bigint[], %s::numeric[], %s::text[], %s::text[], %s::timestamptz[])
           AS new (order_id, amount, method, reference, at)
    RETURNING order_id, amount
)
UPDATE customer_order AS o
   SET paid = paid + sums.came, refunded = refunded + sums.went
  FROM (SELECT order_id, coalesce(sum(amount) FILTER (WHERE amount > 0), 0) AS came,
               coalesce(-sum(amount) FILTER (WHERE amount < 0), 0) AS went
          FROM added GROUP BY order_id) AS sums
 WHERE o.id = sums.order_id
RETURNING o.id, o.paid >= o.total
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPayment:
    """Money for one order, in its currency; more than zero, also when it goes back."""

    order: int
    amount: Decimal
    method: str
    reference: str  # of the payment provider or till; the same one counts once
    at: datetime | None = None

    @property
    def document(self) -> int:
        """The order."""
        return self.order


def record_payment(payments: Sequence[NewPayment], *, by: Actor, at: When = None) -> Outcome:
    """Record money that came; items are positions. An order paid in full is held no longer."""
    return _record(RECORD_PAYMENT, payments, by, at)


def record_refund(refunds: Sequence[NewPayment], *, by: Actor, at: When = None) -> Outcome:
    """Record money that went back: never more than was paid, nor than the actor may give back for
    one order. Items are positions."""
    return _record(RECORD_REFUND, refunds, by, at)


def _record(step: Step, payments: Sequence[NewPayment], by: Actor, at: When) -> Outcome:
    sign = 1 if step is RECORD_PAYMENT else -1
    with taking(step, CustomerOrder, payments, by=by, at=at) as batch:
        repeated = _refuse_faulty(batch, payments, sign)
        batch.drop(repeated)
        if step is RECORD_REFUND:
            _refuse_over_limit(batch, payments)
        taken = [payments[item] for item in batch.items]
        noted: dict[int, list[list[object]]] = {}
        for payment in taken:
            noted.setdefault(payment.order, []).append([payment.amount, payment.reference])
            batch.note(payment.order, noted[payment.order])
        full = _write(batch, taken, sign)
        if step is RECORD_PAYMENT:
            freed = holds.release(batch, full, HoldKind.AWAITING_PAYMENT)
            batch.follow("release", CustomerOrder, [batch.row(order) for order in freed])
    done = tuple(sorted((*batch.items, *repeated)))
    return Outcome(done, batch.outcome.refused)


def _refuse_faulty(batch: Batch, payments: Sequence[NewPayment], sign: int) -> list[int]:
    """Refuse what cannot be; the items that were recorded before, with the same amount."""
    asked = [payments[item] for item in batch.items]
    known = {
        (order, reference): amount
        for order, reference, amount in sql.rows(
            KNOWN, [[p.order for p in asked], [p.reference for p in asked]]
        )
    }
    money = sql.rows(MONEY, [batch.ids])
    paid = {id: came for id, came, _ in money}
    refundable = {id: came - went for id, came, went in money}
    repeated = []
    for item in batch.items:
        payment = payments[item]
        key = (payment.order, payment.reference)
        if payment.method not in PaymentMethod.codes():
            batch.refuse([item], Refusal.BAD_CHOICE, "method", given=payment.method)
        elif not payment.reference.strip():
            batch.refuse([item], Refusal.MISSING, "reference")
        elif not is_money(payment.amount):
            batch.refuse([item], Refusal.BAD_AMOUNT, "amount", given=payment.amount)
        elif payment.amount <= 0:
            batch.refuse([item], Refusal.NOT_POSITIVE, "amount", given=payment.amount)
        elif key in known and known[key] == sign * payment.amount:
            repeated.append(item)
        elif key in known:
            batch.refuse([item], Refusal.PAYMENT_TAKEN, "reference", given=payment.reference)
        elif payment.amount > LARGEST - (paid[payment.order] if sign > 0 else 0):
            batch.refuse([item], Refusal.TOO_LARGE, "amount", given=payment.amount)
        elif sign < 0 and payment.amount > refundable[payment.order]:
            batch.refuse([item], Refusal.OVER_REFUND, "amount", given=payment.amount,
                         expected=refundable[payment.order])  # fmt: skip
        else:
            known[key] = sign * payment.amount
            refundable[payment.order] += sign * payment.amount
            paid[payment.order] += max(sign * payment.amount, ZERO)
    return repeated


def _refuse_over_limit(batch: Batch, payments: Sequence[NewPayment]) -> None:
    """Refuse what would make the actor give back more for an order than they may."""
    limit = batch.actor.amount_limit
    if limit is None:
        return
    given = dict(sql.rows(GAVE_BACK, [batch.ids, batch.actor.name]))
    for item in batch.items:
        payment = payments[item]
        total = given.get(payment.order, ZERO) + payment.amount
        if total > limit:
            batch.refuse([item], Refusal.OVER_LIMIT, "amount", given=total, expected=limit)
        else:
            given[payment.order] = total


def _write(batch: Batch, payments: Sequence[NewPayment], sign: int) -> list[int]:
    """Write them; the orders that are paid in full now. One statement."""
    return [
        order
        for order, full in sql.rows(
            ADD,
            [
                batch.actor.name,
                [payment.order for payment in payments],
                [sign * payment.amount for payment in payments],
                [payment.method for payment in payments],
                [payment.reference for payment in payments],
                [payment.at or batch.at(payment.order) for payment in payments],
            ],
        )
        if full
    ]
