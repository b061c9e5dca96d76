"""Which carrier for which parcel: by region, weight, price and promise. Plain Python.

What arrives in time comes before what is cheap; of those the cheapest, of these the fastest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal

from gendan.kernel import sql
from gendan.process.model import Text

TARIFFS = """
SELECT carrier.id, carrier.code, carrier.name, coalesce(nullif(carrier.name_en, ''), carrier.name),
       tariff.warehouse_id, tariff.division_id, coalesce(division.name, ''),
       coalesce(division.level, 0),
       tariff.first_grams, tariff.first_price, tariff.step_grams, tariff.step_price,
       tariff.most_grams, tariff.days
  FROM tariff JOIN carrier ON carrier.id = tariff.carrier_id
  LEFT JOIN division ON division.code = tariff.division_id
"""
DIGITS = {1: 2, 2: 4, 3: 6}  # of a division's code that its parts share

# In how many days the carrier of a waybill `bill` arrives with a shipment `s` of an order `o`: by
# the same rule as below, the most exact of its tariffs.
DAYS = """(
    SELECT tariff.days FROM tariff LEFT JOIN division ON division.code = tariff.division_id
     WHERE tariff.carrier_id = bill.carrier_id
       AND (tariff.warehouse_id IS NULL OR tariff.warehouse_id = s.warehouse_id)
       AND (tariff.division_id IS NULL
            OR starts_with(o.division_id, left(tariff.division_id, division.level * 2)))
       AND (tariff.most_grams IS NULL OR coalesce(s.weight_grams, 0) <= tariff.most_grams)
     ORDER BY coalesce(division.level, 0) DESC, tariff.warehouse_id IS NULL LIMIT 1)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is known of a parcel before anybody carries it. `promised`: the customer's day."""

    warehouse: int
    division: str
    weight_grams: int
    promised: date | None = None


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a carrier takes to a region; no region: to wherever no other of its tariffs leads."""

    carrier_id: int
    carrier: str
    name: str
    name_en: str
    warehouse: int | None
    division: str | None
    region: str
    level: int
    first_grams: int
    first_price: Decimal
    step_grams: int
    step_price: Decimal
    most_grams: int | None
    days: int

    def covers(self, parcel: Parcel) -> bool:
        """Whether it is a tariff for such a parcel."""
        reached = self.division is None or parcel.division.startswith(
            self.division[: DIGITS[self.level]]
        )
        fits = self.most_grams is None or parcel.weight_grams <= self.most_grams
        return reached and fits and self.warehouse in (None, parcel.warehouse)

    def price(self, weight_grams: int) -> Decimal:
        """What such a weight costs; every step that has begun counts."""
        beyond = max(0, weight_grams - self.first_grams)
        steps = (Decimal(beyond) / self.step_grams).to_integral_value(ROUND_UP)
        return self.first_price + steps * self.step_price


@dataclass(frozen=True, slots=True)
class Proposal:
    """A carrier for a parcel, what it costs, and why it was proposed."""

    carrier: str
    name: Text
    price: Decimal
    days: int
    reason: Text


def tariffs() -> list[Tariff]:
    """All that is agreed. One statement."""
    return [Tariff(*row) for row in sql.rows(TARIFFS)]


def propose(parcel: Parcel, agreed: Sequence[Tariff], today: date) -> Proposal | None:
    """The best carrier for a parcel that leaves today; nothing where none takes it."""
    best: dict[int, Tariff] = {}
    for tariff in agreed:
        if tariff.covers(parcel):
            known = best.get(tariff.carrier_id)
            if known is None or _exactness(tariff) > _exactness(known):
                best[tariff.carrier_id] = tariff
    if not best:
        return None
    ranked = sorted(best.values(), key=lambda tariff: _rank(tariff, parcel, today))
    chosen = ranked[0]
    return Proposal(
        chosen.carrier,
        Text(chosen.name, chosen.name_en),
        chosen.price(parcel.weight_grams),
        chosen.days,
        _reason(parcel, ranked, today),
    )


def _exactness(tariff: Tariff) -> tuple[int, bool]:
    return tariff.level, tariff.warehouse is not None


def _in_time(tariff: Tariff, parcel: Parcel, today: date) -> bool:
    return parcel.promised is None or today + timedelta(days=tariff.days) <= parcel.promised


def _rank(tariff: Tariff, parcel: Parcel, today: date) -> tuple[bool, Decimal, int, str]:
    late = not _in_time(tariff, parcel, today)
    price = tariff.price(parcel.weight_grams)
    # Where none comes in time, the fastest does least harm.
    return late, Decimal(tariff.days) if late else price, tariff.days, tariff.carrier


def _reason(parcel: Parcel, ranked: Sequence[Tariff], today: date) -> Text:
    chosen = ranked[0]
    parts = [_compared(parcel, ranked, today), _arrives(chosen)]
    if parcel.promised is not None and not _in_time(chosen, parcel, today):
        parts.append(Text("赶不上承诺日期", "later than promised"))
    return Text(
        "，".join(part.zh for part in parts if part.zh),
        ", ".join(part.en for part in parts if part.en),
    )


def _compared(parcel: Parcel, ranked: Sequence[Tariff], today: date) -> Text:
    chosen = ranked[0]
    price = chosen.price(parcel.weight_grams)
    if len(ranked) == 1:
        return Text(f"只有它能送，{price:.2f} 元", f"the only one that goes there, {price:.2f}")
    other = ranked[1]
    difference = other.price(parcel.weight_grams) - price
    if _in_time(chosen, parcel, today) and not _in_time(other, parcel, today):
        return Text(f"{other.name}赶不上承诺日期", f"{other.name_en} would be late")
    is_first = parcel.weight_grams <= min(chosen.first_grams, other.first_grams)
    weight = Text("首重", "first weight ") if is_first else Text("", "")
    if difference > 0:
        return Text(
            f"{weight.zh}比{other.name}便宜 {_short(difference)} 元",
            f"{weight.en}{_short(difference)} cheaper than {other.name_en}",
        )
    if difference == 0 and chosen.days < other.days:
        return Text(f"和{other.name}同价，更快", f"as cheap as {other.name_en}, and faster")
    if difference == 0:
        return Text(f"{price:.2f} 元，和{other.name}同价", f"{price:.2f}, as {other.name_en}")
    return Text(f"比{other.name}快", f"faster than {other.name_en}")


def _arrives(chosen: Tariff) -> Text:
    region, region_en = chosen.region or "全国", chosen.region or "everywhere"
    zh = {0: "当日达", 1: "次日达"}.get(chosen.days, f" {chosen.days} 日达")
    en = {0: "the same day", 1: "the next day"}.get(chosen.days, f"in {chosen.days} days")
    return Text(f"{region}{zh}", f"{region_en} {en}")


def _short(amount: Decimal) -> str:
    return f"{amount:.2f}".rstrip("0").rstrip(".")
