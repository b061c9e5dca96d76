-- One order of three lines, placed and reserved in one transaction: what a careful programmer writes
-- by hand. The same rows in the same tables as `place` and `confirm`, in their final state at once.
\set nth random(0, :products - 1)
\set p1 :first + :nth
\set p2 :first + (:nth + 641) % :products
\set p3 :first + (:nth + 1301) % :products
\set person random(1, :customers)
\set quantity random(1, 2)
BEGIN;
SELECT id AS customer_id, phone FROM customer WHERE phone = '+86137' || lpad((:person)::text, 8, '0') \gset
SELECT sum(price) * (:quantity)::int AS total FROM product WHERE id IN (:p1, :p2, :p3) \gset
INSERT INTO customer_order (number, channel_id, reference, store_id, customer_id, consignee, phone, province, city, district, street, total, placed_at, goods, status, status_since, events) SELECT number, :channel, 'hand-' || id, :store, :customer_id, '顾客', :phone, '浙江省', '杭州市', '西湖区', '文三路 1 号 2 单元 301', :total, now(), id, 'pending', now(), 3 FROM bench_number WHERE id = (SELECT nextval('bench_taken')) RETURNING id AS order_id, number \gset
INSERT INTO order_line (order_id, ordinal, product_id, name, quantity, unit_price) SELECT :order_id, row_number() OVER (), id, name, :quantity, price FROM product WHERE id IN (:p1, :p2, :p3);
SELECT id FROM stock_level WHERE warehouse_id = :warehouse AND product_id IN (:p1, :p2, :p3) ORDER BY id FOR NO KEY UPDATE;
UPDATE stock_level SET reserved = reserved + :quantity WHERE warehouse_id = :warehouse AND product_id IN (:p1, :p2, :p3);
INSERT INTO shipment (order_id, ordinal, number, warehouse_id, state, state_since, at_risk_at, due_at, acknowledge_by) VALUES (:order_id, 1, :number || '-1', :warehouse, 'to_pick', now(), now() + interval '90 minutes', now() + interval '2 hours', now() + interval '15 minutes') RETURNING id AS shipment_id \gset
INSERT INTO shipment_line (shipment_id, line_id, product_id, quantity) SELECT :shipment_id, id, product_id, quantity FROM order_line WHERE order_id = :order_id;
INSERT INTO journal (order_id, seq, at, actor, role, step, document, document_id, was, now, status, due_at, reason) VALUES (:order_id, 1, now(), 'sam', 'sales', 'place', 'order', :order_id, NULL, 'review', 'review', NULL, ''), (:order_id, 2, now(), 'sam', 'sales', 'confirm', 'order', :order_id, 'review', 'pending', 'pending', now() + interval '30 minutes', ''), (:order_id, 3, now(), 'sam', 'sales', 'plan', 'shipment', :shipment_id, NULL, 'to_pick', 'pending', NULL, '');
INSERT INTO notice (key, document, document_id, occurrence, recipient, order_id, store_id, warehouse_id) VALUES ('place', 'order', :order_id, 0, 'customer', :order_id, :store, NULL), ('place', 'order', :order_id, 0, 'sales', :order_id, :store, NULL), ('plan', 'shipment', :shipment_id, 0, 'warehouse', :order_id, :store, :warehouse) ON CONFLICT DO NOTHING;
COMMIT;
