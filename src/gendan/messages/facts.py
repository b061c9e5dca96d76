"""What messages may say: of each notice's order, parcel and step, read for a batch at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from gendan.kernel import sql
from gendan.messages.claims import Due
from gendan.records.dock import pickup_codes
from gendan.records.orders import links

HEADS = """
SELECT o.id, o.number, store.name, store.name_en, o.currency, o.total, o.paid - o.refunded,
       o.cash_on_delivery, o.fulfilment, concat(o.province, o.city, o.district),
       coalesce(customer.email, ''), coalesce(customer.phone, nullif(o.phone, ''), ''),
       coalesce(customer.language, ''),
       (SELECT count(*) FROM shipment WHERE shipment.order_id = o.id
           AND shipment.state <> 'cancelled'),
       ARRAY(SELECT DISTINCT way FROM silent_way
              WHERE silent_way.order_id = o.id OR silent_way.customer_id = o.customer_id),
       o.status, o.placed_at,
       o.promised_by
  FROM customer_order AS o
  JOIN store ON store.id = o.store_id
  LEFT JOIN customer ON customer.id = o.customer_id
 WHERE o.id = ANY(%s)
"""

GOODS = """
SELECT line.order_id, coalesce(nullif(line.name, ''), product.name),
       coalesce(nullif(product.name_en, ''), nullif(line.name, ''), product.name),
       line.quantity - line.cancelled - line.substituted, line.amount
  FROM order_line AS line JOIN product ON product.id = line.product_id
 WHERE line.order_id = ANY(%s) AND line.quantity > line.cancelled + line.substituted
 ORDER BY line.order_id, line.ordinal
"""

PARCELS = """
SELECT s.id, s.number, coalesce(carrier.name, ''),
       coalesce(nullif(carrier.name_en, ''), carrier.name, ''), coalesce(waybill.number, ''),
       coalesce(s.goods_issue_number, ''), warehouse.name,
       coalesce(nullif(warehouse.name_en, ''), warehouse.name), s.id, pickup.nonce,
       pickup.keep_until, coalesce(r.province, o.province),
       concat(coalesce(r.city, o.city), coalesce(r.district, o.district))
  FROM shipment AS s
  JOIN customer_order AS o ON o.id = s.order_id
  JOIN warehouse ON warehouse.id = s.warehouse_id
  LEFT JOIN LATERAL (SELECT * FROM redirection WHERE shipment_id = s.id
                      ORDER BY id DESC LIMIT 1) AS r ON true
  LEFT JOIN pickup_code AS pickup ON pickup.shipment_id = s.id
  LEFT JOIN waybill ON waybill.id = s.waybill_id
  LEFT JOIN carrier ON carrier.id = waybill.carrier_id
 WHERE s.id = ANY(%s)
"""

INSIDE = """
SELECT box.shipment_id, coalesce(nullif(line.name, ''), product.name),
       coalesce(nullif(product.name_en, ''), nullif(line.name, ''), product.name), box.quantity,
       NULL::numeric
  FROM shipment_line AS box
  JOIN order_line AS line ON line.id = box.line_id
  JOIN product ON product.id = box.product_id
 WHERE box.shipment_id = ANY(%s) AND box.quantity > 0
 ORDER BY box.shipment_id, line.ordinal
"""

# The first substitute in rank is named; whether it is there is seen when the customer chooses it.
SHORT = """
SELECT line.order_id, coalesce(nullif(line.name, ''), product.name),
       coalesce(nullif(product.name_en, ''), nullif(line.name, ''), product.name), line.short,
       best.price, coalesce(best.name, ''), coalesce(nullif(best.name_en, ''), best.name, ''),
       (SELECT max(decide_by) FROM shortage_case AS c
         WHERE c.order_id = line.order_id AND c.closed_at IS NULL)
  FROM order_line AS line
  JOIN product ON product.id = line.product_id
  LEFT JOIN LATERAL (
       SELECT other.name, other.name_en, other.price FROM substitute
         JOIN product AS other ON other.id = substitute.substitute_id
          AND other.is_sold AND other.currency = product.currency
        WHERE substitute.product_id = line.product_id
        ORDER BY substitute.rank, other.id LIMIT 1) AS best ON true
 WHERE line.order_id = ANY(%s) AND line.short > 0
 ORDER BY line.order_id, line.ordinal
"""

# What the step left in the journal beside it: that time's reason and what changed.
SAID = """
SELECT asked.id, entry.reason, entry.changed
  FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::int[])
       AS asked (id, order_id, document, document_id, step, occurrence)
 CROSS JOIN LATERAL (
       SELECT reason, changed::text FROM journal
        WHERE journal.order_id = asked.order_id AND journal.document = asked.document
          AND journal.document_id = asked.document_id AND journal.step = asked.step
          AND (asked.occurrence = 0 OR journal.seq = asked.occurrence)
        ORDER BY journal.seq DESC LIMIT 1) AS entry
"""


@dataclass(frozen=True, slots=True)
class Head:
    """An order, its money, and how its customer can be reached."""

    number: str
    shop: str
    shop_en: str
    currency: str
    total: Decimal
    net_paid: Decimal
    cash_on_delivery: bool
    fulfilment: str
    area: str
    email: str
    phone: str
    language: str
    boxes: int
    silent: Sequence[str] = ()  # ways in which the customer wants no news
    status: str = "review"
    placed_at: datetime | None = None
    promised_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Goods:
    """So many units of one article, with their amount where it matters."""

    name: str
    name_en: str
    quantity: int
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Short:
    """Units that are missing, what may stand in for them, and until when the offer holds."""

    name: str
    name_en: str
    quantity: int
    price: Decimal | None
    substitute: str
    substitute_en: str
    decide_by: datetime | None


@dataclass(frozen=True, slots=True)
class Box:
    """A shipment as it is now."""

    number: str
    carrier: str
    carrier_en: str
    waybill: str
    goods_issue_number: str
    warehouse: str
    warehouse_en: str
    id: int
    nonce: str | None = field(repr=False)
    keep_until: datetime | None
    province: str = ""  # where it goes now
    locality: str = ""  # and the city and district there

    @property
    def pickup_code(self) -> str:
        """Against which it is handed over in the store; empty where nobody fetches it."""
        return pickup_codes.code(self.id, self.nonce) if self.nonce else ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known for one notice. `changed` is the journal's JSON."""

    head: Head
    box: Box | None = None
    goods: Sequence[Goods] = ()
    inside: Sequence[Goods] = ()
    short: Sequence[Short] = ()
    reason: str = ""
    changed: str = field(default="null")
    link: str = ""  # under which the customer finds the order
    silence: str = ""  # and under which they want no more news by e-mail


def gather(due: Iterable[Due]) -> dict[int, Facts]:
    """By notice, what may be said; those whose order is gone are absent. Six statements."""
    notices = list(due)
    orders = list({notice.order for notice in notices})
    boxes = list({n.document_id for n in notices if n.document == "shipment"})
    heads = {id: Head(*rest) for id, *rest in sql.rows(HEADS, [orders])}
    goods = _grouped(sql.rows(GOODS, [orders]))
    parcels = {id: Box(*rest) for id, *rest in sql.rows(PARCELS, [boxes])}
    inside = _grouped(sql.rows(INSIDE, [boxes]))
    short: dict[int, list[Short]] = {}
    for order, *rest in sql.rows(SHORT, [orders]):
        short.setdefault(order, []).append(Short(*rest))
    asked = [(n.id, n.order, n.document, n.document_id, n.key, n.occurrence) for n in notices]
    said = {id: (reason, changed) for id, reason, changed in sql.rows(SAID, sql.columns(asked, 6))}
    link = {order: links.link(order) for order in heads}
    written_to = {notice.order for notice in notices if notice.address}
    written_to |= {order for order, head in heads.items() if head.email}
    silence = {order: links.silence_link(order) for order in written_to}
    found = {}
    for notice in notices:
        if notice.order not in heads:
            continue
        reason, changed = said.get(notice.id, ("", None))
        box = notice.document_id if notice.document == "shipment" else 0
        found[notice.id] = Facts(
            heads[notice.order], parcels.get(box), goods.get(notice.order, ()),
            inside.get(box, ()), short.get(notice.order, ()), reason, changed or "null",
            link[notice.order], silence.get(notice.order, ""),
        )  # fmt: skip
    return found


def _grouped(rows: Sequence[tuple]) -> Mapping[int, list[Goods]]:
    found: dict[int, list[Goods]] = {}
    for id, *rest in rows:
        found.setdefault(id, []).append(Goods(*rest))
    return found
