"""Find orders, shipments, customers' orders and goods by whatever somebody knows of them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from gendan.insight import personal, scope, words
from gendan.insight.finding import ways
from gendan.insight.finding.terms import Term, read
from gendan.insight.named import named, named_in_english
from gendan.insight.orders.parts import LATE
from gendan.kernel import sql
from gendan.kit.rest.identity import Caller
from gendan.process.model import Text

STATUS, STATE = words.of_document("order"), words.of_document("shipment")

HITS = f"""
SELECT hit.kind, o.number, s.number, o.status, s.state,
       CASE WHEN s.id IS NULL THEN coalesce(o.due_at < now(), false) OR clock.late
            ELSE {LATE} END,
       o.total::text, o.currency, o.placed_at,
       CASE WHEN s.id IS NULL THEN ARRAY[o.reference]
            ELSE ARRAY[s.goods_issue_number, bill.number] END,
       json_build_object('consignee', o.consignee, 'phone', o.phone)::text
  FROM (<<ways>>) AS hit
  JOIN customer_order AS o ON o.id = hit.order_id
  LEFT JOIN shipment AS s ON s.id = hit.box
  LEFT JOIN waybill AS bill ON bill.id = s.waybill_id
 CROSS JOIN LATERAL (SELECT coalesce(bool_or({LATE}), false) AS late
                       FROM shipment AS s WHERE s.order_id = o.id) AS clock
 ORDER BY o.placed_at DESC, o.number DESC, s.ordinal DESC
"""  # noqa: S608
# What bears this very code comes first.
GOODS = f"""
SELECT p.sku, p.name, p.name_en, p.gtin, p.exactly, level.stock
  FROM (SELECT *, sku = ANY(%(codes)s::text[]) OR coalesce(gtin = ANY(%(gtins)s::text[]), false)
                  AS exactly
          FROM product AS p
         WHERE sku = ANY(%(codes)s::text[]) OR gtin = ANY(%(gtins)s::text[]) <<or named>>
         ORDER BY exactly DESC, is_sold DESC, sku LIMIT {ways.MOST}) AS p
 CROSS JOIN LATERAL (
        SELECT coalesce(json_agg(json_build_array(w.code, level.on_hand - level.reserved)
                                 ORDER BY w.code), '[]') AS stock
          FROM stock_level AS level JOIN warehouse AS w ON w.id = level.warehouse_id
         WHERE level.product_id = p.id AND <<within>>) AS level
 ORDER BY exactly DESC, is_sold DESC, sku
"""  # noqa: S608


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An order, or a shipment of one, with what tells it from others."""

    kind: str
    order: str
    number: str  # its own
    word: Text
    late: bool
    total: str
    currency: str
    placed_at: datetime
    beside: tuple[str, ...]  # its other numbers: of the channel; of the note and of the carrier
    consignee: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A product, and how much of it is available in each warehouse within reach."""

    sku: str
    name: str
    name_en: str
    gtin: str
    exactly: bool  # this very code was typed
    stock: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found, kind by kind, the newest first."""

    term: Term
    orders: Sequence[Hit] = ()
    shipments: Sequence[Hit] = ()
    of_persons: Sequence[Hit] = ()
    goods: Sequence[Article] = ()

    @property
    def order(self) -> str | None:
        """The one order to which the number leads, if it is the number of nothing else."""
        numbers = {hit.order for hit in (*self.orders, *self.shipments)}
        return numbers.pop() if len(numbers) == 1 and not self._is_an_article else None

    @property
    def mistyped(self) -> str:
        """What looks like the number of an order and cannot be one, unless it is another number."""
        known = self.orders or self.shipments or self._is_an_article
        return "" if known else self.term.mistyped

    @property
    def _is_an_article(self) -> bool:
        return any(article.exactly for article in self.goods)


def find(typed: str, caller: Caller) -> Found:
    """Whatever the term may mean, within the caller's reach. At most two statements."""
    term = read(typed)
    if not term.codes:
        return Found(term=term)
    hits = _hits(term, caller)
    boxed = {hit.order for hit in hits if hit.kind == "shipment"}
    return Found(
        term=term,
        orders=_of_kind("order", (hit for hit in hits if hit.order not in boxed)),
        shipments=_of_kind("shipment", hits),
        of_persons=_of_kind("person", hits),
        goods=_goods(term, caller),
    )


def _hits(term: Term, caller: Caller) -> list[Hit]:
    """Each once, though it was found on several ways."""
    roads = " UNION ALL ".join(ways.ways(term, caller.actor))
    statement, values = HITS.replace("<<ways>>", roads), ways.values(term, caller.actor)
    shown = personal.shown(personal.ORDER, caller)
    # The values decide which ways are short.
    rows = sql.rows(statement, values, anew=True)
    hits = (_hit(*row[:-1], *json.loads(shown(row[-1])).values()) for row in rows)
    return list(dict.fromkeys(hits))


def _hit(
    kind: str,
    order: str,
    box: str | None,
    status: str,
    state: str | None,
    late: bool,
    total: str,
    currency: str,
    placed_at: datetime,
    beside: list[str | None],
    consignee: str,
    phone: str,
) -> Hit:
    return Hit(
        kind=kind,
        order=order,
        number=box or order,
        word=STATE[state] if state else STATUS[status],
        late=late,
        total=total,
        currency=currency,
        placed_at=placed_at,
        beside=tuple(code for code in beside if code),
        consignee=consignee,
        phone=phone,
    )


def _of_kind(kind: str, hits: Iterable[Hit]) -> list[Hit]:
    return [hit for hit in hits if hit.kind == kind][: ways.MOST]


def _goods(term: Term, caller: Caller) -> list[Article]:
    within = scope.of_warehouses(caller.actor)
    by_name = list(named("p", term.name, term.initials))
    if term.name:
        by_name.append(named_in_english("p", term.name))
    statement = GOODS.replace("<<within>>", within.text)
    statement = statement.replace("<<or named>>", "".join(f" OR {part.text}" for part in by_name))
    values = {"codes": list(term.codes), "gtins": list(term.gtins), **within.values}
    for part in by_name:
        values |= part.values
    return [
        Article(
            sku=sku,
            name=name,
            name_en=name_en,
            gtin=gtin or "",
            exactly=exactly,
            stock=tuple((warehouse, available) for warehouse, available in stock),
        )
        for sku, name, name_en, gtin, exactly, stock in sql.rows(statement, values, anew=True)
    ]
