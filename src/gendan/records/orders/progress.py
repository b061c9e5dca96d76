"""The order's status, computed from its lines and shipments: one statement for many orders.

`STATUS` is the table of domain §4, first test that holds. Nothing else decides a status: the
mechanism runs `REFRESH` in the transaction of every step, the database refuses a word that
differs, and `gendan verify` recomputes them all.
"""

# {orders}: something with a column `id` of orders.
STATUS = """
SELECT asked.id,
       CASE
         WHEN line.open = 0 AND NOT parcel.handed THEN 'cancelled'
         WHEN line.open = 0 THEN 'closed'
         WHEN parcel.delivered = line.open THEN 'completed'
         WHEN parcel.dispatched = line.open THEN 'shipped'
         WHEN parcel.dispatched > 0 THEN 'partly_shipped'
         WHEN parcel.issued = line.open THEN 'ready'
         WHEN parcel.in_work > 0 THEN 'processing'
         WHEN parcel.to_pick = line.open THEN 'pending'
         WHEN EXISTS (SELECT FROM shortage_case AS c
                       WHERE c.order_id = asked.id AND c.closed_at IS NULL) THEN 'shortage'
         ELSE 'review'
       END AS status,
       line.amount
  FROM {orders} AS asked
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(quantity) FILTER (WHERE state IN ('returned', 'lost')), 0) AS gone,
              coalesce(sum(quantity) FILTER (WHERE state = 'delivered'), 0) AS delivered,
              coalesce(sum(quantity) FILTER (
                  WHERE state IN ('dispatched', 'coming_back', 'delivered')), 0) AS dispatched,
              coalesce(sum(quantity) FILTER (WHERE state = 'issued'), 0) AS issued,
              coalesce(sum(quantity) FILTER (
                  WHERE state IN ('picking', 'packed', 'issued')), 0) AS in_work,
              coalesce(sum(quantity) FILTER (WHERE state = 'to_pick'), 0) AS to_pick,
              coalesce(bool_or(handed_at IS NOT NULL), false) AS handed
         FROM shipment AS s
        CROSS JOIN LATERAL (SELECT sum(quantity) AS quantity
                              FROM shipment_line WHERE shipment_id = s.id) AS box
        WHERE s.order_id = asked.id
       ) AS parcel
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(quantity - cancelled - substituted), 0) - parcel.gone AS open,
              coalesce(sum(amount), 0) AS amount
         FROM order_line WHERE order_id = asked.id) AS line
"""

LOCK = """
SELECT o.id, o.id, o.status, o.store_id,
       ARRAY(SELECT DISTINCT warehouse_id FROM shipment AS s WHERE s.order_id = o.id),
       store.calendar_id, o.events, o.due_at, o.status
  FROM customer_order AS o JOIN store ON store.id = o.store_id
 WHERE o.id = ANY(%(ids)s)
 ORDER BY o.id
   FOR NO KEY UPDATE OF o
"""

HELD = """
SELECT order_id, min(kind) FROM hold
 WHERE order_id = ANY(%(orders)s) AND released_at IS NULL AND blocks ? %(step)s
 GROUP BY order_id
"""

REFRESH = f"""
UPDATE customer_order AS o
   SET status = fresh.status,
       total = fresh.amount + o.charges,
       events = o.events + told.count,
       status_since = CASE WHEN o.status = fresh.status THEN o.status_since ELSE told.moment END,
       at_risk_at = CASE WHEN o.status = fresh.status THEN o.at_risk_at
                         WHEN fresh.status = 'review' THEN told.review_at_risk
                         WHEN fresh.status = 'shortage' THEN told.shortage_at_risk END,
       due_at = CASE WHEN o.status = fresh.status THEN o.due_at
                     WHEN fresh.status = 'review' THEN told.review_due
                     WHEN fresh.status = 'shortage' THEN told.shortage_due END
  FROM unnest(%(orders)s::bigint[], %(moments)s::timestamptz[], %(counts)s::int[],
              %(review_at_risk)s::timestamptz[], %(review_due)s::timestamptz[],
              %(shortage_at_risk)s::timestamptz[], %(shortage_due)s::timestamptz[])
       AS told (id, moment, count, review_at_risk, review_due, shortage_at_risk, shortage_due)
  JOIN ({STATUS.format(orders="unnest(%(orders)s::bigint[])").replace("AS asked", "AS asked (id)")})
       AS fresh USING (id)
 WHERE o.id = told.id
RETURNING o.id, o.events - told.count, o.status
"""  # noqa: S608

# What the database says to a status word that is not the computed one. EXECUTE: the statement is
# planned anew for as many rows as were written; a kept plan took seconds for 10,000.
CLAIMED = STATUS.format(
    orders="(SELECT now.id, now.status FROM now JOIN was USING (id) WHERE now.status <> was.status)"
).replace("asked.id,", "asked.status AS claimed,", 1)
TELL_NO_LIES = f"""
EXECUTE $check$
    SELECT EXISTS (SELECT FROM ({CLAIMED}) AS fresh WHERE claimed <> status)
$check$ INTO lies;
IF lies THEN
    RAISE EXCEPTION 'an order''s status is computed, never typed' USING ERRCODE = 'check_violation';
END IF;
RETURN NULL;
"""  # noqa: S608
