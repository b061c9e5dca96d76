"""Shipments: what is in the boxes, and whether their facts fit the state they are in."""

from gendan.insight.verify.check import Check, by_statement

UNTOUCHED = ("to_pick",)
WHOLE = ("packed", "issued", "dispatched", "delivered", "coming_back", "returned", "lost")
OUT_OF_THE_BOOKS = ("issued", "dispatched", "delivered", "coming_back", "returned", "lost")
WITH_A_CARRIER = ("dispatched", "coming_back", "returned", "lost")
AT_HOME = ("to_pick", "picking", "packed", "issued", "cancelled")

NUMBER = """
SELECT s.number, s.number, o.number || '-' || s.ordinal
  FROM shipment AS s JOIN customer_order AS o ON o.id = s.order_id
 WHERE s.order_id BETWEEN %(low)s AND %(high)s AND s.number <> o.number || '-' || s.ordinal
"""

CONTENTS = """
SELECT s.number, format('product %%s of order id %%s', box.product_id, s.order_id),
       format('product %%s of order id %%s', line.product_id, line.order_id)
  FROM shipment AS s
  JOIN shipment_line AS box ON box.shipment_id = s.id
  JOIN order_line AS line ON line.id = box.line_id
 WHERE s.order_id BETWEEN %(low)s AND %(high)s
   AND (line.order_id <> s.order_id OR line.product_id <> box.product_id)
"""

VOID = """
SELECT s.number, s.state, sum(box.quantity)::text
  FROM shipment AS s JOIN shipment_line AS box ON box.shipment_id = s.id
 WHERE s.order_id BETWEEN %(low)s AND %(high)s AND s.state = 'cancelled'
 GROUP BY s.id HAVING sum(box.quantity) <> 0
"""

# Units that part into another box take their picking record's line of the order along, not the
# record itself; so the sums are of the order's lines. What is handed over in the store is in the
# customer's hands without anybody picking it.
PICKED = """
SELECT (SELECT number FROM customer_order WHERE id = line.order_id) || ' line ' || line.ordinal,
       boxed.picked::text, boxed.recorded::text
  FROM (SELECT line_id, sum(picked) AS picked, sum(recorded) AS recorded
          FROM (SELECT box.line_id, box.picked, coalesce(sum(record.quantity), 0) AS recorded
                  FROM shipment AS s
                  JOIN shipment_line AS box ON box.shipment_id = s.id
                  LEFT JOIN pick_record AS record ON record.shipment_line_id = box.id
                 WHERE s.order_id BETWEEN %(low)s AND %(high)s
                 GROUP BY box.id) AS box
         GROUP BY line_id HAVING sum(picked) <> sum(recorded)) AS boxed
  JOIN order_line AS line ON line.id = boxed.line_id
"""

FILLED = """
SELECT s.number, sum(box.picked)::text,
       CASE WHEN s.state = ANY(%(whole)s) THEN sum(box.quantity) ELSE 0 END::text
  FROM shipment AS s JOIN shipment_line AS box ON box.shipment_id = s.id
 WHERE s.order_id BETWEEN %(low)s AND %(high)s
   AND (s.state = ANY(%(whole)s) AND box.picked <> box.quantity
        OR s.state = ANY(%(untouched)s) AND box.picked <> 0)
 GROUP BY s.id
"""

ISSUED = """
SELECT s.number, s.state,
       CASE WHEN s.goods_issue_number IS NULL THEN 'its number' ELSE 'its time' END
  FROM shipment AS s
 WHERE s.order_id BETWEEN %(low)s AND %(high)s AND s.state = ANY(%(issued)s)
   AND (s.goods_issue_number IS NULL OR s.issued_at IS NULL)
"""

CARRIED = """
SELECT s.number, s.state, CASE WHEN w.id IS NULL THEN 'no waybill'
                               WHEN w.voided_at IS NOT NULL THEN 'the void waybill ' || w.number
                               ELSE 'no time of being handed over' END
  FROM shipment AS s LEFT JOIN waybill AS w ON w.id = s.waybill_id
 WHERE s.order_id BETWEEN %(low)s AND %(high)s
   AND (s.state = ANY(%(carried)s) AND (w.id IS NULL OR s.handed_at IS NULL)
        OR w.voided_at IS NOT NULL)
"""

ARRIVED = """
SELECT s.number, s.state, coalesce('delivered at ' || s.delivered_at, 'not delivered')
  FROM shipment AS s
 WHERE s.order_id BETWEEN %(low)s AND %(high)s
   AND (s.state = 'delivered') <> (s.delivered_at IS NOT NULL)
"""

HANDED = """
SELECT s.number, s.state, coalesce('handed over at ' || s.handed_at, 'not handed over')
  FROM shipment AS s
 WHERE s.order_id BETWEEN %(low)s AND %(high)s
   AND (s.state = ANY(%(home)s) AND s.handed_at IS NOT NULL
        OR s.state = 'delivered' AND s.handed_at IS NULL)
"""

PAUSED = """
SELECT s.number, coalesce('stopped at ' || s.paused_at, 'running'),
       CASE WHEN pause.shipment_id IS NULL THEN 'no pause is open' ELSE 'a pause is open' END
  FROM shipment AS s
  LEFT JOIN clock_pause AS pause ON pause.shipment_id = s.id AND pause.until IS NULL
 WHERE s.order_id BETWEEN %(low)s AND %(high)s
   AND (s.paused_at IS NULL) <> (pause.shipment_id IS NULL)
"""

CHECKS = (
    Check(
        name="shipment_number",
        rule="A shipment's number is its order's, and which shipment of the order it is.",
        sentence="Shipment {document} is called {stored}; by its order it is {computed}.",
        find=by_statement(NUMBER),
    ),
    Check(
        name="shipment_contents",
        rule="A box holds units of its own order, and the product that their line names.",
        sentence="Shipment {document} holds {stored}, but their line is {computed}.",
        find=by_statement(CONTENTS),
    ),
    Check(
        name="shipment_void_is_empty",
        rule="A void shipment holds nothing.",
        sentence="Shipment {document} is “{stored}” and still holds {computed} units.",
        find=by_statement(VOID),
    ),
    Check(
        name="picking_record",
        rule="What was picked of a line is the sum of its picking record.",
        sentence="Order {document} has {stored} units picked; the picking record says {computed}.",
        find=by_statement(PICKED),
    ),
    Check(
        name="shipment_filled",
        rule="A closed box is picked in full, and one that waits for a picker not at all.",
        sentence="Shipment {document} has {stored} units picked; in its state it needs {computed}.",
        find=by_statement(FILLED, {"whole": list(WHOLE), "untouched": list(UNTOUCHED)}),
    ),
    Check(
        name="shipment_issue_note",
        rule="What left the books has its goods issue note.",
        sentence="Shipment {document} is “{stored}”, but its goods issue note lacks: {computed}.",
        find=by_statement(ISSUED, {"issued": list(OUT_OF_THE_BOOKS)}),
    ),
    Check(
        name="shipment_waybill",
        rule="What a carrier had in its hands has a waybill that is not void.",
        sentence="Shipment {document} is “{stored}” with {computed}.",
        find=by_statement(CARRIED, {"carried": list(WITH_A_CARRIER)}),
    ),
    Check(
        name="shipment_delivered",
        rule="A shipment is delivered exactly when it has a time of delivery.",
        sentence="Shipment {document} is “{stored}”, and {computed}.",
        find=by_statement(ARRIVED),
    ),
    Check(
        name="shipment_handed_over",
        rule="What is still in the house was handed to nobody; what is delivered was.",
        sentence="Shipment {document} is “{stored}”, and {computed}.",
        find=by_statement(HANDED, {"home": list(AT_HOME)}),
    ),
    Check(
        name="shipment_clock",
        rule="A shipment's clock stands still exactly while a pause is open.",
        sentence="Shipment {document}: its clock is {stored}, but {computed}.",
        find=by_statement(PAUSED),
    ),
)
