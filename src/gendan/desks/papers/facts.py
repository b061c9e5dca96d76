"""What stands on papers, read for a whole pile at once: one statement, however many."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from gendan.insight import scope
from gendan.kernel import sql
from gendan.kernel.actor import Actor

PRINT = """
SELECT p.paper, p.at, coalesce(nullif(staff.name, ''), p.actor)
  FROM print AS p LEFT JOIN staff ON staff.id = p.staff_id WHERE p.id = %s
"""

LINES = """
SELECT json_agg(json_build_object(
           'line', line.ordinal, 'sku', product.sku,
           'name', coalesce(nullif(line.name, ''), product.name), 'gtin', product.gtin,
           'bin', coalesce(bin.code, ''), 'walk', bin.walk,
           'quantity', box.quantity, 'picked', box.picked,
           'price', line.unit_price::text,
           'amount', round(line.amount * box.quantity / nullif(
               line.quantity - line.cancelled - line.substituted, 0), 2)::text)
       ORDER BY bin.walk, bin.code, line.ordinal)
  FROM shipment_line AS box
  JOIN order_line AS line ON line.id = box.line_id
  JOIN product ON product.id = box.product_id
  LEFT JOIN stock_level AS level
    ON level.product_id = box.product_id AND level.warehouse_id = s.warehouse_id
  LEFT JOIN bin ON bin.id = level.bin_id
 WHERE box.shipment_id = s.id AND box.quantity > 0
"""

# Weighed, or as heavy as its goods are.
WEIGHT = """
coalesce(s.weight_grams, (SELECT sum(box.quantity * product.weight_grams)
    FROM shipment_line AS box JOIN product ON product.id = box.product_id
   WHERE box.shipment_id = s.id))
"""

FACTS = f"""
SELECT printed.place, json_build_object(
    'number', s.number, 'order', o.number, 'state', s.state, 'box', s.ordinal,
    'boxes', (SELECT count(*) FROM shipment AS other
               WHERE other.order_id = o.id AND other.state <> 'cancelled'),
    'time', (SELECT count(*) FROM printed AS before JOIN print AS p ON p.id = before.print_id
              WHERE before.shipment_id = s.id AND p.paper = %(paper)s AND p.id <= %(print)s),
    'warehouse', w.name, 'warehouse_code', w.code, 'store', store.name, 'store_code', store.code,
    'channel', channel.name, 'reference', coalesce(o.reference, ''),
    'fulfilment', o.fulfilment, 'priority', o.priority, 'due_at', s.due_at,
    'placed_at', o.placed_at, 'promised_by', o.promised_by,
    'picker', coalesce(nullif(picker.name, ''), picker.username, ''), 'packed_at', s.packed_at,
    'weight_grams', {WEIGHT}, 'goods_issue_number', coalesce(s.goods_issue_number, ''),
    'issued_at', s.issued_at, 'carrier', coalesce(carrier.name, ''),
    'waybill', coalesce(bill.number, ''), 'handed_at', s.handed_at,
    'finds_address', carrier.kind = 'own' OR EXISTS (
        SELECT FROM carrier_account AS account WHERE account.carrier_id = carrier.id),
    'wave', coalesce(wave.number, ''), 'slot', part.slot,
    'handover', coalesce(taken.number, ''), 'taken_by', coalesce(taken.taken_by, ''),
    'taken_at', taken.at, 'ordinal', taken.ordinal,
    'province', o.province, 'city', o.city, 'district', o.district,
    'currency', o.currency, 'charges', o.charges::text, 'total', o.total::text,
    'to_collect', CASE WHEN o.cash_on_delivery
        THEN greatest(o.total - o.paid + o.refunded, 0) ELSE 0 END::text,
    'customer', coalesce(c.name, ''), 'consignee', o.consignee, 'phone', o.phone,
    'street', o.street, 'remark', o.remark,
    'lines', coalesce(({LINES}), '[]'))::text
  FROM printed
  JOIN shipment AS s ON s.id = printed.shipment_id
  JOIN customer_order AS o ON o.id = s.order_id
  JOIN warehouse AS w ON w.id = s.warehouse_id
  JOIN store ON store.id = o.store_id
  JOIN channel ON channel.id = o.channel_id
  LEFT JOIN customer AS c ON c.id = o.customer_id
  LEFT JOIN staff AS picker ON picker.id = s.picker_id
  LEFT JOIN waybill AS bill ON bill.id = s.waybill_id
  LEFT JOIN carrier ON carrier.id = coalesce(bill.carrier_id, s.carrier_id)
  LEFT JOIN wave_shipment AS part ON part.shipment_id = s.id AND part.left_at IS NULL
  LEFT JOIN wave ON wave.id = part.wave_id
  LEFT JOIN LATERAL (
       SELECT handover.number, handover.at, on_it.ordinal,
              coalesce(nullif(handover.taken_by, ''), nullif(driver.name, ''), driver.username)
              AS taken_by
         FROM handover_parcel AS on_it
         JOIN handover ON handover.id = on_it.handover_id
         LEFT JOIN staff AS driver ON driver.id = handover.driver_id
        WHERE on_it.shipment_id = s.id AND on_it.waybill_id = s.waybill_id
        ORDER BY handover.id DESC LIMIT 1) AS taken ON true
 WHERE printed.print_id = %(print)s AND {{within}}
 ORDER BY printed.place
"""  # noqa: S608

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pile:
    """Papers of one kind that somebody had printed at once, in their order."""

    paper: str
    at: datetime
    by: str
    shipments: list[Facts]


def pile(number: int, actor: Actor) -> Pile | None:
    """The print of that number, as far as the actor reaches; nothing when there is none.

    Two statements."""
    heads = sql.rows(PRINT, [number])
    if not heads:
        return None
    paper, at, by = heads[0]
    within = scope.of_shipments(actor)
    found = sql.rows(
        _facts(within.text), {"print": number, "paper": paper, **within.values}, anew=True
    )
    if not found:
        return None
    return Pile(paper, at, by, [json.loads(told) for _, told in found])


@cache
def _facts(within: str) -> str:
    return FACTS.format(within=within)
