"""Receiving over the API: for scanners at the dock, and systems that know what is on its way."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated

from ninja import Router
from pydantic import AfterValidator, Field

from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kit.rest.bodies import FIRST_YEAR, LAST_YEAR, MOST, Body, Code, Count, Short
from gendan.kit.rest.commands import Named
from gendan.kit.rest.naming import of_items
from gendan.stockroom import receipts
from gendan.stockroom.rest import (
    Explained,
    PaperNumber,
    UnitsOf,
    of_paper,
    stock_command,
    take_papers,
)

router = Router(tags=["收货 · Receiving"])
NUMBERS = ["DH100001", "DH100002"]


def _in_our_time(day: date) -> date:
    """A day that every database and every screen can deal with."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(day.year)
    return day


class ExpectedGoods(Body):
    """A delivery note."""

    warehouse: Code
    sender: Short = Field(description="Who sends, as the note says.")
    reference: Short = Field(description="The note's own number.")
    lines: list[UnitsOf] = Field(max_length=MOST)
    due_on: Annotated[date, AfterValidator(_in_our_time)] | None = None
    remark: Short = ""


class NewReceipts(Named):
    """Delivery notes; each is entered once."""

    receipts: list[ExpectedGoods] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """They have no number yet."""
        return [""] * len(self.receipts)


class Came(Body):
    """So many units with this code that came."""

    receipt: PaperNumber
    code: Code = Field(description="SKU or GTIN.")
    quantity: Count = 1
    beyond: bool = Field(default=False, description="Also what the note does not say.")


class Arrivals(Named):
    """What came."""

    arrivals: list[Came] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The receipts."""
        return [one.receipt for one in self.arrivals]

    def arrival(self, position: int, receipt: int) -> receipts.Arrival:
        """As commands take it."""
        one = self.arrivals[position]
        return receipts.Arrival(
            receipt=receipt, code=one.code, quantity=one.quantity, beyond=one.beyond
        )


class Receipts(Named, Explained):
    """Receipts by number."""

    receipts: list[PaperNumber] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The receipts."""
        return self.receipts


ARRIVALS = {"arrivals": [{"receipt": NUMBERS[0], "code": "6901234567892", "quantity": 12}]}


@stock_command(
    router,
    "expect_goods",
    "/receipts",
    example={
        "receipts": [
            {
                "warehouse": "hz",
                "sender": "西湖茶厂",
                "reference": "XH-20261111",
                "lines": [{"code": "tea", "quantity": 120}],
                "due_on": "2026-11-11",
            }
        ]
    },
)
def expect_goods(body: NewReceipts, by: Actor) -> Outcome:
    """Delivery notes."""
    new = [
        receipts.NewReceipt(
            warehouse=one.warehouse,
            sender=one.sender,
            reference=one.reference,
            lines=tuple(line.units() for line in one.lines),
            due_on=one.due_on,
            remark=one.remark,
        )
        for one in body.receipts
    ]
    return receipts.expect_goods(new, by=by)


@stock_command(router, "receive", "/receipts/arrivals", example=ARRIVALS)
def receive(body: Arrivals, by: Actor) -> Outcome:
    """What came."""
    command = partial(receipts.receive, by=by)
    return of_items(body.named(), of_paper("receipt"), body.arrival, command)


@stock_command(router, "reverse_receive", "/receipts/arrival-reversals", example=ARRIVALS)
def reverse_receive(body: Arrivals, by: Actor) -> Outcome:
    """What did not come after all."""
    command = partial(receipts.reverse_receive, by=by)
    return of_items(body.named(), of_paper("receipt"), body.arrival, command)


@stock_command(
    router,
    "close_receipt",
    "/receipts/closings",
    example={"receipts": NUMBERS, "reason": "供方短发"},
)
def close_receipt(body: Receipts, by: Actor) -> Outcome:
    """Nothing more comes."""
    command = partial(receipts.close_receipt, by=by, reason=body.reason)
    return take_papers("receipt", body.receipts, command)


@stock_command(
    router,
    "cancel_receipt",
    "/receipts/cancellations",
    example={"receipts": NUMBERS, "reason": "改期"},
)
def cancel_receipt(body: Receipts, by: Actor) -> Outcome:
    """Nothing comes."""
    command = partial(receipts.cancel_receipt, by=by, reason=body.reason)
    return take_papers("receipt", body.receipts, command)
