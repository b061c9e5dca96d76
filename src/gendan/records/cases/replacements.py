"""Orders that send once more, free of charge, what parcels did not bring: written in sets."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gendan.kernel import sql
from gendan.kernel.batch import Batch, Row
from gendan.kernel.numbers import order_numbers
from gendan.process.definition import PROCESS
from gendan.process.words import Fulfilment
from gendan.records.cases.redirections import GOES
from gendan.records.orders import goods
from gendan.records.orders.models import CustomerOrder
from gendan.records.shipments.contents import Content

FIRST = PROCESS.document("order").states[0].code

KNOWN = """
SELECT s.id, o.fulfilment = %s, o.paid - o.refunded >= o.total, coalesce(again.number, ''),
       o.store_id, store.calendar_id
  FROM shipment AS s
  JOIN customer_order AS o ON o.id = s.order_id
  JOIN store ON store.id = o.store_id
  LEFT JOIN replacement AS r ON r.shipment_id = s.id
  LEFT JOIN customer_order AS again ON again.id = r.order_id
 WHERE s.id = ANY(%s)
"""

ORDERS = f"""
INSERT INTO customer_order (
    number, channel_id, store_id, salesperson_id, customer_id, fulfilment, consignee, phone,
    division_id, province, city, district, street, currency, placed_at, priority, remark, goods,
    status, status_since, at_risk_at, due_at)
SELECT asked.number, o.channel_id, o.store_id, o.salesperson_id, o.customer_id, o.fulfilment,
       goes.consignee, goes.phone, goes.division_id, goes.province, goes.city, goes.district,
       goes.street, o.currency, asked.at, o.priority, o.remark, asked.goods, %s, asked.at,
       asked.at_risk_at, asked.due_at
  FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::timestamptz[], %s::timestamptz[],
              %s::timestamptz[]) AS asked (shipment_id, number, goods, at, at_risk_at, due_at)
  JOIN shipment AS s ON s.id = asked.shipment_id
  JOIN customer_order AS o ON o.id = s.order_id
{GOES}RETURNING number, id
"""  # noqa: S608

LINES = """
INSERT INTO order_line (order_id, ordinal, product_id, name, quantity, unit_price)
SELECT made.order_id, row_number() OVER (PARTITION BY made.order_id ORDER BY line.ordinal),
       line.product_id, line.name, sum(box.quantity), 0
  FROM unnest(%s::bigint[], %s::bigint[]) AS made (shipment_id, order_id)
  JOIN shipment_line AS box ON box.shipment_id = made.shipment_id AND box.quantity > 0
  JOIN order_line AS line ON line.id = box.line_id
 GROUP BY made.order_id, line.id
"""

REPLACE = """
INSERT INTO replacement (shipment_id, order_id, at, actor)
SELECT shipment_id, order_id, at, %s
  FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[]) AS made (shipment_id, order_id, at)
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one parcel. `again`: the number of the order that replaces it, or empty."""

    is_sent: bool  # to an address
    is_paid_for: bool
    again: str
    store: int
    calendar: int


def known(shipments: Collection[int]) -> dict[int, Known]:
    """By shipment. One statement."""
    found = sql.rows(KNOWN, [Fulfilment.DELIVERY.value, list(shipments)])
    return {id: Known(*rest) for id, *rest in found}


def place(
    batch: Batch, facts: Mapping[int, Known], inside: Mapping[int, Sequence[Content]]
) -> dict[int, str]:
    """An order for each parcel of the batch, as a consequence; by shipment, its number. Four
    statements."""
    numbers = dict(zip(batch.ids, order_numbers(len(batch.ids)), strict=True))
    promises = {id: batch.promise("order", FIRST, facts[id].calendar, batch.at(id))
                for id in batch.ids}  # fmt: skip
    rows = [
        (id, numbers[id], goods.fingerprint((one.sku, one.quantity) for one in inside[id]),
         batch.at(id), promises[id].at_risk_at, promises[id].due_at)
        for id in batch.ids
    ]  # fmt: skip
    ids: dict[str, int] = dict(sql.rows(ORDERS, [FIRST, *sql.columns(rows, 6)]))
    made = [(id, ids[number]) for id, number in numbers.items()]
    sql.run(LINES, sql.columns(made, 2))
    ats = [(id, order, batch.at(id)) for id, order in made]
    sql.run(REPLACE, [batch.actor.name, *sql.columns(ats, 3)])
    batch.follow(
        "place_again",
        CustomerOrder,
        [Row(order, order, "", facts[id].store, (), facts[id].calendar) for id, order in made],
    )
    batch.made.update(made)
    return numbers
