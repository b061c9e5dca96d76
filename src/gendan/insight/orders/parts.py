"""The parts of an order, each as an expression of SQL that gives JSON for the order `o`."""

from gendan.insight import words
from gendan.process.definition import PROCESS

MOST = 1_000  # journal entries, notices, carrier events of one order

# Some department holds it. What was delivered waits for nobody, and is nearly everything.
_HELD = (state.code for state in PROCESS.document("shipment").states if state.owner)
WAITING = "s.state IN (" + ", ".join(f"'{code}'" for code in _HELD) + ")"

# What is late is late by its own clock, which may stand still.
LATE = "coalesce(s.due_at < coalesce(s.paused_at, now()), false)"
# A carrier has it, and has not said a word of it since. EXISTS would be made a set of all waybills.
UNSCANNED = f"""s.state = 'dispatched' AND s.carrier_status = '' AND {LATE}
   AND (SELECT kind = 'network' FROM waybill JOIN carrier ON carrier.id = waybill.carrier_id
         WHERE waybill.id = s.waybill_id)"""  # noqa: S608
AT_RISK = "coalesce(s.at_risk_at <= coalesce(s.paused_at, now()), false)"

# What is amiss with a parcel now, and until when something is done about it.
ASTRAY = f"""(SELECT json_build_object('kind', {words.EXCEPTION} -> e.kind,
        'since', e.opened_at, 'due_at', e.due_at, 'owner', nullif(e.owner, ''),
        'late', e.due_at < now(), 'at_risk', e.at_risk_at <= now() AND e.due_at >= now())
   FROM delivery_exception AS e WHERE e.shipment_id = s.id AND e.closed_at IS NULL)"""  # noqa: S608

# What its carrier was asked to pay for it, the last time.
CLAIM = """(SELECT json_build_object('carrier', k.code, 'amount', c.amount::text,
        'currency', c.currency, 'at', c.at, 'granted', c.granted::text, 'settled_at', c.settled_at)
   FROM claim AS c JOIN carrier AS k ON k.id = c.carrier_id
  WHERE c.shipment_id = s.id ORDER BY c.id DESC LIMIT 1)"""

BOX = f"""
    'number', s.number, 'warehouse', w.code, 'state', {words.STATE} -> s.state,
    'state_since', s.state_since, 'at_risk_at', s.at_risk_at, 'due_at', s.due_at,
    'late', {LATE}, 'at_risk', {AT_RISK} AND NOT {LATE},
    'acknowledge_by', s.acknowledge_by, 'acknowledged_at', s.acknowledged_at,
    'acknowledged_by', s.acknowledged_by, 'paused_at', s.paused_at, 'picker', picker.username,
    'packed_at', s.packed_at, 'weight_grams', s.weight_grams,
    'goods_issue_number', s.goods_issue_number, 'issued_at', s.issued_at,
    'waybill', CASE WHEN bill.id IS NOT NULL THEN json_build_object(
        'carrier', carrier.code, 'number', bill.number, 'recorded_at', bill.recorded_at) END,
    'handed_at', s.handed_at, 'delivered_at', s.delivered_at,
    'come_back_reason', {words.COME_BACK} -> s.come_back_reason,
    'carrier_status', {words.CARRIER} -> s.carrier_status,
    'carrier_status_at', s.carrier_status_at, 'proposed', nullif(s.proposed, ''),
    'exception', {ASTRAY}, 'claim', {CLAIM},
    'contents', (SELECT coalesce(json_agg(json_build_object(
            'line', line.ordinal, 'sku', product.sku, 'quantity', box.quantity,
            'picked', box.picked, 'withdrawn', box.withdrawn) ORDER BY line.ordinal), '[]')
        FROM shipment_line AS box
        JOIN order_line AS line ON line.id = box.line_id
        JOIN product ON product.id = box.product_id
       WHERE box.shipment_id = s.id)"""  # noqa: S608

BOX_JOINS = """JOIN warehouse AS w ON w.id = s.warehouse_id
   LEFT JOIN staff AS picker ON picker.id = s.picker_id
   LEFT JOIN waybill AS bill ON bill.id = s.waybill_id
   LEFT JOIN carrier ON carrier.id = bill.carrier_id"""

# Where it was sent while it was on its way, the last time first.
REDIRECTIONS = """(SELECT coalesce(json_agg(json_build_object('at', r.at, 'actor', r.actor,
        'consignee', r.consignee, 'phone', r.phone, 'province', r.province, 'city', r.city,
        'district', r.district, 'street', r.street) ORDER BY r.id DESC), '[]')
   FROM redirection AS r WHERE r.shipment_id = s.id)"""
CLAIMS = """(SELECT coalesce(json_agg(json_build_object('carrier', k.code, 'amount', c.amount::text,
        'currency', c.currency, 'at', c.at, 'actor', c.actor, 'note', c.note,
        'granted', c.granted::text, 'settled_at', c.settled_at,
        'settled_by', nullif(c.settled_by, ''), 'conclusion', c.conclusion)
        ORDER BY c.id DESC), '[]')
   FROM claim AS c JOIN carrier AS k ON k.id = c.carrier_id WHERE c.shipment_id = s.id)"""
# The order that sends it once more; and the other way round, what an order sends once more.
SENT_AGAIN = """(SELECT again.number FROM replacement AS r
   JOIN customer_order AS again ON again.id = r.order_id WHERE r.shipment_id = s.id)"""
REPLACES = """(SELECT json_build_object('order', first.number, 'shipment', gone.number)
   FROM replacement AS r JOIN shipment AS gone ON gone.id = r.shipment_id
   JOIN customer_order AS first ON first.id = gone.order_id WHERE r.order_id = o.id)"""

BOXES = f"""(SELECT coalesce(json_agg(json_build_object({BOX}, 'received_by', s.received_by,
                                 'redirections', {REDIRECTIONS}, 'claims', {CLAIMS},
                                 'sent_again', {SENT_AGAIN})
                                 ORDER BY s.ordinal), '[]')
   FROM shipment AS s {BOX_JOINS}
  WHERE s.order_id = o.id)"""  # noqa: S608

# Ordered beside sent: what was handed to a carrier or to the customer was sent, wherever it is now.
LINES = """(SELECT coalesce(json_agg(json_build_object(
        'line', line.ordinal, 'sku', product.sku, 'name', line.name,
        'name_en', product.name_en, 'replaces', other.ordinal,
        'ordered', line.quantity, 'cancelled', line.cancelled, 'substituted', line.substituted,
        'short', line.short, 'allotted', line.allotted,
        'waiting', line.quantity - line.cancelled - line.substituted - line.short - line.allotted,
        'sent', boxed.sent, 'unit_price', line.unit_price::text, 'discount', line.discount::text,
        'amount', line.amount::text, 'shipments', boxed.boxes) ORDER BY line.ordinal), '[]')
   FROM order_line AS line
   JOIN product ON product.id = line.product_id
   LEFT JOIN order_line AS other ON other.id = line.replaces_id
  CROSS JOIN LATERAL (
        SELECT coalesce(sum(box.quantity) FILTER (WHERE s.handed_at IS NOT NULL), 0) AS sent,
               coalesce(json_agg(json_build_object('number', s.number, 'state', s.state,
                   'quantity', box.quantity) ORDER BY s.ordinal), '[]') AS boxes
          FROM shipment AS s
          JOIN shipment_line AS box ON box.shipment_id = s.id AND box.line_id = line.id
         WHERE s.order_id = o.id AND box.quantity > 0) AS boxed
  WHERE line.order_id = o.id)"""

HOLDS = f"""(SELECT coalesce(json_agg(json_build_object(
        'kind', {words.HOLD} -> hold.kind, 'blocks', hold.blocks, 'reason', hold.reason,
        'wanted', hold.wanted - 'order' - 'version', 'opened_by', hold.opened_by,
        'opened_at', hold.opened_at, 'due_at', hold.due_at) ORDER BY hold.id), '[]')
   FROM hold WHERE hold.order_id = o.id AND hold.released_at IS NULL)"""  # noqa: S608

CASE = f"""
        'opened_at', c.opened_at, 'contact_by', c.contact_by, 'decide_by', c.decide_by,
        'contacted_at', c.contacted_at,
        'decision', {words.DECISION} -> c.decision, 'decided_at', c.decided_at,
        'decided_by', c.decided_by, 'closed_at', c.closed_at,
        'items', (SELECT coalesce(json_agg(json_build_object('line', line.ordinal,
                'sku', product.sku, 'quantity', item.quantity) ORDER BY line.ordinal), '[]')
            FROM shortage_item AS item
            JOIN order_line AS line ON line.id = item.line_id
            JOIN product ON product.id = line.product_id
           WHERE item.case_id = c.id)"""  # noqa: S608

SHORTAGE = f"""(SELECT json_build_object({CASE}, 'contacts', c.contacts)
   FROM shortage_case AS c WHERE c.order_id = o.id
  ORDER BY c.closed_at DESC NULLS FIRST, c.id DESC LIMIT 1)"""  # noqa: S608

EXCEPTIONS = f"""(SELECT coalesce(json_agg(json_build_object(
        'number', s.number, 'kind', {words.EXCEPTION} -> e.kind, 'note', e.note,
        'opened_at', e.opened_at, 'opened_by', e.opened_by, 'due_at', e.due_at,
        'owner', nullif(e.owner, ''), 'closed_at', e.closed_at, 'closed_by', e.closed_by,
        'outcome', {words.EXCEPTION_OUTCOME} -> e.outcome, 'conclusion', e.conclusion,
        'actions', (SELECT coalesce(json_agg(json_build_object(
                'at', a.at, 'actor', a.actor, 'action', {words.EXCEPTION_ACTION} -> a.action,
                'note', a.note, 'wanted_at', a.wanted_at) ORDER BY a.id), '[]')
            FROM exception_action AS a WHERE a.case_id = e.id))
        ORDER BY e.closed_at DESC NULLS FIRST, e.id DESC), '[]')
   FROM delivery_exception AS e JOIN shipment AS s ON s.id = e.shipment_id
  WHERE s.order_id = o.id)"""  # noqa: S608

PAYMENTS = f"""(SELECT coalesce(json_agg(json_build_object(
        'amount', p.amount::text, 'method', {words.METHOD} -> p.method, 'reference', p.reference,
        'at', p.at, 'actor', p.actor, 'recorded_at', p.recorded_at) ORDER BY p.id), '[]')
   FROM payment AS p WHERE p.order_id = o.id)"""  # noqa: S608

# What was noted in ids is told in the names that the world knows.
CHANGED = """CASE WHEN j.changed IS NULL THEN NULL ELSE CASE j.step
    WHEN 'edit' THEN j.changed || jsonb_build_object('lines',
        (SELECT coalesce(jsonb_agg(jsonb_build_array(line.ordinal, told -> 1, told -> 2)), '[]')
           FROM jsonb_array_elements(j.changed -> 'lines') AS told
           JOIN order_line AS line ON line.id = (told ->> 0)::bigint))
    WHEN 'split' THEN jsonb_build_object('into',
        (SELECT number FROM shipment AS other WHERE other.id = (j.changed ->> 'into')::bigint),
        'units', (SELECT jsonb_agg(jsonb_build_array(line.ordinal, told.value))
                    FROM jsonb_each(j.changed -> 'units') AS told
                    JOIN order_line AS line ON line.id = told.key::bigint))
    WHEN 'plan_wave' THEN jsonb_strip_nulls(j.changed || jsonb_build_object('picker',
        (SELECT username FROM staff WHERE staff.id = (j.changed ->> 'picker')::bigint)))
    WHEN 'reassign' THEN jsonb_build_object('picker',
        (SELECT username FROM staff WHERE staff.id = (j.changed ->> 'picker')::bigint))
    ELSE j.changed END END"""
LABELS = f"CASE j.document WHEN 'order' THEN {words.STATUS} ELSE {words.STATE} END"

JOURNAL = f"""(SELECT coalesce(json_agg(json_build_object(
        'seq', j.seq, 'at', j.at, 'recorded_at', j.recorded_at, 'actor', j.actor,
        'role', {words.ROLE} -> j.role, 'step', {words.STEP} -> j.step, 'document', j.document,
        'number', coalesce(s.number, o.number), 'was', ({LABELS}) -> j.was,
        'now', ({LABELS}) -> j.now, 'status', j.status, 'due_at', j.due_at, 'reason', j.reason,
        'override', j.override, 'words', concat_ws(' ', {words.STEP} -> j.step ->> %(language)s,
            ({LABELS}) -> j.was ->> %(language)s,
            CASE WHEN j.was <> j.now THEN '→ ' || (({LABELS}) -> j.now ->> %(language)s) END),
        'changed', {CHANGED}) ORDER BY j.seq), '[]')
   FROM (SELECT * FROM journal WHERE order_id = o.id ORDER BY seq DESC LIMIT {MOST}) AS j
   LEFT JOIN shipment AS s ON j.document = 'shipment' AND s.id = j.document_id)"""  # noqa: S608

NOTICES = f"""(SELECT coalesce(json_agg(json_build_object(
        'step', {words.STEP} -> n.key, 'document', n.document,
        'number', coalesce(s.number, o.number), 'recipient', n.recipient, 'channel', n.channel,
        'address', n.address, 'state', n.state, 'subject', n.subject, 'text', n.rendered,
        'attempts', n.attempts, 'outcome', n.outcome, 'created_at', n.created_at,
        'settled_at', n.settled_at) ORDER BY n.id), '[]')
   FROM (SELECT * FROM notice WHERE order_id = o.id ORDER BY id DESC LIMIT {MOST}) AS n
   LEFT JOIN shipment AS s ON n.document = 'shipment' AND s.id = n.document_id)"""  # noqa: S608

CARRIER_EVENTS = f"""(SELECT coalesce(json_agg(json_build_object(
        'number', s.number, 'carrier', carrier.code, 'waybill', bill.number, 'at', e.at,
        'code', {words.CARRIER} -> e.code, 'their_code', e.their_code, 'text', e.text,
        'place', e.place, 'recorded_at', e.recorded_at) ORDER BY e.at, e.id), '[]')
   FROM shipment AS s
   JOIN waybill AS bill ON bill.id = s.waybill_id
   JOIN carrier ON carrier.id = bill.carrier_id
  CROSS JOIN LATERAL (SELECT * FROM carrier_event WHERE waybill_id = bill.id
                       ORDER BY at DESC, id DESC LIMIT {MOST}) AS e
  WHERE s.order_id = o.id)"""  # noqa: S608

PARTS = {
    "lines": LINES,
    "shipments": BOXES,
    "holds": HOLDS,
    "shortage_case": SHORTAGE,
    "exceptions": EXCEPTIONS,
    "payments": PAYMENTS,
    "carrier_events": CARRIER_EVENTS,
    "journal": JOURNAL,
    "notices": NOTICES,
}
USUAL = ("lines", "shipments", "holds", "shortage_case")

HEAD = f"""
    'number', o.number, 'version', o.events, 'status', {words.STATUS} -> o.status,
    'status_since', o.status_since, 'channel', channel.code, 'reference', o.reference,
    'store', store.code, 'salesperson', seller.username,
    'fulfilment', {words.FULFILMENT} -> o.fulfilment, 'division', o.division_id,
    'province', o.province, 'city', o.city, 'district', o.district, 'currency', o.currency,
    'charges', o.charges::text, 'total', o.total::text, 'paid', o.paid::text,
    'refunded', o.refunded::text, 'cash_on_delivery', o.cash_on_delivery,
    'payment_status', {words.PAYMENT_STATUS} -> o.payment_status, 'placed_at', o.placed_at,
    'promised_by', o.promised_by, 'priority', o.priority, 'replaces', {REPLACES}"""

# What tells who it is for stands apart, so that it can be hidden without reading the rest.
PERSON = """
    'customer', CASE WHEN c.id IS NOT NULL THEN
        json_build_object('reference', c.reference, 'name', c.name) END,
    'consignee', o.consignee, 'phone', o.phone, 'street', o.street, 'remark', o.remark"""

# The clocks of an order: its own while somebody reviews it, then those of its shipments.
CLOCKS = f"""SELECT min(s.at_risk_at) AS at_risk_at, min(s.due_at) AS due_at,
        coalesce(bool_or({LATE}), false) AS late, coalesce(bool_or({AT_RISK}), false) AS at_risk"""
DEADLINE = {
    "at_risk_at": "least(o.at_risk_at, clock.at_risk_at)",
    "due_at": "least(o.due_at, clock.due_at)",
    "late": "coalesce(o.due_at < now(), false) OR clock.late",
    "at_risk": "(coalesce(o.at_risk_at <= now(), false) OR clock.at_risk)"
    " AND NOT (coalesce(o.due_at < now(), false) OR clock.late)",
}
