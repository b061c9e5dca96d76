"""What a receipt would cost and get: of each line its price, what is free, what is short, and when
it leaves; before anything is promised to anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from gendan.insight import scope
from gendan.insight.selling.leaving import leaves_on
from gendan.kernel import clock, sql
from gendan.kernel.actor import Actor
from gendan.process.words import Fulfilment
from gendan.records.shipments.allocation import Allocation, Wanted, WantedLine, allocate

# What is carried away is taken from the shelf before anything is promised to others.
TURNS = (Fulfilment.CARRY, Fulfilment.PICKUP, Fulfilment.DELIVERY)

SERVING = """
SELECT o.calendar_id, w.id, w.calendar_id
  FROM (SELECT id AS store_id, code, calendar_id FROM store) AS o
  LEFT JOIN supply USING (store_id) LEFT JOIN warehouse AS w ON w.id = supply.warehouse_id
 WHERE o.code = %(store)s AND <<within>>
 ORDER BY supply.rank
"""

STOCKED = """
SELECT p.sku, p.id, p.name, p.name_en, p.price, p.currency, p.is_sold,
       coalesce(json_object_agg(level.warehouse_id, level.on_hand - level.reserved)
                FILTER (WHERE level.id IS NOT NULL), '{}')
  FROM product AS p
  LEFT JOIN stock_level AS level
    ON level.product_id = p.id AND level.warehouse_id = ANY(%s::bigint[])
 WHERE p.sku = ANY(%s::text[])
 GROUP BY p.id
"""

INSTEAD = """
SELECT p.sku, other.sku, other.name, other.name_en, other.price,
       coalesce((SELECT sum(on_hand - reserved) FROM stock_level AS level
                  WHERE level.product_id = other.id
                    AND level.warehouse_id = ANY(%s::bigint[])), 0)::int
  FROM substitute
  JOIN product AS p ON p.id = substitute.product_id
  JOIN product AS other ON other.id = substitute.substitute_id
 WHERE p.sku = ANY(%s::text[]) AND other.is_sold
 ORDER BY substitute.rank, other.sku
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of a receipt."""

    sku: str
    quantity: int
    fulfilment: Fulfilment


@dataclass(frozen=True, slots=True)
class Instead:
    """What may be offered for something that is short."""

    sku: str
    name: str
    name_en: str
    price: Decimal
    free: int


@dataclass(frozen=True, slots=True)
class Article:
    """A product with what of it is free, by warehouse."""

    id: int
    name: str
    name_en: str
    price: Decimal
    currency: str
    is_sold: bool
    levels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a line gets. Without an article: nobody knows the SKU. `short`: units nobody has.
    `leaves_on`: the day on which what there is leaves; `None` for what is carried away, and where
    there is nothing."""

    article: Article | None
    free: int
    short: int
    leaves_on: date | None
    instead: Sequence[Instead]


@dataclass(frozen=True, slots=True)
class Serving:
    """A store's calendar, and the warehouses that serve it with theirs, the preferred first."""

    calendar: int
    warehouses: Mapping[int, int]


def quote(lines: Sequence[Asked], store: str, actor: Actor, now: datetime) -> list[Quoted] | None:
    """What each line gets; `None` for a store out of reach. Four statements, however many
    lines."""
    serving = _serving(store, actor)
    if serving is None:
        return None
    skus, warehouses = sorted({line.sku for line in lines}), list(serving.warehouses)
    articles = {sku: Article(*rest) for sku, *rest in sql.rows(STOCKED, [warehouses, skus])}
    instead: dict[str, list[Instead]] = {}
    for sku, *rest in sql.rows(INSTEAD, [warehouses, skus]):
        instead.setdefault(sku, []).append(Instead(*rest))
    allocation = _allocated(lines, articles, warehouses)
    missing = {nth: units for of in allocation.missing.values() for nth, units in of.items()}
    days = _days(allocation, lines, serving, now)
    return [
        _quoted(
            articles.get(line.sku), missing.get(nth, 0), days.get(nth), instead.get(line.sku, ())
        )
        for nth, line in enumerate(lines)
    ]


def _serving(store: str, actor: Actor) -> Serving | None:
    within = scope.of_stores(actor)
    statement = SERVING.replace("<<within>>", within.text)
    rows = sql.rows(statement, {"store": store, **within.values})
    if not rows:
        return None
    served = {warehouse: calendar for _, warehouse, calendar in rows if warehouse is not None}
    return Serving(rows[0][0], served)


def _allocated(
    lines: Sequence[Asked], articles: Mapping[str, Article], warehouses: Sequence[int]
) -> Allocation:
    """Who would get what, by the rule by which orders get it; lines go by their place."""
    available = {
        (article.id, int(warehouse)): units
        for article in articles.values()
        for warehouse, units in article.levels.items()
    }
    wanted = [
        Wanted(
            turn,
            0,
            tuple(warehouses),
            tuple(
                WantedLine(nth, articles[line.sku].id, line.quantity)
                for nth, line in enumerate(lines)
                if line.fulfilment is fulfilment and line.sku in articles and line.quantity > 0
            ),
        )
        for turn, fulfilment in enumerate(TURNS)
    ]
    return allocate([one for one in wanted if one.lines], available)


def _days(
    allocation: Allocation, lines: Sequence[Asked], serving: Serving, now: datetime
) -> dict[int, date]:
    calendars = clock.calendars(now.date())
    leaving = {
        warehouse: leaves_on(now, calendars[serving.calendar], calendars[calendar])
        for warehouse, calendar in serving.warehouses.items()
    }
    days: dict[int, date] = {}
    for box in allocation.boxes:
        day = leaving[box.warehouse]
        for line in box.lines:
            if day and lines[line.line].fulfilment is not Fulfilment.CARRY:
                days[line.line] = max(day, days.get(line.line, day))
    return days


def _quoted(
    article: Article | None, short: int, leaves: date | None, instead: Sequence[Instead]
) -> Quoted:
    free = sum(article.levels.values()) if article else 0
    return Quoted(article, free, short, leaves, instead if short else ())
