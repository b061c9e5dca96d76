"""What the customer's page tells of one order: read in one statement, whatever its size.

The floor's own words stay in the house: of the journal come the steps that are news to a customer,
of holds their kinds, of carriers what they said.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from gendan.kernel import sql
from gendan.portal.story import NEWS
from gendan.process.words import Arrangement, Remedy
from gendan.records.carriers.tariffs import DAYS
from gendan.records.shop.models import ONLY

SAID_MAX = 60  # carrier events of one parcel
NEWS_MAX = 200  # journal entries
# What is done about a parcel astray that is news to its customer.
ARRANGED = (*Arrangement.codes(), Remedy.CHANGE_ADDRESS.value, Remedy.RESEND.value)

WHOLE = f"""
SELECT o.id, json_build_object(
    'number', o.number, 'version', o.events, 'status', o.status, 'placed_at', o.placed_at,
    'promised_by', o.promised_by, 'fulfilment', o.fulfilment, 'currency', o.currency,
    'total', o.total::text, 'charges', o.charges::text, 'paid', o.paid::text,
    'refunded', o.refunded::text, 'cash_on_delivery', o.cash_on_delivery,
    'consignee', o.consignee, 'phone', o.phone, 'province', o.province, 'city', o.city,
    'district', o.district, 'street', o.street,
    'store', json_build_array(store.name, store.name_en),
    'shop', (SELECT json_build_object('name', name, 'name_en', name_en, 'colour', colour,
                                      'logo_digest', logo_digest, 'phone', phone, 'email', email)
               FROM shop_settings WHERE id = {ONLY}),
    'email', coalesce(c.email, '') <> '', 'sms', coalesce(c.phone, nullif(o.phone, '')) <> '',
    'known', o.customer_id IS NOT NULL,
    'silent', (SELECT coalesce(json_agg(DISTINCT way ORDER BY way), '[]') FROM silent_way
                WHERE silent_way.order_id = o.id OR silent_way.customer_id = o.customer_id),
    'lines', (SELECT coalesce(json_agg(json_build_object(
            'line', line.id, 'name', json_build_array(coalesce(nullif(line.name, ''), p.name),
                p.name_en), 'ordered', line.quantity, 'cancelled', line.cancelled,
            'substituted', line.substituted, 'short', line.short, 'amount', line.amount::text,
            'replaces', other.ordinal, 'at', line.ordinal,
            'whole', round(line.quantity * line.unit_price - line.discount, 2)::text)
            ORDER BY line.ordinal), '[]')
        FROM order_line AS line JOIN product AS p ON p.id = line.product_id
        LEFT JOIN order_line AS other ON other.id = line.replaces_id
       WHERE line.order_id = o.id),
    'boxes', (SELECT coalesce(json_agg(json_build_object(
            'id', s.id, 'number', s.number, 'state', s.state, 'since', s.state_since,
            'handed_at', s.handed_at, 'delivered_at', s.delivered_at,
            'carrier', json_build_array(carrier.name, carrier.name_en), 'waybill', bill.number,
            'days', CASE WHEN s.state = 'dispatched' THEN {DAYS} END,
            'carrier_status', s.carrier_status,
            'to', (SELECT json_build_object('consignee', r.consignee, 'phone', r.phone,
                    'province', r.province, 'city', r.city, 'district', r.district,
                    'street', r.street)
                FROM redirection AS r WHERE r.shipment_id = s.id ORDER BY r.id DESC LIMIT 1),
            'again', (SELECT json_build_object('order', again.id, 'number', again.number)
                FROM replacement AS r JOIN customer_order AS again ON again.id = r.order_id
               WHERE r.shipment_id = s.id),
            'astray', (SELECT json_build_object('kind', e.kind, 'arranged',
                    (SELECT json_build_object('action', a.action, 'wanted_at', a.wanted_at)
                       FROM exception_action AS a
                      WHERE a.case_id = e.id AND a.action = ANY(%(arrangements)s)
                      ORDER BY a.id DESC LIMIT 1))
                FROM delivery_exception AS e
               WHERE e.shipment_id = s.id AND e.closed_at IS NULL),
            'contents', (SELECT coalesce(json_agg(json_build_array(box.line_id, box.quantity)
                                                  ORDER BY box.line_id), '[]')
                FROM shipment_line AS box WHERE box.shipment_id = s.id AND box.quantity > 0),
            'said', (SELECT coalesce(json_agg(json_build_array(e.at, e.text, e.place, e.code)
                                              ORDER BY e.at DESC, e.id DESC), '[]')
                FROM (SELECT * FROM carrier_event WHERE waybill_id = bill.id
                       ORDER BY at DESC, id DESC LIMIT {SAID_MAX}) AS e),
            'former', (
                WITH RECURSIVE former AS (
                    SELECT id, carrier_id, number, voided_at FROM waybill
                     WHERE replaced_by_id = bill.id
                    UNION
                    SELECT w.id, w.carrier_id, w.number, w.voided_at
                      FROM waybill AS w JOIN former ON w.replaced_by_id = former.id)
                SELECT coalesce(json_agg(json_build_object(
                    'carrier', json_build_array(c.name, c.name_en), 'waybill', former.number,
                    'said', (SELECT coalesce(json_agg(json_build_array(
                                                 e.at, e.text, e.place, e.code)
                                                 ORDER BY e.at DESC, e.id DESC), '[]')
                        FROM (SELECT * FROM carrier_event WHERE waybill_id = former.id
                               ORDER BY at DESC, id DESC LIMIT {SAID_MAX}) AS e))
                    ORDER BY former.voided_at DESC), '[]')
                  FROM former JOIN carrier AS c ON c.id = former.carrier_id))
            ORDER BY s.ordinal), '[]')
        FROM shipment AS s
        LEFT JOIN waybill AS bill ON bill.id = s.waybill_id
        LEFT JOIN carrier ON carrier.id = bill.carrier_id
       WHERE s.order_id = o.id AND s.state <> 'cancelled'),
    'instead_of', (SELECT json_build_object('order', gone.order_id, 'number', first.number)
        FROM replacement AS r JOIN shipment AS gone ON gone.id = r.shipment_id
        JOIN customer_order AS first ON first.id = gone.order_id WHERE r.order_id = o.id),
    'holds', (SELECT coalesce(json_agg(hold.kind ORDER BY hold.kind), '[]') FROM hold
               WHERE hold.order_id = o.id AND hold.released_at IS NULL),
    'case', (SELECT json_build_object('decide_by', k.decide_by, 'decision', k.decision,
                                      'expired', k.decide_by < now())
               FROM shortage_case AS k WHERE k.order_id = o.id AND k.closed_at IS NULL),
    'feedback', (SELECT coalesce(json_agg(json_build_object(
            'kind', f.kind, 'words', f.words, 'at', f.opened_at, 'due_at', f.due_at,
            'pictures', (SELECT count(*) FROM feedback_picture WHERE feedback_id = f.id),
            'answered_at', f.answered_at, 'answer', f.answer) ORDER BY f.id DESC), '[]')
        FROM feedback AS f WHERE f.order_id = o.id),
    'news', (SELECT coalesce(json_agg(json_build_object(
            'step', j.step, 'at', j.at, 'document', j.document_id,
            'reason', CASE WHEN j.step IN ('decide_shortage', 'come_back', 'arrange')
                           THEN j.reason END)
            ORDER BY j.seq DESC), '[]')
        FROM (SELECT * FROM journal WHERE order_id = o.id AND step = ANY(%(news)s)
               ORDER BY seq DESC LIMIT {NEWS_MAX}) AS j)
  )::text
  FROM customer_order AS o
  JOIN store ON store.id = o.store_id
  LEFT JOIN customer AS c ON c.id = o.customer_id
 WHERE o.id = %(order)s
"""  # noqa: S608

# A number that nobody has and the wrong end of a phone are looked for alike, and found alike: not.
FIND = """
SELECT id FROM customer_order
 WHERE number = %s AND phone <> '' AND right(phone, 4) = %s
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """One order as its customer may know it; `text` is the whole of it, to tell whether it
    changed."""

    order: int
    text: str
    told: Mapping[str, object]


def seen(order: int) -> Seen | None:
    """The order; None when there is none. One statement."""
    given = {"order": order, "news": list(NEWS), "arrangements": list(ARRANGED)}
    found = sql.rows(WHOLE, given)
    if not found:
        return None
    ((id, text),) = found
    return Seen(id, text, json.loads(text))


def find(number: str, tail: str) -> int | None:
    """The order of that number whose phone ends like that. One statement."""
    found = sql.rows(FIND, [number, tail])
    return found[0][0] if found else None
