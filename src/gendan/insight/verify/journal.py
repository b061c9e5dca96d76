"""The journal: without gaps, in legal steps, and everybody told who was to be told."""

from gendan.insight.verify import law
from gendan.insight.verify.check import Check, by_statement

# Orders and journals in the slice, also of orders that do not exist.
COUNTED = """
SELECT coalesce(o.number, 'with the unknown id ' || told.order_id), coalesce(o.events, 0)::text,
       coalesce(told.entries, 0)::text
  FROM (SELECT id, number, events FROM customer_order
         WHERE id BETWEEN %(low)s AND %(high)s) AS o
  FULL JOIN (SELECT order_id, count(*) AS entries FROM journal
              WHERE order_id BETWEEN %(low)s AND %(high)s GROUP BY order_id) AS told
    ON told.order_id = o.id
 WHERE o.events IS DISTINCT FROM told.entries
"""

GAPS = """
SELECT coalesce(o.number, 'with the unknown id ' || told.order_id),
       format('%%s to %%s', told.lowest, told.highest), format('1 to %%s', told.entries)
  FROM (SELECT order_id, count(*) AS entries, min(seq) AS lowest, max(seq) AS highest
          FROM journal WHERE order_id BETWEEN %(low)s AND %(high)s GROUP BY order_id) AS told
  LEFT JOIN customer_order AS o ON o.id = told.order_id
 WHERE told.lowest <> 1 OR told.highest <> told.entries
"""

BEGINS = """
SELECT o.number, entry.step, array_to_string(%(births)s::text[], ' or ')
  FROM journal AS entry JOIN customer_order AS o ON o.id = entry.order_id
 WHERE entry.order_id BETWEEN %(low)s AND %(high)s AND entry.seq = 1
   AND (entry.document <> 'order' OR entry.step <> ALL(%(births)s))
"""

ENDS = """
SELECT o.number, o.status, last.status
  FROM customer_order AS o
  JOIN (SELECT DISTINCT ON (order_id) order_id, status FROM journal
         WHERE order_id BETWEEN %(low)s AND %(high)s ORDER BY order_id, seq DESC) AS last
    ON last.order_id = o.id
 WHERE o.id BETWEEN %(low)s AND %(high)s AND last.status <> o.status
"""

DOCUMENTS = """
SELECT coalesce(o.number, 'with the unknown id ' || entry.order_id) || ' entry ' || entry.seq,
       entry.document || ' ' || entry.document_id, 'a document of that order'
  FROM journal AS entry
  LEFT JOIN customer_order AS o ON o.id = entry.order_id
  LEFT JOIN (SELECT id, order_id FROM shipment
              WHERE order_id BETWEEN %(low)s AND %(high)s) AS s
    ON s.id = entry.document_id AND s.order_id = entry.order_id AND entry.document = 'shipment'
 WHERE entry.order_id BETWEEN %(low)s AND %(high)s
   AND NOT (s.id IS NOT NULL OR entry.document = 'order' AND entry.document_id = entry.order_id)
"""

ORDER_STEPS = """
SELECT coalesce(o.number, 'with the unknown id ' || entry.order_id) || ' entry ' || entry.seq,
       entry.step, coalesce(entry.was, 'nothing')
  FROM journal AS entry
  LEFT JOIN customer_order AS o ON o.id = entry.order_id
  LEFT JOIN unnest(%(steps)s::text[], %(was)s::text[]) AS legal (step, was)
    ON legal.step = entry.step AND legal.was = coalesce(entry.was, '')
 WHERE entry.order_id BETWEEN %(low)s AND %(high)s AND entry.document = 'order'
   AND legal.step IS NULL
"""

ORDER_WORDS = """
SELECT coalesce(o.number, 'with the unknown id ' || entry.order_id) || ' entry ' || entry.seq,
       entry.now, entry.status
  FROM journal AS entry LEFT JOIN customer_order AS o ON o.id = entry.order_id
 WHERE entry.order_id BETWEEN %(low)s AND %(high)s AND entry.document = 'order'
   AND entry.now <> entry.status
"""

SHIPMENT_STEPS = """
SELECT coalesce(s.number, 'with the unknown id ' || entry.document_id) || ' entry ' || entry.seq,
       entry.step, format('%%s to %%s', coalesce(entry.was, 'nothing'), entry.now)
  FROM journal AS entry
  LEFT JOIN shipment AS s ON s.id = entry.document_id
  LEFT JOIN unnest(%(steps)s::text[], %(was)s::text[], %(now)s::text[]) AS legal (step, was, now)
    ON legal.step = entry.step AND legal.was = coalesce(entry.was, '') AND legal.now = entry.now
 WHERE entry.order_id BETWEEN %(low)s AND %(high)s AND entry.document = 'shipment'
   AND legal.step IS NULL
"""

# Each entry goes on from where the one before it ended; the first one from nothing.
SHIPMENT_CHAIN = """
SELECT coalesce(s.number, 'with the unknown id ' || entry.document_id) || ' entry ' || entry.seq,
       coalesce(entry.was, 'nothing'), coalesce(entry.before, 'nothing')
  FROM (SELECT document_id, seq, was,
               lag(now) OVER (PARTITION BY order_id, document_id ORDER BY seq) AS before
          FROM journal
         WHERE order_id BETWEEN %(low)s AND %(high)s AND document = 'shipment') AS entry
  LEFT JOIN shipment AS s ON s.id = entry.document_id
 WHERE entry.was IS DISTINCT FROM entry.before
"""

SHIPMENT_ENDS = """
SELECT s.number, s.state, coalesce(last.now, 'nothing')
  FROM shipment AS s
  LEFT JOIN (SELECT DISTINCT ON (order_id, document_id) order_id, document_id, now FROM journal
              WHERE order_id BETWEEN %(low)s AND %(high)s AND document = 'shipment'
              ORDER BY order_id, document_id, seq DESC) AS last
    ON last.document_id = s.id AND last.order_id = s.order_id
 WHERE s.order_id BETWEEN %(low)s AND %(high)s AND s.state IS DISTINCT FROM last.now
"""

# A step that is told each time is told under its entry's number, any other once under zero.
TOLD = """
SELECT coalesce(o.number, 'with the unknown id ' || coalesce(due.order_id, heard.order_id))
       || format(': %%s of %%s %%s to %%s', coalesce(due.step, heard.key),
                 coalesce(due.document, heard.document),
                 coalesce(due.document_id, heard.document_id),
                 coalesce(due.role, heard.recipient)),
       CASE WHEN heard.key IS NULL THEN 'no notice' ELSE 'a notice' END,
       CASE WHEN due.step IS NULL THEN 'did not happen' ELSE 'happened' END
  FROM (SELECT entry.order_id, entry.document, entry.document_id, entry.step, told.role,
               CASE WHEN told.each THEN entry.seq ELSE 0 END AS occurrence
          FROM journal AS entry
          JOIN unnest(%(documents)s::text[], %(steps)s::text[], %(roles)s::text[],
                      %(each)s::bool[]) AS told (document, step, role, each)
            ON told.step = entry.step AND told.document = entry.document
         WHERE entry.order_id BETWEEN %(low)s AND %(high)s) AS due
  FULL JOIN (SELECT notice.order_id, notice.document, notice.document_id, notice.key,
                    notice.recipient, notice.occurrence
               FROM notice
               JOIN unnest(%(documents)s::text[], %(steps)s::text[], %(roles)s::text[])
                    AS told (document, step, role)
                 ON told.step = notice.key AND told.document = notice.document
                AND told.role = notice.recipient
              WHERE notice.order_id BETWEEN %(low)s AND %(high)s) AS heard
    ON heard.order_id = due.order_id AND heard.document_id = due.document_id
   AND heard.document = due.document AND heard.key = due.step
   AND heard.recipient = due.role AND heard.occurrence = due.occurrence
  LEFT JOIN customer_order AS o ON o.id = coalesce(due.order_id, heard.order_id)
 WHERE due.step IS NULL OR heard.key IS NULL
"""

CHECKS = (
    Check(
        name="journal_counted",
        rule="An order knows how many entries its journal has.",
        sentence="Order {document} counts {stored} journal entries; there are {computed}.",
        find=by_statement(COUNTED),
    ),
    Check(
        name="journal_gaps",
        rule="The entries of an order's journal are numbered from 1 without a gap.",
        sentence="Order {document} has journal entries {stored}; it should have {computed}.",
        find=by_statement(GAPS),
    ),
    Check(
        name="journal_begins",
        rule="An order's journal begins with the order being placed.",
        sentence="Order {document} begins with “{stored}” instead of “{computed}”.",
        find=by_statement(BEGINS, {"births": law.order_births()}),
    ),
    Check(
        name="journal_ends",
        rule="An order's journal ends with the status that the order has.",
        sentence="Order {document} says “{stored}”; its journal ends with “{computed}”.",
        find=by_statement(ENDS),
    ),
    Check(
        name="journal_documents",
        rule="A journal entry is of its order, or of a shipment of its order.",
        sentence="Order {document} is of {stored}, which is not {computed}.",
        find=by_statement(DOCUMENTS),
    ),
    Check(
        name="journal_order_steps",
        rule="An order takes a step only from a status that the process allows.",
        sentence="Order {document}: no step “{stored}” starts from “{computed}”.",
        find=by_statement(ORDER_STEPS, law.order_steps()),
    ),
    Check(
        name="journal_order_words",
        rule="An order's own entry ends in the status that is written beside it.",
        sentence="Order {document} ends in “{stored}”, but beside it stands “{computed}”.",
        find=by_statement(ORDER_WORDS),
    ),
    Check(
        name="journal_shipment_steps",
        rule="A shipment moves only as the process allows.",
        sentence="Shipment {document}: no step “{stored}” leads from {computed}.",
        find=by_statement(SHIPMENT_STEPS, law.shipment_moves()),
    ),
    Check(
        name="journal_shipment_chain",
        rule="A shipment goes on from where its last step left it, from its birth on.",
        sentence="Shipment {document} starts from “{stored}”; the one before left “{computed}”.",
        find=by_statement(SHIPMENT_CHAIN),
    ),
    Check(
        name="journal_shipment_ends",
        rule="A shipment is where its last step left it.",
        sentence="Shipment {document} is “{stored}”; its journal ends with “{computed}”.",
        find=by_statement(SHIPMENT_ENDS),
    ),
    Check(
        name="notices",
        rule="Who is to hear of a step has a notice of it, and of no step that did not happen.",
        sentence="Order {document}: there is {stored}, and the step {computed}.",
        find=by_statement(TOLD, law.tellings()),
    ),
)
