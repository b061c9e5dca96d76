"""The statements with which the mechanism locks and moves shipments."""

# The order is locked before its shipment, and orders in id order, as every command does.
LOCK = """
SELECT s.id, s.order_id, s.state, o.store_id, ARRAY[s.warehouse_id], w.calendar_id, o.events,
       s.due_at, o.status
  FROM shipment AS s
  JOIN customer_order AS o ON o.id = s.order_id
  JOIN warehouse AS w ON w.id = s.warehouse_id
 WHERE s.id = ANY(%(ids)s)
 ORDER BY o.id, s.id
   FOR NO KEY UPDATE OF o, s
"""

# A clock that stood still in the old state has nothing to go on with. What nobody picks any more
# is in no wave; what is taken out of a box leaves its serial numbers free.
MOVE = """
WITH asked AS (
    SELECT * FROM unnest(%(ids)s::bigint[], %(was)s::text[], %(now)s::text[],
                         %(since)s::timestamptz[], %(at_risk)s::timestamptz[],
                         %(due)s::timestamptz[], %(acknowledge)s::timestamptz[])
               AS asked (id, was, now, since, at_risk, due, acknowledge)
), ended AS (
    UPDATE clock_pause AS pause SET until = greatest(asked.since, pause.since)
      FROM asked WHERE pause.shipment_id = asked.id AND pause.until IS NULL
), left_wave AS (
    UPDATE wave_shipment AS part SET left_at = asked.since
      FROM asked
     WHERE part.shipment_id = asked.id AND part.left_at IS NULL AND asked.now <> 'picking'
), freed AS (
    UPDATE picked_serial AS unit SET put_back_at = asked.since
      FROM asked
     WHERE unit.shipment_id = asked.id AND unit.put_back_at IS NULL
       AND asked.now IN ('to_pick', 'picking', 'cancelled', 'returned')
)
UPDATE shipment AS s
   SET state = asked.now, state_since = asked.since, at_risk_at = asked.at_risk,
       due_at = asked.due, acknowledge_by = asked.acknowledge, acknowledged_at = NULL,
       acknowledged_by = '', paused_at = NULL
  FROM asked
 WHERE s.id = asked.id AND s.state = asked.was
"""

# A shipment's rows as the mechanism knows them, for those of whole orders.
OF_ORDERS = """
SELECT s.id, s.order_id, s.state, o.store_id, s.warehouse_id, w.calendar_id, o.events, s.due_at
  FROM shipment AS s
  JOIN customer_order AS o ON o.id = s.order_id
  JOIN warehouse AS w ON w.id = s.warehouse_id
 WHERE s.order_id = ANY(%(orders)s) AND s.state = ANY(%(states)s)
 ORDER BY s.order_id, s.id
"""

# Units that enter or leave a box enter or leave the count of what is allotted on their line.
# EXECUTE: planned anew, since a plan kept from an empty table reads a large one whole.
ALLOT = """
EXECUTE $allot$
    UPDATE order_line AS line SET allotted = allotted + moved.units
      FROM ({moved}) AS moved
     WHERE line.id = moved.line_id AND moved.units <> 0
$allot$;
RETURN NULL;
"""
ALLOT_INSERTED = ALLOT.format(
    moved="SELECT line_id, sum(quantity) AS units FROM written GROUP BY line_id"
)
ALLOT_UPDATED = ALLOT.format(
    moved="SELECT line_id, sum(units) AS units FROM ("
    "SELECT line_id, quantity AS units FROM written UNION ALL"
    " SELECT line_id, -quantity FROM was) AS change GROUP BY line_id"
)
