"""The demo shop's carriers: what they take to where, what their numbers look like, blocks."""

from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from gendan.process.model import Text
from gendan.process.words import CarrierKind
from gendan.records.carriers.known import CARRIERS as KNOWN
from gendan.records.carriers.models import NumberBlock, NumberPattern, Tariff
from gendan.records.parties.models import Carrier
from gendan.records.places.models import Division

ZHEJIANG, SHANGHAI, GUANGDONG, HANGZHOU = "330000", "310000", "440000", "330100"


@dataclass(frozen=True, slots=True)
class Agreed:
    """A carrier. `prices`: by region (nowhere: the rest), first weight, each kilogram, days."""

    code: str
    name: Text
    kind: CarrierKind
    cutoff: time
    like: str  # the carrier of `known` whose numbers it has
    prices: tuple[tuple[str | None, str, str, int], ...]
    block: tuple[str, int] | None = None  # of numbers: what they begin with, places


NETWORK, OWN = CarrierKind.NETWORK, CarrierKind.OWN
CARRIERS = (
    Agreed("demo-sf", Text("顺丰", "SF Express"), NETWORK, time(18), "sf",
           ((ZHEJIANG, "12", "2", 1), (SHANGHAI, "12", "2", 1), (None, "18", "6", 2))),
    Agreed("demo-zto", Text("中通", "ZTO Express"), NETWORK, time(17), "zto",
           ((ZHEJIANG, "5", "1", 1), (SHANGHAI, "6", "1.5", 2), (None, "9", "4", 3)), ("7862", 10)),
    Agreed("demo-yto", Text("圆通", "YTO Express"), NETWORK, time(17, 30), "yto",
           ((GUANGDONG, "6", "2", 2), (None, "8", "4", 3)), ("YT", 13)),
    Agreed("demo-jdl", Text("京东物流", "JD Logistics"), NETWORK, time(19), "jd",
           ((None, "15", "4", 2),)),
    Agreed("demo-van", Text("自有车队", "Own vans"), OWN, time(16), "",
           ((HANGZHOU, "4", "0", 0),)),
)  # fmt: skip
BLOCK_SIZE = 5_000


def load() -> None:
    """Carriers with all that is agreed; where the divisions are not loaded, for the whole country.
    Five statements."""
    made = Carrier.objects.bulk_create(
        Carrier(
            code=one.code, name=one.name.zh, name_en=one.name.en, kind=one.kind.value,
            cutoff=one.cutoff,
        )
        for one in CARRIERS
    )  # fmt: skip
    ids = {carrier.code: carrier.pk for carrier in made}
    known = set(Division.objects.filter(level__lte=2).values_list("code", flat=True))
    Tariff.objects.bulk_create(
        Tariff(
            carrier_id=ids[one.code], division_id=region, first_price=Decimal(first),
            step_price=Decimal(step), days=days,
        )
        for one in CARRIERS
        for region, first, step, days in one.prices
        if region is None or region in known
    )  # fmt: skip
    NumberPattern.objects.bulk_create(
        NumberPattern(
            carrier_id=ids[own.code], pattern=pattern, check_kind=check, example=example,
        )
        for own in CARRIERS
        for one in KNOWN
        if one.code == own.like
        for pattern, check, example in one.numbers
    )  # fmt: skip
    NumberBlock.objects.bulk_create(
        NumberBlock(
            carrier_id=ids[one.code], prefix=one.block[0], digits=one.block[1],
            first=1_000_000, last=1_000_000 + BLOCK_SIZE - 1, next=1_000_000,
        )
        for one in CARRIERS
        if one.block
    )  # fmt: skip
