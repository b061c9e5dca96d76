"""What is done to the stock of one article in one warehouse, for a coded reason."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.db import transaction

from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.process.model import Step
from gendan.process.stock import STOCK
from gendan.process.words import (
    AdjustReason,
    Coded,
    QuarantineReason,
    ReleaseReason,
    ScrapReason,
)
from gendan.records.products.codes import Article, by_code
from gendan.records.stock import ledger, moves
from gendan.records.stock.ledger import Level, Movement, Spot
from gendan.stockroom.arrivals import serve_waiting
from gendan.stockroom.taking import working
from gendan.stockroom.units import UNITS_MAX, Lack, lacking, warehouses

PUT_AWAY = STOCK.step("put_away")
ADJUST = STOCK.step("adjust")
QUARANTINE = STOCK.step("quarantine")
RELEASE_QUARANTINE = STOCK.step("release_quarantine")
SCRAP = STOCK.step("scrap")

CLEARING = (RELEASE_QUARANTINE, SCRAP)

BINS = "SELECT warehouse_id, code, id FROM bin WHERE warehouse_id = ANY(%s) AND code = ANY(%s)"


class Kept(Protocol):
    """An item that names the stock of an article in a warehouse, by their codes."""

    @property
    def warehouse(self) -> str:
        """Its code."""

    @property
    def code(self) -> str:
        """SKU or GTIN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """The article with this code lies in that bin from now on. `quantity`: how many units of it
    were laid there now, if somebody counted."""

    warehouse: str
    code: str
    bin: str
    quantity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """So many units of the article with this code, and why. Of adjustments: more or, below zero,
    fewer than the books say."""

    warehouse: str
    code: str
    quantity: int
    reason: Coded
    note: str = ""


@dataclass(frozen=True, slots=True)
class _At:
    """Which level an item is about; 0: none."""

    document: int


def put_away(puts: Sequence[Put], *, by: Actor, at: When = None) -> Outcome:
    """Say in which bin articles lie; items are positions. Pick lists name it from now on. How many
    units were laid there stands in the journal: a level has one bin, and units are of the level."""
    slips = {i: answer for i, put in enumerate(puts) if (answer := _miscounted(put))}
    with _at_levels(PUT_AWAY, puts, by, at, opens=lambda _: True, slips=slips) as (batch, levels):
        places = {levels[item].warehouse for item in batch.items}
        codes = {puts[item].bin for item in batch.items}
        found = sql.rows(BINS, [sorted(places), sorted(codes)])
        bins = {(place, code): id for place, code, id in found}
        shelved: dict[int, int] = {}
        laid: Counter[int] = Counter()
        for item in batch.items:
            level, code = levels[item], puts[item].bin
            if (level.warehouse, code) not in bins:
                batch.refuse([item], Refusal.UNKNOWN_BIN, "bin", given=code)
                continue
            shelved[level.id] = bins[level.warehouse, code]
            laid[level.id] += puts[item].quantity or 0
            units = {"quantity": laid[level.id]} if laid[level.id] else {}
            batch.note(level.id, {"bin": code, **units})
        ledger.shelve(shelved)
    return batch.outcome


def adjust(cares: Sequence[Care], *, by: Actor, at: When = None) -> Outcome:
    """Correct the books; items are positions. What is promised to orders is not taken away."""
    return _care(ADJUST, AdjustReason, cares, by, at)


def quarantine(cares: Sequence[Care], *, by: Actor, at: When = None) -> Outcome:
    """Set units aside, so that nobody sells them; items are positions."""
    return _care(QUARANTINE, QuarantineReason, cares, by, at)


def release_quarantine(cares: Sequence[Care], *, by: Actor, at: When = None) -> Outcome:
    """Have units that were set aside on hand again; items are positions."""
    return _care(RELEASE_QUARANTINE, ReleaseReason, cares, by, at)


def scrap(cares: Sequence[Care], *, by: Actor, at: When = None) -> Outcome:
    """Let units that were set aside leave the books for good; items are positions."""
    return _care(SCRAP, ScrapReason, cares, by, at)


# By step: the kind of movement, and by how many units of the asked it changes what is on hand and
# what is set aside.
EFFECTS: Mapping[str, tuple[str, int, int]] = {
    "adjust": ("correct", 1, 0),
    "quarantine": ("set_aside", -1, 1),
    "release_quarantine": ("release", 1, -1),
    "scrap": ("write_off", 0, -1),
}


def _miscounted(put: Put) -> Refused | None:
    if put.quantity is None or 0 < put.quantity <= UNITS_MAX:
        return None
    reason = Refusal.TOO_LARGE if put.quantity > 0 else Refusal.NOT_POSITIVE
    return refused(reason, "quantity", given=put.quantity)


def _spots(items: Sequence[Kept], by: Actor) -> tuple[dict[int, Spot], dict[int, Refused]]:
    """By position, which level is meant; or why there is none."""
    places = warehouses([item.warehouse for item in items], by)
    articles = by_code([item.code for item in items])
    found: dict[int, Spot] = {}
    answers: dict[int, Refused] = {}
    for position, item in enumerate(items):
        article: Article | None = articles.get(item.code)
        if item.warehouse not in places:
            answers[position] = refused(
                Refusal.UNKNOWN_WAREHOUSE, "warehouse", given=item.warehouse
            )
        elif article is None:
            answers[position] = refused(Refusal.UNKNOWN_SKU, "code", sku=item.code)
        else:
            found[position] = article.product, places[item.warehouse]
    return found, answers


@contextmanager
def _at_levels(
    step: Step, items: Sequence[Kept], by: Actor, at: When, *, opens: Callable[[int], bool],
    slips: Mapping[int, Refused],
) -> Iterator[tuple[Batch, dict[int, Level]]]:  # fmt: skip
    """Take the step with the levels that the items name, those that it opens included; the level
    of each item that may still take it."""
    if not by.may(step):
        raise PermissionDenied(step.name)
    spots, answers = _spots(items, by)
    answers = {**slips, **answers}
    with transaction.atomic():
        ledger.open_levels({spots[i] for i in spots if i not in answers and opens(i)})
        levels = ledger.lock_levels(set(spots.values()))
        for position, spot in spots.items():
            if spot not in levels:
                none = refused(Refusal.NOT_SO_MANY, sku=items[position].code, expected=0, given=1)
                answers.setdefault(position, none)
        kept = {position: levels[spot] for position, spot in spots.items() if spot in levels}
        asked = [_At(kept[i].id if i in kept else 0) for i in range(len(items))]
        with working(step, moves.LEVELS, asked, by=by, at=at, refused_before=answers) as batch:
            yield batch, kept


def _care(step: Step, reasons: type[Coded], cares: Sequence[Care], by: Actor, at: When) -> Outcome:
    kind, hand, aside = EFFECTS[step.name]
    slips = {
        position: answer
        for position, care in enumerate(cares)
        if (answer := _slip(care, reasons, signed=step is ADJUST))
    }
    with _at_levels(
        step, cares, by, at, opens=lambda i: step is ADJUST and cares[i].quantity > 0, slips=slips
    ) as (batch, levels):
        kept = {level.id: level for level in levels.values()}
        free = {id: level.available for id, level in kept.items()}
        apart = {id: level.set_aside for id, level in kept.items()}
        short: dict[int, Lack] = {}
        done: list[int] = []
        for item in batch.items:
            id, units = levels[item].id, cares[item].quantity
            if free[id] + hand * units < 0:
                short[item] = Lack(levels[item].sku, free[id], -hand * units)
            elif apart[id] + aside * units < 0:
                batch.refuse([item], Refusal.NOT_SO_MANY, "quantity", sku=levels[item].sku,
                             expected=apart[id], given=units)  # fmt: skip
            else:
                free[id] += hand * units
                apart[id] += aside * units
                done.append(item)
        _refuse_short(batch, levels, short)
        ledger.post(
            [_movement(levels[i], cares[i], kind, hand, aside) for i in done], actor=by.name
        )
        _write_down(batch, levels, cares, done)
        more = {levels[i].product for i in done if hand * cares[i].quantity > 0}
        empty = {(kept[id].product, kept[id].warehouse) for id in batch.ids if not apart[id]}
        _follow(batch, more, empty, step)
    return batch.outcome


def _slip(care: Care, reasons: type[Coded], *, signed: bool) -> Refused | None:
    if not isinstance(care.reason, reasons):
        return refused(Refusal.BAD_CHOICE, "reason", given=care.reason.value)
    if care.quantity == 0 or (care.quantity < 0 and not signed):
        return refused(Refusal.NOT_POSITIVE, "quantity", given=care.quantity)
    if abs(care.quantity) > UNITS_MAX:
        return refused(Refusal.TOO_LARGE, "quantity", given=care.quantity)
    return None


def _refuse_short(batch: Batch, levels: Mapping[int, Level], short: Mapping[int, Lack]) -> None:
    spots = {item: (levels[item].product, levels[item].warehouse) for item in short}
    answers = lacking({spots[item]: lack for item, lack in short.items()})
    batch.refuse_each({item: answers[spots[item]] for item in short})


def _movement(level: Level, care: Care, kind: str, hand: int, aside: int) -> Movement:
    return Movement(
        product=level.product,
        warehouse=level.warehouse,
        kind=kind,
        quantity=hand * care.quantity,
        set_aside=aside * care.quantity,
        document="level",
        document_id=level.id,
        note=care.reason.value,
    )


def _write_down(
    batch: Batch, levels: Mapping[int, Level], cares: Sequence[Care], done: Sequence[int]
) -> None:
    told: dict[int, list[object]] = {}
    for item in done:
        care = cares[item]
        batch.explain([levels[item].id], care.reason.value)
        told.setdefault(levels[item].id, []).append([care.quantity, care.note.strip()])
    for id, changes in told.items():
        batch.note(id, changes)


def _follow(batch: Batch, more: Collection[int], empty: Collection[Spot], step: Step) -> None:
    """Whoever waits for goods may have them; what nobody has apart is searched for no more."""
    serve_waiting(more)
    if step in CLEARING:
        ledger.settle_tasks("search", empty, actor=batch.actor.name)
