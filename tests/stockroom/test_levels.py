"""Care of stock: put away, adjusted, quarantined, released and scrapped, for a coded reason."""

import pytest

from gendan.journey.s3_pick.short import Short, report_short
from gendan.kernel.actor import Actor
from gendan.kernel.refusals import Refusal
from gendan.kernel.repeat import once
from gendan.process.model import Role
from gendan.process.words import (
    AdjustReason,
    Coded,
    QuarantineReason,
    ReleaseReason,
    ScrapReason,
    ShortReason,
)
from gendan.records.places.models import Bin
from gendan.records.stock.models import StockLevel, StockTask
from gendan.records.stock.papers import StockEntry
from gendan.stockroom.levels import (
    Care,
    Put,
    adjust,
    put_away,
    quarantine,
    release_quarantine,
    scrap,
)
from tests import world
from tests.cast import BO, MEI
from tests.stockroom import stock

PLENTY = world.PLENTY
KAI = Actor("kai", Role.WAREHOUSE)


def care(quantity: int, reason: Coded, code: str = "tea", where: str = "W1") -> Care:
    return Care(warehouse=where, code=code, quantity=quantity, reason=reason, note="按清单")


def level_id(sku: str, where: str = "W1") -> int:
    return StockLevel.objects.get(product__sku=sku, warehouse__code=where).pk


def test_the_books_are_adjusted_for_a_reason(shop: None) -> None:
    cares = [
        care(-5, AdjustReason.MISSING),
        care(2, AdjustReason.FOUND, "6901234560015"),
        care(7, AdjustReason.OPENING, "rare", "W2"),
    ]
    assert adjust(cares, by=BO).done == (0, 1, 2)
    assert stock.level("tea") == (PLENTY - 5, 0, 0)
    assert stock.level("cup") == (PLENTY + 2, 0, 0)
    assert stock.level("rare", "W2") == (7, 0, 0)
    tea = level_id("tea")
    assert stock.moved("level", tea) == [("correct", "tea", "W1", -5, 0, "missing")]
    assert stock.journal("level", tea) == [("adjust", "kept", "kept", "bo", "missing")]
    world.books_agree()


def test_what_is_promised_is_not_adjusted_away_and_who_holds_it_is_said(shop: None) -> None:
    world.receive("rare", 3)
    world.to_pick(1, "rare", 2)
    refused = adjust([care(-2, AdjustReason.MISSING, "rare")], by=BO).refused[0]
    assert refused.reason is Refusal.HELD_FOR
    assert (refused.values["expected"], refused.values["given"]) == ("1", "2")
    assert refused.values["shipments"].endswith("-1")
    assert stock.level("rare") == (3, 2, 0)


def test_goods_are_quarantined_and_released_or_scrapped(shop: None) -> None:
    assert quarantine([care(6, QuarantineReason.DAMAGED)], by=MEI).done == (0,)
    assert stock.level("tea") == (PLENTY - 6, 0, 6)
    assert release_quarantine([care(2, ReleaseReason.FIT)], by=MEI).done == (0,)
    gone = [care(3, ScrapReason.EXPIRED), care(2, ScrapReason.EXPIRED)]
    assert scrap(gone, by=BO).reasons() == {1: Refusal.NOT_SO_MANY}
    assert stock.level("tea") == (PLENTY - 4, 0, 1)
    assert stock.moved("level", level_id("tea")) == [
        ("set_aside", "tea", "W1", -6, 6, "damaged"),
        ("release", "tea", "W1", 2, -2, "fit"),
        ("write_off", "tea", "W1", 0, -3, "expired"),
    ]
    world.books_agree()


def test_what_was_searched_for_and_found_needs_no_search(shop: None) -> None:
    (box,) = world.picking(1, "tea", 2)
    short = Short(shipment=box, code="tea", quantity=1, reason=ShortReason.NOT_FOUND)
    world.all_done(report_short([short], by=MEI))
    assert StockTask.objects.filter(settled_at=None).count() == 1
    world.all_done(release_quarantine([care(1, ReleaseReason.FOUND)], by=KAI))
    assert list(StockTask.objects.values_list("settled_by", flat=True)) == ["kai"]
    world.books_agree()


def test_goods_are_put_away_into_bins_that_exist(shop: None) -> None:
    Bin.objects.create(warehouse_id=world.warehouse("W1"), code="A-01")
    Bin.objects.create(warehouse_id=world.warehouse("W2"), code="B-01")
    named = (("W1", "tea", "A-01"), ("W1", "cup", "B-01"), ("W2", "rare", "B-01"))
    puts = [Put(warehouse=where, code=code, bin=shelf) for where, code, shelf in named]
    assert put_away(puts, by=MEI).reasons() == {1: Refusal.UNKNOWN_BIN}
    found = dict(StockLevel.objects.exclude(bin=None).values_list("product__sku", "bin__code"))
    assert found == {"tea": "A-01", "rare": "B-01"}
    assert stock.journal("level", level_id("tea")) == [("put_away", "kept", "kept", "mei", "")]


def test_how_many_were_put_away_stands_in_the_journal(shop: None) -> None:
    Bin.objects.create(warehouse_id=world.warehouse("W1"), code="A-01")
    puts = [Put(warehouse="W1", code="tea", bin="A-01", quantity=units) for units in (4, 0, 2)]
    assert put_away(puts, by=MEI).reasons() == {1: Refusal.NOT_POSITIVE}
    (entry,) = StockEntry.objects.filter(document="level", document_id=level_id("tea"))
    assert entry.changed == {"bin": "A-01", "quantity": 6}


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (care(1, AdjustReason.FOUND, "what"), Refusal.UNKNOWN_SKU),
        (care(1, AdjustReason.FOUND, where="W9"), Refusal.UNKNOWN_WAREHOUSE),
        (care(0, AdjustReason.FOUND), Refusal.NOT_POSITIVE),
        (care(-1_000_001, AdjustReason.MISSING), Refusal.TOO_LARGE),
        (care(-1, AdjustReason.MISSING, "rare"), Refusal.NOT_SO_MANY),
        (care(1, ScrapReason.LOST), Refusal.BAD_CHOICE),
    ],
)
def test_an_adjustment_that_cannot_be_is_refused(shop: None, one: Care, reason: Refusal) -> None:
    levels = StockLevel.objects.count()
    outcome = adjust([one, care(1, AdjustReason.FOUND)], by=BO)
    assert outcome.reasons() == {0: reason}
    assert outcome.done == (1,)
    assert StockLevel.objects.count() == levels


def test_an_adjustment_sent_twice_counts_once(shop: None) -> None:
    cares = [care(-1, AdjustReason.USED)]
    assert once(BO, "k", adjust, cares, by=BO) == once(BO, "k", adjust, cares, by=BO)
    assert stock.level("tea") == (PLENTY - 1, 0, 0)


def test_one_level_may_be_named_often_in_a_batch(shop: None) -> None:
    world.receive("rare", 3)
    cares = [care(2, QuarantineReason.QUALITY, "rare") for _ in range(2)]
    assert quarantine(cares, by=MEI).reasons() == {1: Refusal.NOT_SO_MANY}
    assert stock.level("rare") == (1, 0, 2)
