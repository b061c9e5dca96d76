"""Which carrier is proposed for a parcel, and why, in words."""

from datetime import date
from decimal import Decimal

from gendan.records.carriers.tariffs import Parcel, Tariff, propose

TODAY = date(2026, 11, 27)
ZHEJIANG, HANGZHOU = ("330000", "浙江省", 1), ("330100", "杭州市", 2)
ANYWHERE = (None, "", 0)


def tariff(
    name: str,
    region: tuple[str | None, str, int],
    first: str,
    days: int,
    *,
    step: str = "2",
    most: int | None = None,
    warehouse: int | None = None,
) -> Tariff:
    code, called, level = region
    return Tariff(
        sum(map(ord, name)), name, name, name.title(), warehouse, code, called, level, 1000,
        Decimal(first), 1000, Decimal(step), most, days,
    )  # fmt: skip


def parcel(grams: int = 800, promised: date | None = None, division: str = "330106") -> Parcel:
    return Parcel(warehouse=1, division=division, weight_grams=grams, promised=promised)


SF, ZTO = tariff("顺丰", ZHEJIANG, "12", 1), tariff("中通", ZHEJIANG, "5", 2)


def said(agreed: list[Tariff], one: Parcel) -> tuple[str, Decimal, str] | None:
    found = propose(one, agreed, TODAY)
    return found and (found.carrier, found.price, found.reason.zh)


def test_the_cheaper_one_goes_and_says_by_how_much() -> None:
    expected = ("中通", Decimal(5), "首重比顺丰便宜 7 元，浙江省 2 日达")
    assert said([SF, ZTO], parcel()) == expected
    found = propose(parcel(), [SF, ZTO], TODAY)
    assert found is not None
    assert (
        found.reason.en == "first weight 7 cheaper than 顺丰".title()
        or "cheaper" in found.reason.en
    )


def test_what_was_promised_comes_before_what_is_cheap() -> None:
    tomorrow = parcel(promised=date(2026, 11, 28))
    assert said([SF, ZTO], tomorrow) == ("顺丰", Decimal(12), "中通赶不上承诺日期，浙江省次日达")
    today = parcel(promised=TODAY)
    found = said([SF, ZTO], today)
    assert found is not None
    assert found[0] == "顺丰"
    assert "赶不上承诺日期" in found[2]


def test_every_step_of_weight_that_has_begun_is_paid() -> None:
    assert ZTO.price(1000) == Decimal(5)
    assert ZTO.price(1001) == Decimal(7)
    assert ZTO.price(3000) == Decimal(9)


def test_the_smallest_region_and_the_own_warehouse_hold() -> None:
    city = tariff("中通", HANGZHOU, "4", 1)
    ours = tariff("中通", HANGZHOU, "3", 1, warehouse=1)
    theirs = tariff("中通", HANGZHOU, "1", 1, warehouse=2)
    everywhere = tariff("中通", ANYWHERE, "9", 3)
    agreed = [ZTO, city, ours, theirs, everywhere]
    assert said(agreed, parcel()) == ("中通", Decimal(3), "只有它能送，3.00 元，杭州市次日达")
    assert said(agreed, parcel(division="330200")) == (
        "中通", Decimal(5), "只有它能送，5.00 元，浙江省 2 日达",
    )  # fmt: skip
    assert said(agreed, parcel(division="540000")) == (
        "中通", Decimal(9), "只有它能送，9.00 元，全国 3 日达",
    )  # fmt: skip


def test_what_nobody_takes_has_no_proposal() -> None:
    light = tariff("中通", ZHEJIANG, "5", 2, most=500)
    assert propose(parcel(), [light], TODAY) is None
    assert propose(parcel(division=""), [ZTO], TODAY) is None
