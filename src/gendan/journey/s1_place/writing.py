"""The statements that write new orders, and what they need to look up: sets, never row by row."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from gendan.journey.s1_place.checks import Article, Books, price, total
from gendan.journey.s1_place.new_orders import NewOrder
from gendan.kernel import sql
from gendan.records.orders import goods
from gendan.records.parties.contacts import as_kept, initials, normal_email, normal_phone

ARTICLES = "SELECT sku, id, price, name FROM product WHERE sku = ANY(%s)"

BOOKS = """
SELECT (SELECT json_object_agg(code, json_build_array(id, kind))
          FROM channel WHERE code = ANY(%s)),
       (SELECT json_object_agg(code, json_build_array(id, calendar_id))
          FROM store WHERE code = ANY(%s)),
       (SELECT json_agg(code) FROM division WHERE code = ANY(%s)),
       (SELECT json_agg(id) FROM staff WHERE id = ANY(%s) AND is_active)
"""

KNOWN = """
SELECT asked.place, o.id, o.goods
  FROM unnest(%s::int[], %s::bigint[], %s::text[]) AS asked (place, channel_id, reference)
  JOIN customer_order AS o
    ON o.channel_id = asked.channel_id AND o.reference = asked.reference
"""

ADD_CUSTOMERS = """
INSERT INTO customer (name, initials, phone, email, reference)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
ON CONFLICT DO NOTHING
"""
FIND_CUSTOMERS = """
SELECT id, phone, reference FROM customer WHERE phone = ANY(%s) OR reference = ANY(%s)
"""

# Another clerk may place the same reference at this moment: the first one wins.
ORDERS = """
INSERT INTO customer_order (
    number, channel_id, reference, store_id, salesperson_id, customer_id, fulfilment, consignee,
    phone, division_id, province, city, district, street, currency, charges, total, paid,
    cash_on_delivery, placed_at, promised_by, priority, remark, goods, status, status_since,
    at_risk_at, due_at, events)
SELECT *, 1
  FROM unnest(
    %s::text[], %s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[],
    %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
    %s::text[], %s::numeric[], %s::numeric[], %s::numeric[], %s::bool[], %s::timestamptz[],
    %s::timestamptz[], %s::smallint[], %s::text[], %s::bigint[], %s::text[], %s::timestamptz[],
    %s::timestamptz[], %s::timestamptz[])
ON CONFLICT (channel_id, reference) DO NOTHING
RETURNING id, number
"""

# By the orders' numbers, so that they are on their way while the orders are being written: of those
# that were not written nothing is. Lines get their ids in the order's own sequence, by which every
# list shows them, however the database joins.
WRITTEN = """
WITH written AS MATERIALIZED (
    SELECT id, number FROM customer_order WHERE number = ANY(%(number)s)
)
"""
LINE = ("number", "ordinal", "product", "name", "quantity", "unit_price", "discount")
LINES = f"""{WRITTEN}
INSERT INTO order_line (order_id, ordinal, product_id, name, quantity, unit_price, discount)
SELECT written.id, ordinal, product, name, quantity, unit_price, discount
  FROM unnest(%(number)s::text[], %(ordinal)s::smallint[], %(product)s::bigint[], %(name)s::text[],
              %(quantity)s::int[], %(unit_price)s::numeric[], %(discount)s::numeric[])
       WITH ORDINALITY AS line (number, ordinal, product, name, quantity, unit_price, discount, nth)
  JOIN written USING (number)
 ORDER BY nth
RETURNING id, order_id, ordinal
"""  # noqa: S608

PAYMENTS = f"""{WRITTEN}
INSERT INTO payment (order_id, amount, method, reference, at, actor)
SELECT written.id, amount, method, reference, at, %(actor)s
  FROM unnest(%(number)s::text[], %(amount)s::numeric[], %(method)s::text[],
              %(reference)s::text[], %(at)s::timestamptz[])
       AS paid (number, amount, method, reference, at)
  JOIN written USING (number)
"""  # noqa: S608

UNNAMED = "placed"  # reference of money that came with the order under none of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """A new order on its way into the tables, with everything looked up."""

    position: int
    new: NewOrder
    number: str
    channel: int
    store: int
    calendar: int
    customer: int | None
    goods: int
    at: datetime
    at_risk_at: datetime | None
    due_at: datetime | None


def look_up(orders: Sequence[NewOrder]) -> Callable[[], Books]:
    """Ask for the house's ids for every code in these orders; call what this gives for them. Two
    statements."""
    articles = sql.ask(ARTICLES, [list({line.sku for order in orders for line in order.lines})])
    codes = sql.ask(
        BOOKS,
        [
            list({order.channel for order in orders}),
            list({order.store for order in orders}),
            list({order.division for order in orders if order.division}),
            list({order.salesperson for order in orders if order.salesperson is not None}),
        ],
    )

    def books() -> Books:
        known = {sku: Article(*rest) for sku, *rest in articles()}
        ((channels, stores, divisions, staff),) = codes()
        return Books(
            known,
            {code: (id, kind) for code, (id, kind) in (channels or {}).items()},
            {code: (id, calendar) for code, (id, calendar) in (stores or {}).items()},
            frozenset(divisions or ()),
            frozenset(staff or ()),
        )

    return books


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is looked up before orders are placed; to be called for what was found."""

    books: Callable[[], Books]
    customers: Callable[[], Mapping[str, int]]


def inquire(orders: Sequence[NewOrder]) -> Inquiry:
    """Ask for all that is known of what these orders name. Three statements."""
    return Inquiry(look_up(orders), find_customers(orders))


def fingerprint(order: NewOrder) -> int:
    """The same for the same goods in the same quantities, in whatever order they were typed."""
    return goods.fingerprint((line.sku, line.quantity) for line in order.lines)


def known(orders: Mapping[int, NewOrder], books: Books) -> dict[int, tuple[int, int]]:
    """By position, the order that the channel's reference has already: id, goods. One statement."""
    asked = [(place, order) for place, order in orders.items() if order.known_as]
    return {
        place: (id, goods)
        for place, id, goods in sql.rows(
            KNOWN,
            [
                [place for place, _ in asked],
                [books.channels[order.channel][0] for _, order in asked],
                [order.known_as for _, order in asked],
            ],
        )
    }


def find_customers(orders: Collection[NewOrder]) -> Callable[[], dict[str, int]]:
    """Ask for the customers who are known; call what this gives for their ids, by phone and by
    reference. One statement."""
    phones = [as_kept(order.phone) for order in orders if order.phone]
    references = [o.customer_reference for o in orders if o.customer_reference]
    rows = sql.ask(FIND_CUSTOMERS, [list(set(phones)), list(set(references))])
    return lambda: {key: id for id, phone, ref in rows() for key in (phone, ref) if key}


def customers(orders: Collection[NewOrder], found: Mapping[str, int]) -> Mapping[str, int]:
    """All of them by phone and by reference, of whom some were `found`: others are added. Two
    statements, none when all are known."""
    missing: dict[str, NewOrder] = {}
    for order in orders:
        key = order.phone or order.customer_reference
        is_known = order.phone and normal_phone(order.phone) in found
        if key and not is_known and order.customer_reference not in found:
            missing.setdefault(key, order)
    if not missing:
        return found
    _add_customers(list(missing.values()))
    return {**found, **find_customers(missing.values())()}


def customer_of(order: NewOrder, found: Mapping[str, int]) -> int | None:
    """The customer's id; `None` when neither phone nor reference was given.

    By phone, or else by reference: one whom the channel knows may have a new phone."""
    if order.phone and (id := found.get(normal_phone(order.phone))):
        return id
    return found[order.customer_reference] if order.customer_reference else None


def _add_customers(orders: Sequence[NewOrder]) -> None:
    """In the order of their keys, so that clerks adding the same people wait in no ring."""
    orders = sorted(orders, key=lambda order: (order.phone, order.customer_reference or ""))
    sql.send(
        ADD_CUSTOMERS,
        [
            [order.name for order in orders],
            [initials(order.name) for order in orders],
            [normal_phone(order.phone) if order.phone else None for order in orders],
            [normal_email(order.email) if order.email else "" for order in orders],
            [order.customer_reference for order in orders],
        ],
    )


def write_orders(placing: Collection[Placing], books: Books) -> Callable[[], dict[str, int]]:
    """Insert the orders; call what this gives for their ids, by number. Those whose reference was
    just taken are absent. One statement, none for no orders."""
    if not placing:
        return dict
    columns = sql.columns([_columns(order, books) for order in placing], 28)
    written = sql.ask(ORDERS, columns)
    return lambda: {number: id for id, number in written()}


def _columns(placing: Placing, books: Books) -> tuple[object, ...]:
    new = placing.new
    phone = new.consignee_phone or new.phone
    return (
        placing.number,
        placing.channel,
        new.known_as,
        placing.store,
        new.salesperson,
        placing.customer,
        new.fulfilment,
        new.consignee or new.name,
        normal_phone(phone) if phone else "",
        new.division,
        new.province,
        new.city,
        new.district,
        new.street,
        new.currency,
        new.charges,
        total(new, books.articles),
        new.paid,
        new.cash_on_delivery,
        placing.at,
        new.promised_by,
        new.priority,
        new.remark,
        placing.goods,
        "review",
        placing.at,
        placing.at_risk_at,
        placing.due_at,
    )


def write_lines(
    placing: Collection[Placing], books: Books
) -> Callable[[], dict[tuple[int, int], int]]:
    """Insert the lines of the orders; call what this gives for their ids, by order and ordinal.
    One statement, none for no orders."""
    if not placing:
        return dict
    lines = [line for order in placing for line in _lines(order, books)]
    found = sql.ask(LINES, dict(zip(LINE, sql.columns(lines, len(LINE)), strict=True)))
    return lambda: {(order, ordinal): id for id, order, ordinal in found()}


def _lines(placing: Placing, books: Books) -> list[tuple[object, ...]]:
    return [
        (
            placing.number,
            ordinal,
            books.articles[line.sku].id,
            line.name or books.articles[line.sku].name,
            line.quantity,
            price(line, books.articles),
            line.discount,
        )
        for ordinal, line in enumerate(placing.new.lines, start=1)
    ]


def write_payments(placing: Collection[Placing], actor: str) -> None:
    """Money that came with the orders. One statement, if any came."""
    paid = [order for order in placing if order.new.paid]
    if not paid:
        return
    sql.send(
        PAYMENTS,
        {
            "actor": actor,
            "number": [order.number for order in paid],
            "amount": [order.new.paid for order in paid],
            "method": [order.new.payment_method for order in paid],
            "reference": [order.new.payment_reference.strip() or UNNAMED for order in paid],
            "at": [order.at for order in paid],
        },
    )
