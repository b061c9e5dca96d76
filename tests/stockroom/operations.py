"""Every step of stock work over the API: where it is, and a body for what it can be taken on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gendan.kernel.actor import Actor
from gendan.process.model import Role
from gendan.process.words import QuarantineReason
from gendan.records.places.models import Bin
from gendan.records.stock.numbers import numbers
from gendan.stockroom.levels import Care, quarantine
from tests import world
from tests.cast import MEI
from tests.stockroom import stock

KAI = Actor("kai", Role.WAREHOUSE)
LINES = [{"code": "tea", "quantity": 2}]


@dataclass(frozen=True)
class Operation:
    """Where a step is taken, and what makes a body that is done once."""

    path: str
    build: Callable[[], dict[str, Any]]


def number(document: str, ids: list[int]) -> str:
    return numbers(document, ids)[ids[0]]


def receipts(build: Callable[[], list[int]], **rest: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {"receipts": [number("receipt", build())], **rest}


def counts(build: Callable[[], list[int]], **rest: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {"counts": [number("count", build())], **rest}


def transfers(build: Callable[[], list[int]], **rest: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {"transfers": [number("transfer", build())], **rest}


def arrival(
    document: str, build: Callable[[], list[int]], code: str
) -> Callable[[], dict[str, Any]]:
    return lambda: {"arrivals": [{document: number(document, build()), "code": code}]}


def differing() -> list[int]:
    """A count that two people found different from the books."""
    (paper,) = stock.counting()
    stock.enter(paper, MEI, tea=4, cup=world.PLENTY)
    stock.enter(paper, KAI, tea=5)
    return [paper]


def aside() -> None:
    """Some tea is set aside."""
    care = Care(warehouse="W1", code="tea", quantity=5, reason=QuarantineReason.DAMAGED)
    world.all_done(quarantine([care], by=MEI))


def shelf() -> dict[str, Any]:
    Bin.objects.create(warehouse_id=world.warehouse(), code="A-01")
    return {"puts": [{"warehouse": "W1", "code": "tea", "bin": "A-01"}]}


def care(name: str, reason: str, prepare: Callable[[], None] | None = None) -> Callable[[], Any]:
    def build() -> dict[str, Any]:
        if prepare:
            prepare()
        return {name: [{"warehouse": "W1", "code": "tea", "quantity": 2, "reason": reason}]}

    return build


OPERATIONS = {
    "expect_goods": Operation("/receipts", lambda: {"receipts": [
        {"warehouse": "W1", "sender": "茶厂", "reference": "X1", "lines": LINES}]}),
    "receive": Operation("/receipts/arrivals", arrival("receipt", stock.expected, "rare")),
    "reverse_receive": Operation(
        "/receipts/arrival-reversals", arrival("receipt", stock.receiving, "rare")),
    "close_receipt": Operation("/receipts/closings", receipts(stock.receiving, reason="短发")),
    "cancel_receipt": Operation("/receipts/cancellations", receipts(stock.expected)),
    "open_count": Operation("/counts", lambda: {"counts": [{"warehouse": "W1", "codes": ["tea"]}]}),
    "count": Operation("/counts/entries", lambda: {"entries": [
        {"count": number("count", stock.counting()), "code": "tea", "quantity": 7}]}),
    "recount": Operation("/counts/recounts", counts(differing)),
    "confirm_count": Operation("/counts/confirmations", counts(differing)),
    "cancel_count": Operation("/counts/cancellations", counts(stock.counting)),
    "plan_transfer": Operation("/transfers", lambda: {"transfers": [
        {"source": "W1", "target": "W2", "lines": LINES}]}),
    "send_transfer": Operation("/transfers/departures", transfers(stock.planned)),
    "recall_transfer": Operation("/transfers/recalls", transfers(stock.sent)),
    "receive_transfer": Operation("/transfers/arrivals", arrival("transfer", stock.sent, "tea")),
    "close_transfer": Operation("/transfers/closings", transfers(stock.sent, reason="丢了")),
    "cancel_transfer": Operation("/transfers/cancellations", transfers(stock.planned)),
    "put_away": Operation("/stock/put-aways", shelf),
    "adjust": Operation("/stock/adjustments", care("adjustments", "found")),
    "quarantine": Operation("/stock/quarantines", care("quarantines", "damaged")),
    "release_quarantine": Operation(
        "/stock/quarantine-releases", care("releases", "fit", aside)),
    "scrap": Operation("/stock/scraps", care("scraps", "damaged", aside)),
}  # fmt: skip
READINGS = {
    "list_receipts", "list_counts", "list_transfers", "read_receipt", "read_count", "read_transfer",
    "list_stock_tasks",
}  # fmt: skip
STOCK_WORK = {*OPERATIONS, *READINGS}
