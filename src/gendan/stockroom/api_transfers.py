"""Transfers between warehouses over the API."""

from collections.abc import Sequence
from functools import partial

from ninja import Router
from pydantic import Field

from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kit.rest.bodies import MOST, Body, Code, Count, Short
from gendan.kit.rest.commands import Named
from gendan.kit.rest.naming import of_items
from gendan.stockroom import transfers
from gendan.stockroom.rest import (
    Explained,
    PaperNumber,
    UnitsOf,
    of_paper,
    stock_command,
    take_papers,
)

router = Router(tags=["调拨 · Transfers"])
NUMBERS = ["DB100001", "DB100002"]
EXAMPLE = {"transfers": NUMBERS, "reason": "途中丢失"}


class ToMove(Body):
    """What one warehouse is to give to another."""

    source: Code
    target: Code
    lines: list[UnitsOf] = Field(max_length=MOST)
    remark: Short = ""


class NewTransfers(Named):
    """Transfers to be planned."""

    transfers: list[ToMove] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """They have no number yet."""
        return [""] * len(self.transfers)


class Arrived(Body):
    """So many units with this code that arrived."""

    transfer: PaperNumber
    code: Code = Field(description="SKU or GTIN.")
    quantity: Count = 1


class TransferArrivals(Named):
    """What arrived."""

    arrivals: list[Arrived] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The transfers."""
        return [one.transfer for one in self.arrivals]


class Transfers(Named, Explained):
    """Transfers by number."""

    transfers: list[PaperNumber] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The transfers."""
        return self.transfers


@stock_command(
    router,
    "plan_transfer",
    "/transfers",
    example={
        "transfers": [{"source": "hz", "target": "gz", "lines": [{"code": "tea", "quantity": 24}]}]
    },
)
def plan_transfer(body: NewTransfers, by: Actor) -> Outcome:
    """What is to be moved."""
    new = [
        transfers.NewTransfer(
            source=one.source,
            target=one.target,
            lines=tuple(line.units() for line in one.lines),
            remark=one.remark,
        )
        for one in body.transfers
    ]
    return transfers.plan_transfer(new, by=by)


@stock_command(router, "send_transfer", "/transfers/departures", example={"transfers": NUMBERS})
def send_transfer(body: Transfers, by: Actor) -> Outcome:
    """It leaves."""
    return take_papers("transfer", body.transfers, partial(transfers.send_transfer, by=by))


@stock_command(router, "recall_transfer", "/transfers/recalls", example=EXAMPLE)
def recall_transfer(body: Transfers, by: Actor) -> Outcome:
    """It did not go."""
    command = partial(transfers.recall_transfer, by=by, reason=body.reason)
    return take_papers("transfer", body.transfers, command)


@stock_command(
    router,
    "receive_transfer",
    "/transfers/arrivals",
    example={"arrivals": [{"transfer": NUMBERS[0], "code": "6901234567892", "quantity": 24}]},
)
def receive_transfer(body: TransferArrivals, by: Actor) -> Outcome:
    """What arrived."""

    def arrived(position: int, transfer: int) -> transfers.Arrived:
        one = body.arrivals[position]
        return transfers.Arrived(transfer=transfer, code=one.code, quantity=one.quantity)

    command = partial(transfers.receive_transfer, by=by)
    return of_items(body.named(), of_paper("transfer"), arrived, command)


@stock_command(router, "close_transfer", "/transfers/closings", example=EXAMPLE)
def close_transfer(body: Transfers, by: Actor) -> Outcome:
    """Nothing more arrives."""
    command = partial(transfers.close_transfer, by=by, reason=body.reason)
    return take_papers("transfer", body.transfers, command)


@stock_command(router, "cancel_transfer", "/transfers/cancellations", example=EXAMPLE)
def cancel_transfer(body: Transfers, by: Actor) -> Outcome:
    """It is not needed."""
    command = partial(transfers.cancel_transfer, by=by, reason=body.reason)
    return take_papers("transfer", body.transfers, command)
