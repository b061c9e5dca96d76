"""Walks a batch of orders, each from where it stands to where its real life ended.

Every command is asked of what needs it next, so a run that was cut off goes on where it was.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.db import connection

from gendan.intake.drafts import Life
from gendan.intake.house import House
from gendan.intake.replay import goods
from gendan.journey.anytime.cancel import cancel
from gendan.journey.anytime.payments import NewPayment, record_payment
from gendan.journey.s2_review.commands import confirm
from gendan.journey.s3_pick.commands import pack, pick_listed, start_pick
from gendan.journey.s4_issue.commands import issue
from gendan.journey.s5_dispatch.commands import Parcel, dispatch
from gendan.journey.s6_deliver.commands import come_back, deliver, receive_back
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome, Refused
from gendan.process.model import Role
from gendan.process.words import ComeBackReason

NAME = "import"
SALES, WAREHOUSE = Actor(NAME, Role.SALES), Actor(NAME, Role.WAREHOUSE)
LOGISTICS = Actor(NAME, Role.LOGISTICS)

STATUSES = "SELECT id, status FROM customer_order WHERE id = ANY(%s)"
SHIPMENTS = """
SELECT s.id, s.order_id, s.number, s.state,
       EXISTS (SELECT FROM shipment_line AS line
                WHERE line.shipment_id = s.id AND line.picked < line.quantity)
  FROM shipment AS s WHERE s.order_id = ANY(%s) AND s.state <> 'cancelled' ORDER BY s.id
"""

# The ends that lie behind each step of a shipment.
PICKED = ("processing", "shipped", "completed", "closed")
SHIPPED = ("shipped", "completed", "closed")

Acknowledge = Callable[[str, Sequence[int]], None]  # step, and the documents that took it


@dataclass
class Box:
    """A shipment on its way."""

    id: int
    order: int
    number: str
    state: str
    open: bool  # whether something in it is not picked yet


@dataclass
class Walk:
    """One batch on its way. `stuck`: what was refused on the way, by order."""

    lives: Mapping[int, Life]
    home: House
    carrier: str
    acknowledge: Acknowledge
    stuck: dict[int, Refused] = field(default_factory=dict)

    def go(self) -> dict[int, str]:
        """Take every step that is left; the status of each order in the end."""
        statuses = _statuses(self.lives)
        if all(statuses[order] == life.end for order, life in self.lives.items()):
            return statuses
        fresh = [order for order, status in statuses.items() if status == "review"]
        self._pay(fresh)
        self._confirm(fresh)
        self._cancel()
        self._ship()
        return _statuses(self.lives)

    def _pay(self, orders: Iterable[int]) -> None:
        payments = [
            NewPayment(
                order=order,
                amount=self.lives[order].paid,
                method=self.lives[order].method,
                reference=NAME,
                at=self.lives[order].approved,
            )
            for order in orders
            if self.lives[order].paid and self.lives[order].end != "review"
        ]
        if payments:
            at = {payment.order: self.lives[payment.order].approved for payment in payments}
            outcome = record_payment(payments, by=SALES, at=at)
            self._answered("record_payment", outcome, [payment.order for payment in payments])

    def _confirm(self, fresh: Sequence[int]) -> None:
        def of(*ends: str) -> dict[int, Life]:
            return {order: life for order in fresh if (life := self.lives[order]).end in ends}

        # One that was cancelled before it was approved was never confirmed.
        cancelled = {order: life for order, life in of("cancelled").items() if life.was_approved}
        in_stock = of("pending", *PICKED) | cancelled
        take = partial(confirm, by=SALES, at={o: life.approved for o, life in self.lives.items()})
        for outcome in goods.confirm_in_stock(in_stock, self.home, take, NAME):
            self._answered("confirm", outcome)
        if short := of("shortage"):
            self._answered("confirm", goods.confirm_out_of_stock(short, self.home, take, NAME))

    def _cancel(self) -> None:
        statuses = _statuses(self.lives)
        orders = [
            order
            for order, life in self.lives.items()
            if life.end == "cancelled" and statuses[order] in ("review", "pending")
        ]
        if orders:
            at = {order: self.lives[order].ended for order in orders}
            self._answered("cancel", cancel(orders, by=SALES, at=at))

    def _ship(self) -> None:
        boxes = self._boxes()
        picking = self._in(boxes, "to_pick", PICKED)
        self._step("start_pick", "picking", start_pick, WAREHOUSE, picking, _approved)
        in_work = self._in(boxes, "picking", SHIPPED)
        unpicked = [box for box in in_work if box.open]
        self._step("pick", "picking", pick_listed, WAREHOUSE, unpicked, _prepared)
        self._step("pack", "packed", pack, WAREHOUSE, in_work, _prepared)
        packed = self._in(boxes, "packed", SHIPPED)
        self._step("issue", "issued", issue, WAREHOUSE, packed, _prepared)
        self._dispatch(self._in(boxes, "issued", SHIPPED))
        arrived = self._in(boxes, "dispatched", ("completed",))
        self._step("deliver", "delivered", deliver, LOGISTICS, arrived, _delivered)
        turned = self._in(boxes, "dispatched", ("closed",))
        back = partial(come_back, reason=ComeBackReason.INTERCEPTED)
        self._step("come_back", "coming_back", back, LOGISTICS, turned, _ended)
        home = self._in(boxes, "coming_back", ("closed",))
        self._step("receive_back", "returned", receive_back, WAREHOUSE, home, _ended)

    def _dispatch(self, boxes: Sequence[Box]) -> None:
        """The file names no waybill: the shipment's own number stands for it."""

        def hand_over(ids: Sequence[int], *, by: Actor, at: Mapping[int, datetime]) -> Outcome:
            parcels = [
                Parcel(shipment=box.id, carrier=self.carrier, number=box.number) for box in boxes
            ]
            outcome = dispatch(parcels, by=by, at=at)
            return Outcome(
                tuple(ids[position] for position in outcome.done),
                {ids[position]: answer for position, answer in outcome.refused.items()},
            )

        self._step("dispatch", "dispatched", hand_over, LOGISTICS, boxes, _handed)

    def _step(
        self,
        name: str,
        target: str,
        command: Callable[..., Outcome],
        by: Actor,
        boxes: Sequence[Box],
        when: Callable[[Life], datetime],
    ) -> None:
        if not boxes:
            return
        at = {box.id: when(self.lives[box.order]) for box in boxes}
        outcome = command([box.id for box in boxes], by=by, at=at)
        done = set(outcome.done)
        for box in boxes:
            if box.id in done:
                box.state = target
            else:
                self.stuck.setdefault(box.order, outcome.refused[box.id])
        self.acknowledge(name, outcome.done)

    def _answered(self, step: str, outcome: Outcome, orders: Sequence[int] | None = None) -> None:
        """Keep what was refused; `orders` by position, where items are positions."""
        for item, answer in outcome.refused.items():
            self.stuck.setdefault(orders[item] if orders else item, answer)
        self.acknowledge(step, [orders[i] for i in outcome.done] if orders else outcome.done)

    def _boxes(self) -> list[Box]:
        moving = [order for order, life in self.lives.items() if life.end in PICKED]
        with connection.cursor() as cursor:
            cursor.execute(SHIPMENTS, [moving])
            return [Box(*row) for row in cursor.fetchall()]

    def _in(self, boxes: Sequence[Box], state: str, ends: Sequence[str]) -> list[Box]:
        return [box for box in boxes if box.state == state and self.lives[box.order].end in ends]


def _statuses(orders: Iterable[int]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(STATUSES, [list(orders)])
        return dict(cursor.fetchall())


def _approved(life: Life) -> datetime:
    return life.approved


def _prepared(life: Life) -> datetime:
    """Picking and packing have no time in the file: just before the handing, but once approved."""
    return max(life.approved, life.handed)


def _handed(life: Life) -> datetime:
    return life.handed


def _delivered(life: Life) -> datetime:
    return life.delivered


def _ended(life: Life) -> datetime:
    return life.ended
