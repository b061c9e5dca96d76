"""Care of stock over the API: put away, adjust, quarantine, release and scrap."""

from collections.abc import Sequence

from ninja import Router
from pydantic import Field

from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.kit.rest.bodies import MOST, Body, Code, Count, Short
from gendan.kit.rest.commands import Named
from gendan.process.words import (
    AdjustReason,
    Coded,
    QuarantineReason,
    ReleaseReason,
    ScrapReason,
)
from gendan.stockroom import levels
from gendan.stockroom.rest import stock_command

router = Router(tags=["库存处理 · Stock care"])


class PutAway(Body):
    """The article lies in that bin from now on."""

    warehouse: Code
    code: Code = Field(description="SKU or GTIN.")
    bin: Code
    quantity: Count | None = Field(None, description="Units that were laid there now, if counted.")


class PutsAway(Named):
    """Articles and their bins."""

    puts: list[PutAway] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """Warehouse and article."""
        return [f"{one.warehouse} {one.code}" for one in self.puts]


class Kept(Body):
    """So many units of an article in a warehouse."""

    warehouse: Code
    code: Code = Field(description="SKU or GTIN.")
    quantity: Count
    note: Short = ""

    def care(self, reason: Coded) -> levels.Care:
        """As commands take it."""
        return levels.Care(
            warehouse=self.warehouse,
            code=self.code,
            quantity=self.quantity,
            reason=reason,
            note=self.note,
        )


class Adjustment(Kept):
    """More, or below zero fewer, than the books say."""

    reason: AdjustReason


class Doubtful(Kept):
    """Units to be set aside."""

    reason: QuarantineReason


class Cleared(Kept):
    """Units that may be sold again."""

    reason: ReleaseReason


class Spoilt(Kept):
    """Units that nobody can sell."""

    reason: ScrapReason


class Adjustments(Named):
    """Corrections of the books."""

    adjustments: list[Adjustment] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """Warehouse and article."""
        return _named(self.adjustments)


class Quarantines(Named):
    """Units to be set aside."""

    quarantines: list[Doubtful] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """Warehouse and article."""
        return _named(self.quarantines)


class Releases(Named):
    """Units that may be sold again."""

    releases: list[Cleared] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """Warehouse and article."""
        return _named(self.releases)


class Scraps(Named):
    """Units that nobody can sell."""

    scraps: list[Spoilt] = Field(min_length=1, max_length=MOST)

    def named(self) -> Sequence[str]:
        """Warehouse and article."""
        return _named(self.scraps)


def _named(of: Sequence[Kept]) -> list[str]:
    return [f"{one.warehouse} {one.code}" for one in of]


def _example(quantity: int, reason: Coded) -> dict[str, object]:
    return {"warehouse": "hz", "code": "tea", "quantity": quantity, "reason": reason.value}


@stock_command(
    router,
    "put_away",
    "/stock/put-aways",
    example={"puts": [{"warehouse": "hz", "code": "tea", "bin": "A-01-2"}]},
)
def put_away(body: PutsAway, by: Actor) -> Outcome:
    """Where goods lie."""
    puts = [
        levels.Put(warehouse=one.warehouse, code=one.code, bin=one.bin, quantity=one.quantity)
        for one in body.puts
    ]
    return levels.put_away(puts, by=by)


@stock_command(
    router,
    "adjust",
    "/stock/adjustments",
    example={"adjustments": [_example(-2, AdjustReason.MISSING)]},
)
def adjust(body: Adjustments, by: Actor) -> Outcome:
    """The books were wrong."""
    return levels.adjust([one.care(one.reason) for one in body.adjustments], by=by)


@stock_command(
    router,
    "quarantine",
    "/stock/quarantines",
    example={"quarantines": [_example(3, QuarantineReason.DAMAGED)]},
)
def quarantine(body: Quarantines, by: Actor) -> Outcome:
    """Not to be sold for now."""
    return levels.quarantine([one.care(one.reason) for one in body.quarantines], by=by)


@stock_command(
    router,
    "release_quarantine",
    "/stock/quarantine-releases",
    example={"releases": [_example(2, ReleaseReason.FIT)]},
)
def release_quarantine(body: Releases, by: Actor) -> Outcome:
    """To be sold again."""
    return levels.release_quarantine([one.care(one.reason) for one in body.releases], by=by)


@stock_command(
    router,
    "scrap",
    "/stock/scraps",
    example={"scraps": [_example(1, ScrapReason.EXPIRED)]},
)
def scrap(body: Scraps, by: Actor) -> Outcome:
    """Never to be sold."""
    return levels.scrap([one.care(one.reason) for one in body.scraps], by=by)
