"""Review over the API: confirming orders, and what to do when goods are short."""

from collections.abc import Sequence
from functools import partial

from ninja import Router
from pydantic import Field

from gendan.journey.s2_review import commands, shortage
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kit.rest.bodies import MOST, Body, Code, Line, OrderNumber, Words
from gendan.kit.rest.commands import Orders, StepBody, command
from gendan.kit.rest.naming import line_ids, of_items, said_by_ordinal
from gendan.process.words import Decision
from gendan.records.orders import numbers

router = Router(tags=["订单确认 · Reviewed and stock-checked"])
ORDERS = ["12345674", "12345687"]


class OrdersToConfirm(Orders):
    """Orders whose goods are to be promised."""

    whole_only: bool = Field(False, description="Refuse what is not there as a whole.")


class OrdersWithNote(Orders):
    """Orders whose customers were told what is short."""

    note: Words = Field(description="How they were reached, and what was said.")


class OrdersWithReason(Orders):
    """Orders, and why."""

    reason: Words


class StandIn(Body):
    """What is sent instead of a line's article."""

    line: Line
    sku: Code


class ChoiceMade(Body):
    """What the customer of one order chose."""

    order: OrderNumber
    decision: Decision
    note: Words = Field("", description="How they were reached; staff must say.")
    substitutes: list[StandIn] = Field(
        [], max_length=MOST, description="A line not named gets the best one in stock."
    )


class Choices(StepBody):
    """What customers chose."""

    choices: list[ChoiceMade] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The orders."""
        return [choice.order for choice in self.choices]


@command(router, "confirm", "/orders/confirmations", example={"orders": ORDERS})
def confirm(body: OrdersToConfirm, by: Actor) -> Outcome:
    """Promise the goods."""
    return body.take(partial(commands.confirm, by=by, whole_only=body.whole_only))


@command(router, "reject", "/orders/rejections", example={"orders": ORDERS, "reason": "地址不配送"})
def reject(body: OrdersWithReason, by: Actor) -> Outcome:
    """Decline orders."""
    return body.take(partial(commands.reject, by=by, reason=body.reason))


@command(
    router, "record_contact", "/orders/contacts", example={"orders": ORDERS, "note": "电话已告知"}
)
def record_contact(body: OrdersWithNote, by: Actor) -> Outcome:
    """The customers know."""
    return body.take(partial(shortage.record_contact, by=by, note=body.note))


@command(
    router,
    "decide_shortage",
    "/orders/shortage-decisions",
    example={
        "choices": [
            {
                "order": ORDERS[0],
                "decision": "substitute",
                "note": "电话",
                "substitutes": [{"line": 1, "sku": "twin"}],
            }
        ]
    },
)
def decide_shortage(body: Choices, by: Actor) -> Outcome:
    """Carry out what the customers chose."""
    lines = numbers.lines(body.named())

    def choice(position: int, order: int) -> shortage.Choice:
        made = body.choices[position]
        ids = line_ids(lines, made.order, [one.line for one in made.substitutes])
        return shortage.Choice(
            order=order,
            decision=made.decision,
            note=made.note,
            substitutes={ids[one.line]: one.sku for one in made.substitutes},
        )

    outcome = of_items(body.named(), numbers.ids, choice, partial(shortage.decide, by=by))
    return said_by_ordinal(outcome, lines)


@command(router, "reserve_again", "/orders/reservations", example={"orders": ORDERS})
def reserve_again(body: Orders, by: Actor) -> Outcome:
    """Promise goods that came."""
    return body.take(partial(shortage.reserve_again, by=by))
