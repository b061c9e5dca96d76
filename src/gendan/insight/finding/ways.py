"""The ways on which an order may be found: each a query for the latest, along an index.

However many there are under one number or name, a way looks at so many and no further: whoever
typed the beginning of a name types on. Customers of a name are taken as they come, so the latest
orders of all are looked through as well.
"""

from collections.abc import Iterator, Mapping

from gendan.insight import scope
from gendan.insight.finding.terms import Term
from gendan.insight.named import named
from gendan.kernel.actor import Actor
from gendan.records.parties.models import PHONE_END

MOST = 8  # of each kind are shown
LOOKED_AT = 500  # orders of one phone, customers or consignees of one name
LOOKED_AT_OF_ONE = 100  # orders of one customer
LATEST = 2_000  # orders that are looked through for a name

ORDERS = "customer_order AS o"
BOXES = "shipment AS s JOIN customer_order AS o ON o.id = s.order_id"

# Every channel is named, so that the index on channel and reference is of use.
REFERENCE = """o.reference = ANY(%(codes)s::text[])
       AND o.channel_id = ANY(ARRAY(SELECT id FROM channel))"""
NOTE = "s.goods_issue_number = ANY(%(codes)s::text[])"
# An old number leads to the parcel too.
WAYBILL = """s.waybill_id = ANY(ARRAY(
           WITH RECURSIVE bill AS (
               SELECT id, replaced_by_id FROM waybill WHERE number = ANY(%(codes)s::text[])
                UNION SELECT next.id, next.replaced_by_id
                        FROM waybill AS next JOIN bill ON bill.replaced_by_id = next.id)
           SELECT id FROM bill))"""
PHONE = "{0}.phone = %(phone)s AND {0}.phone <> ''"
PHONE_ENDS = f"""right({{0}}.phone, {PHONE_END}) = right(%(phone_end)s, {PHONE_END})
       AND {{0}}.phone <> '' AND {{0}}.phone LIKE '%%' || %(phone_end)s"""
CONSIGNEE = "o.consignee ^@ %(begins)s"
SHORT = "o.id, o.store_id, o.placed_at"
# What `scope.of_orders` says, asked of one order after the other: the few that a way has found. Of
# an EXISTS the planner may think that the boxes of all orders were better read beforehand.
BOXED_THERE = """(SELECT bool_or(mine.warehouse_id = ANY(%(my_warehouses)s::bigint[]))
            FROM shipment AS mine WHERE mine.order_id = o.id) IS NOT FALSE"""


def ways(term: Term, actor: Actor) -> Iterator[str]:
    """Queries for what such a term may mean, within the actor's reach."""
    orders, boxes = scope.of_stores(actor).text, scope.of_shipments(actor).text
    if actor.warehouses is not None:
        orders = f"{orders} AND {BOXED_THERE}"
    if term.number:
        yield _way("order", ORDERS, "o.number = %(number)s", orders)
    if term.box:
        yield _way("shipment", BOXES, "s.number = %(box)s", boxes)
    if term.codes:
        yield _way("order", ORDERS, REFERENCE, orders)
        yield _way("shipment", BOXES, NOTE, boxes)
        yield _way("shipment", BOXES, WAYBILL, boxes)
    for source in _of_persons(term):
        yield _way("person", f"({source}) AS o", "true", orders)


def values(term: Term, actor: Actor) -> Mapping[str, object]:
    """What the queries name."""
    within = {**scope.of_orders(actor).values, **scope.of_shipments(actor).values}
    names: dict[str, object] = {}
    for part in named("c", term.name, term.initials):
        names |= part.values
    return {
        **within,
        **names,
        "number": term.number,
        "box": term.box,
        "codes": list(term.codes),
        "phone": term.phone,
        "phone_end": term.phone_end,
        "begins": term.name,
    }


def _way(kind: str, source: str, which: str, within: str) -> str:
    box = "s.id" if kind == "shipment" else "NULL::bigint"
    return f"""(
    SELECT '{kind}' AS kind, o.id AS order_id, {box} AS box, o.placed_at
      FROM {source}
     WHERE {which} AND {within}
     ORDER BY o.placed_at DESC, o.id DESC LIMIT {MOST})"""  # noqa: S608


def _of_persons(term: Term) -> Iterator[str]:
    for given, which in ((term.phone, PHONE), (term.phone_end, PHONE_ENDS)):
        if given:
            yield _latest_where(which.format("o"))
            yield _of_customers(which.format("c"))
    if term.name and not any(map(str.isdigit, term.name)):
        customers = " OR ".join(part.text for part in named("c", term.name, term.initials))
        yield _of_customers(customers)
        yield _of_consignees()
        yield _among_the_latest(f"{customers} OR o.consignee LIKE ANY(%(name)s::text[])")


def _latest_where(which: str) -> str:
    return f"""
    SELECT {SHORT} FROM {ORDERS} WHERE {which}
     ORDER BY o.placed_at DESC, o.id DESC LIMIT {LOOKED_AT}"""  # noqa: S608


def _of_customers(which: str) -> str:
    """Apart, the customers are found along an index. The planner, if it knew of the limit, would
    rather read them all and hope to meet so many soon."""
    return f"""
    WITH known AS MATERIALIZED (SELECT c.id FROM customer AS c WHERE {which})
    SELECT o.* FROM (SELECT id FROM known LIMIT {LOOKED_AT}) AS c
     CROSS JOIN LATERAL (
        SELECT {SHORT} FROM {ORDERS} WHERE o.customer_id = c.id
         ORDER BY o.placed_at DESC, o.id DESC LIMIT {LOOKED_AT_OF_ONE}) AS o"""  # noqa: S608


def _of_consignees() -> str:
    return f"""
    WITH known AS MATERIALIZED (SELECT {SHORT} FROM {ORDERS} WHERE {CONSIGNEE})
    SELECT * FROM known LIMIT {LOOKED_AT}"""  # noqa: S608


def _among_the_latest(which: str) -> str:
    return f"""
    SELECT {SHORT}
      FROM (SELECT * FROM {ORDERS} ORDER BY o.placed_at DESC, o.id DESC LIMIT {LATEST}) AS o
      LEFT JOIN customer AS c ON c.id = o.customer_id
     WHERE {which}"""  # noqa: S608
