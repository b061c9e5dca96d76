"""The statements of `demo.bulk`: each writes the rows of one table for a slice of orders."""

# The preferred warehouse of the first store that has one.
HOUSE = """
SELECT supply.store_id, supply.warehouse_id, (SELECT min(id) FROM channel),
       (SELECT min(id) FROM carrier)
  FROM supply WHERE EXISTS (SELECT FROM product) ORDER BY store_id, rank LIMIT 1
"""

# Foreign keys are checked at the end of each statement, not all of them at the end.
BEGIN = "SET CONSTRAINTS ALL IMMEDIATE"

# A box is written where its way ended, and what is allotted together with the line: the triggers
# would refuse the one and write the other twice.
UNGUARDED = """
ALTER TABLE shipment DISABLE TRIGGER USER;
ALTER TABLE shipment_line DISABLE TRIGGER USER;
"""
GUARDED = """
ALTER TABLE shipment ENABLE TRIGGER USER;
ALTER TABLE shipment_line ENABLE TRIGGER USER;
"""

# Ids are taken beforehand, so that each table can be written without asking another.
ORDERS_TO_COME = """
CREATE TEMPORARY TABLE bulk AS
SELECT nextval(pg_get_serial_sequence('customer_order', 'id')) AS id,
       nextval(pg_get_serial_sequence('shipment', 'id')) AS shipment_id,
       nextval(pg_get_serial_sequence('waybill', 'id')) AS waybill_id,
       number, at, way.id AS way, way.box, way.word, way.events,
       '+86139' || lpad((hashint8(number::bigint)::bigint & 67108863)::text, 8, '0') AS phone,
       (hashint8(number::bigint)::bigint & 15) < 11 AS is_paid
  FROM unnest(%(numbers)s::text[], %(moments)s::timestamptz[], %(ways)s::int[])
       AS asked (number, at, way)
  JOIN (SELECT nth - 1 AS id, box, word, events
          FROM unnest(%(boxes)s::text[], %(words)s::text[], %(counts)s::int[])
               WITH ORDINALITY AS way (box, word, events, nth)) AS way ON way.id = asked.way
 ORDER BY at
"""

KNOW_ORDERS = "ANALYZE bulk"

LINES_TO_COME = """
CREATE TEMPORARY TABLE bulk_line AS
SELECT nextval(pg_get_serial_sequence('order_line', 'id')) AS id,
       nextval(pg_get_serial_sequence('shipment_line', 'id')) AS box_id,
       wanted.*, product.id AS product_id, product.sku, product.name, product.price
  FROM (SELECT bulk.id AS order_id, bulk.shipment_id, bulk.box, bulk.at, nth AS ordinal,
               1 + (hashint8(bulk.id + nth) & 1) AS quantity,
               (hashint8(bulk.id * 3 + nth)::bigint & 2147483647)
                   %% (SELECT count(*) FROM product) AS place
          FROM bulk CROSS JOIN generate_series(1, 3) AS nth) AS wanted
  JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place FROM product) AS product
 USING (place)
 ORDER BY order_id, ordinal
"""

KNOW_LINES = "ANALYZE bulk_line"

CUSTOMERS = """
INSERT INTO customer (name, initials, phone, email)
SELECT DISTINCT '顾客', 'gk', phone, '' FROM bulk
ON CONFLICT DO NOTHING
"""

ORDERS = """
INSERT INTO customer_order (
    id, number, channel_id, reference, store_id, customer_id, consignee, phone, province, city,
    district, street, charges, total, paid, cash_on_delivery, placed_at, goods, status,
    status_since, at_risk_at, due_at, events)
SELECT bulk.id, bulk.number, %(channel)s, 'bulk-' || bulk.number, %(store)s, customer.id, '顾客',
       bulk.phone, '浙江省', '杭州市', '西湖区', '文三路 1 号', 10, money.total,
       CASE WHEN is_paid THEN money.total ELSE 0 END, NOT is_paid, at, hashint8(bulk.id), word,
       at + (bulk.events - 1) * interval '6 hours',
       CASE WHEN word = 'review' THEN at + interval '22 minutes' END,
       CASE WHEN word = 'review' THEN at + interval '30 minutes' END, bulk.events
  FROM bulk
  JOIN customer ON customer.phone = bulk.phone
  JOIN (SELECT order_id,
               10 + sum(CASE WHEN box = 'cancelled' THEN 0 ELSE quantity * price END) AS total
          FROM bulk_line GROUP BY order_id) AS money ON money.order_id = bulk.id
 ORDER BY bulk.id
"""

PAYMENTS = """
INSERT INTO payment (order_id, amount, method, reference, at, actor)
SELECT o.id, o.paid, 'online', 'placed', bulk.at, 'bulk'
  FROM bulk JOIN customer_order AS o USING (id) WHERE o.paid > 0 ORDER BY o.id
"""

LINES = """
INSERT INTO order_line (id, order_id, ordinal, product_id, name, quantity, unit_price, cancelled,
                        allotted)
SELECT id, order_id, ordinal, product_id, name, quantity, price,
       CASE WHEN box = 'cancelled' THEN quantity ELSE 0 END,
       CASE WHEN box IN ('', 'cancelled') THEN 0 ELSE quantity END
  FROM bulk_line ORDER BY id
"""

WAYBILLS = """
INSERT INTO waybill (id, carrier_id, number, recorded_at, recorded_by)
SELECT waybill_id, %(carrier)s, 'B' || number, at + interval '42 hours', 'bulk'
  FROM bulk WHERE box IN ('dispatched', 'delivered', 'coming_back', 'returned') ORDER BY id
"""

SHIPMENTS = """
INSERT INTO shipment (
    id, order_id, ordinal, number, warehouse_id, state, state_since, at_risk_at, due_at,
    acknowledge_by, packed_at, goods_issue_number, issued_at, waybill_id, handed_at, delivered_at,
    come_back_reason)
SELECT shipment_id, id, 1, number || '-1', %(warehouse)s, box, since,
       CASE WHEN is_open THEN since + interval '3 hours' END,
       CASE WHEN is_open THEN since + interval '4 hours' END,
       CASE WHEN box = 'to_pick' THEN since + interval '15 minutes' END,
       CASE WHEN box = 'packed' OR is_issued THEN at + interval '30 hours' END,
       CASE WHEN is_issued THEN 'CK' || nextval('goods_issue_number') END,
       CASE WHEN is_issued THEN at + interval '36 hours' END,
       CASE WHEN is_gone THEN waybill_id END,
       CASE WHEN is_gone THEN at + interval '42 hours' END,
       CASE WHEN box = 'delivered' THEN since END,
       CASE WHEN box = 'returned' THEN 'refused' ELSE '' END
  FROM (SELECT *, at + (events - 1) * interval '6 hours' AS since,
               box IN ('to_pick', 'picking', 'packed', 'issued', 'dispatched') AS is_open,
               box IN ('issued', 'dispatched', 'delivered', 'returned') AS is_issued,
               box IN ('dispatched', 'delivered', 'returned') AS is_gone
          FROM bulk WHERE box <> '') AS bulk
 ORDER BY id
"""

BOXES = """
INSERT INTO shipment_line (id, shipment_id, line_id, product_id, quantity, picked, withdrawn)
SELECT box_id, shipment_id, id, product_id,
       CASE WHEN box = 'cancelled' THEN 0 ELSE quantity END,
       CASE WHEN box IN ('to_pick', 'cancelled') THEN 0 ELSE quantity END,
       CASE WHEN box = 'cancelled' THEN quantity ELSE 0 END
  FROM bulk_line WHERE box <> '' ORDER BY box_id
"""

PICKS = """
INSERT INTO pick_record (shipment_line_id, at, actor, scanned, quantity)
SELECT box_id, at + interval '24 hours', 'bulk', sku, quantity
  FROM bulk_line WHERE box NOT IN ('', 'to_pick', 'cancelled') ORDER BY box_id
"""

LEVELS = """
INSERT INTO stock_level (product_id, warehouse_id)
SELECT id, %(warehouse)s FROM product ORDER BY id
ON CONFLICT DO NOTHING
"""

# As much arrives as is needed, before it is needed.
RECEIPTS = """
INSERT INTO stock_movement (product_id, warehouse_id, at, kind, quantity, actor)
SELECT product_id, %(warehouse)s, min(at), 'receipt', sum(quantity), 'bulk'
  FROM bulk_line WHERE box NOT IN ('', 'cancelled') GROUP BY product_id ORDER BY product_id
"""

ISSUES = """
INSERT INTO stock_movement (product_id, warehouse_id, at, kind, quantity, shipment_id, actor)
SELECT product_id, %(warehouse)s, at + interval '36 hours', 'issue', -quantity, shipment_id, 'bulk'
  FROM bulk_line WHERE box IN ('issued', 'dispatched', 'delivered', 'returned') ORDER BY box_id
"""

RETURNS = """
INSERT INTO stock_movement (product_id, warehouse_id, at, kind, quantity, shipment_id, actor)
SELECT product_id, %(warehouse)s, at + interval '60 hours', 'back', quantity, shipment_id, 'bulk'
  FROM bulk_line WHERE box = 'returned' ORDER BY box_id
"""

RESERVED = """
UPDATE stock_level AS level SET reserved = reserved + promised.quantity
  FROM (SELECT product_id, sum(quantity) AS quantity FROM bulk_line
         WHERE box IN ('to_pick', 'picking', 'packed') GROUP BY product_id) AS promised
 WHERE level.product_id = promised.product_id AND level.warehouse_id = %(warehouse)s
"""

ENTRIES = """
(SELECT * FROM unnest(%(of_way)s::int[], %(seqs)s::int[], %(steps)s::text[], %(documents)s::text[],
                      %(roles)s::text[], %(was)s::text[], %(now)s::text[], %(statuses)s::text[])
             AS entry (way, seq, step, document, role, was, now, status)) AS entry
"""

JOURNAL = f"""
INSERT INTO journal (order_id, seq, at, actor, role, step, document, document_id, was, now, status,
                     reason)
SELECT bulk.id, entry.seq, bulk.at + (entry.seq - 1) * interval '6 hours', 'bulk', entry.role,
       entry.step, entry.document,
       CASE entry.document WHEN 'order' THEN bulk.id ELSE bulk.shipment_id END, entry.was,
       entry.now, entry.status, ''
  FROM bulk JOIN {ENTRIES} ON entry.way = bulk.way
 ORDER BY bulk.id, entry.seq
"""  # noqa: S608

# Of what is over, everybody was told long ago.
NOTICES = f"""
INSERT INTO notice (key, document, document_id, occurrence, recipient, order_id, store_id,
                    warehouse_id, created_at, state, settled_at)
SELECT entry.step, entry.document,
       CASE entry.document WHEN 'order' THEN bulk.id ELSE bulk.shipment_id END,
       CASE WHEN told.each THEN entry.seq ELSE 0 END, told.role, bulk.id, %(store)s,
       CASE entry.document WHEN 'shipment' THEN %(warehouse)s::bigint END, bulk.at, 'sent', bulk.at
  FROM bulk
  JOIN {ENTRIES} ON entry.way = bulk.way
  JOIN unnest(%(told_steps)s::text[], %(told_roles)s::text[], %(told_each)s::bool[])
       AS told (step, role, each) ON told.step = entry.step
 ORDER BY bulk.id, entry.seq
"""  # noqa: S608

DONE = "DROP TABLE bulk, bulk_line"

IN_ORDER = (
    BEGIN, UNGUARDED, ORDERS_TO_COME, KNOW_ORDERS, LINES_TO_COME, KNOW_LINES, CUSTOMERS, ORDERS,
    PAYMENTS, LINES, WAYBILLS, SHIPMENTS, BOXES, PICKS, LEVELS, RECEIPTS, ISSUES, RETURNS,
    RESERVED, JOURNAL, NOTICES, GUARDED, DONE,
)  # fmt: skip
