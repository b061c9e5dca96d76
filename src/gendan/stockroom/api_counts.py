"""Counting over the API. No answer tells what the books say before a count is done."""

from collections.abc import Sequence
from functools import partial

from ninja import Router
from pydantic import Field

from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kit.rest.bodies import MOST, Body, Code, Count, Short
from gendan.kit.rest.commands import Named
from gendan.kit.rest.naming import of_items
from gendan.stockroom import counts
from gendan.stockroom.rest import Explained, PaperNumber, of_paper, stock_command, take_papers

router = Router(tags=["盘点 · Counting"])
NUMBERS = ["PD100001", "PD100002"]


class ToCount(Body):
    """What is to be counted: these articles; without any, those whose bin begins so; without that,
    all that the warehouse keeps."""

    warehouse: Code
    codes: list[Code] = Field(default=[], max_length=counts.LINES_MAX)
    bins: Short = ""
    remark: Short = ""


class NewCounts(Named):
    """Counts to be opened."""

    counts: list[ToCount] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """They have no number yet."""
        return [""] * len(self.counts)


class Found(Body):
    """So many units in all lie there."""

    count: PaperNumber
    code: Code = Field(description="SKU or GTIN.")
    quantity: Count


class Entries(Named):
    """What was counted."""

    entries: list[Found] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The counts."""
        return [one.count for one in self.entries]


class Counts(Named, Explained):
    """Counts by number."""

    counts: list[PaperNumber] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """The counts."""
        return self.counts


EXAMPLE = {"counts": NUMBERS, "reason": "已核实"}


@stock_command(
    router,
    "open_count",
    "/counts",
    example={"counts": [{"warehouse": "hz", "bins": "A-01", "remark": "每周循环盘点"}]},
)
def open_count(body: NewCounts, by: Actor) -> Outcome:
    """What is to be counted."""
    new = [
        counts.NewCount(
            warehouse=one.warehouse, codes=tuple(one.codes), bins=one.bins, remark=one.remark
        )
        for one in body.counts
    ]
    return counts.open_count(new, by=by)


@stock_command(
    router,
    "count",
    "/counts/entries",
    example={"entries": [{"count": NUMBERS[0], "code": "6901234567892", "quantity": 37}]},
)
def count(body: Entries, by: Actor) -> Outcome:
    """What lies on the shelf."""

    def counted(position: int, paper: int) -> counts.Counted:
        one = body.entries[position]
        return counts.Counted(count=paper, code=one.code, quantity=one.quantity)

    return of_items(body.named(), of_paper("count"), counted, partial(counts.count, by=by))


@stock_command(router, "recount", "/counts/recounts", example={"counts": NUMBERS})
def recount(body: Counts, by: Actor) -> Outcome:
    """Once more, by somebody else."""
    return take_papers("count", body.counts, partial(counts.recount, by=by))


@stock_command(router, "confirm_count", "/counts/confirmations", example=EXAMPLE)
def confirm_count(body: Counts, by: Actor) -> Outcome:
    """The books follow the shelf."""
    command = partial(counts.confirm_count, by=by, reason=body.reason)
    return take_papers("count", body.counts, command)


@stock_command(router, "cancel_count", "/counts/cancellations", example=EXAMPLE)
def cancel_count(body: Counts, by: Actor) -> Outcome:
    """Another day."""
    command = partial(counts.cancel_count, by=by, reason=body.reason)
    return take_papers("count", body.counts, command)
