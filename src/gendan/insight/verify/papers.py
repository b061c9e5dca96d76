"""Stock work: papers, their journal and the ledger say the same, and goods are in one place."""

from gendan.insight.verify.check import Check, by_statement

RECEIVED = """
SELECT paper.number || ': ' || product.sku, coalesce(line.received, 0)::text,
       coalesce(moved.units, 0)::text
  FROM receipt_line AS line
  FULL JOIN (SELECT document_id AS receipt_id, product_id, sum(quantity) AS units
               FROM stock_movement WHERE document = 'receipt' AND document_id IS NOT NULL
              GROUP BY document_id, product_id) AS moved USING (receipt_id, product_id)
  LEFT JOIN receipt AS paper ON paper.id = receipt_id
  JOIN product ON product.id = product_id
 WHERE coalesce(line.received, 0) <> coalesce(moved.units, 0)
"""

# What was sent and neither arrived nor was given up is in transit, while the paper is on its way.
TRANSFERRED = """
SELECT paper.number || ': ' || product.sku,
       format('%%s sent, %%s received', coalesce(line.sent, 0), coalesce(line.received, 0)),
       format('%%s out, %%s in', coalesce(moved.gone, 0), coalesce(moved.come, 0))
  FROM transfer_line AS line
  FULL JOIN (SELECT document_id AS transfer_id, product_id,
                    -coalesce(sum(quantity) FILTER (WHERE kind = 'transfer_out'), 0) AS gone,
                    coalesce(sum(quantity) FILTER (WHERE kind = 'transfer_in'), 0) AS come
               FROM stock_movement WHERE document = 'transfer' AND document_id IS NOT NULL
              GROUP BY document_id, product_id) AS moved USING (transfer_id, product_id)
  LEFT JOIN transfer AS paper ON paper.id = transfer_id
  JOIN product ON product.id = product_id
 WHERE (coalesce(line.sent, 0), coalesce(line.received, 0))
       <> (coalesce(moved.gone, 0), coalesce(moved.come, 0))
"""

CLOSED = """
SELECT paper.number || ': ' || product.sku, line.sent::text,
       format('%%s received and %%s missing', line.received, line.missing)
  FROM transfer AS paper JOIN transfer_line AS line ON line.transfer_id = paper.id
  JOIN product ON product.id = line.product_id
 WHERE CASE paper.state WHEN 'received' THEN line.sent <> line.received + line.missing
                        WHEN 'sent' THEN line.sent <> line.quantity OR line.missing <> 0
                        ELSE line.sent <> 0 END
"""

CORRECTED = """
SELECT paper.number || ': ' || product.sku,
       CASE WHEN paper.state = 'settled' THEN line.counted - line.shelf ELSE 0 END::text,
       coalesce(moved.units, 0)::text
  FROM stock_count_line AS line
  JOIN stock_count AS paper ON paper.id = line.count_id
  JOIN product ON product.id = line.product_id
  LEFT JOIN (SELECT document_id, product_id, sum(quantity) AS units
               FROM stock_movement WHERE document = 'count' AND document_id IS NOT NULL
              GROUP BY document_id, product_id) AS moved
    ON moved.document_id = paper.id AND moved.product_id = line.product_id
 WHERE CASE WHEN paper.state = 'settled' THEN line.counted - line.shelf ELSE 0 END
       <> coalesce(moved.units, 0)
"""

COUNTED = """
SELECT paper.number || ': ' || product.sku,
       format('%%s in round %%s', line.counted, line.round),
       coalesce(format('%%s in round %%s', entry.counted, entry.round), 'nothing')
  FROM stock_count_line AS line
  JOIN stock_count AS paper ON paper.id = line.count_id
  JOIN product ON product.id = line.product_id
  LEFT JOIN LATERAL (SELECT counted, round, actor FROM count_entry
                      WHERE line_id = line.id ORDER BY round DESC LIMIT 1) AS entry ON true
 WHERE (line.counted, line.round, line.counted_by)
       IS DISTINCT FROM (entry.counted, coalesce(entry.round, 0), coalesce(entry.actor, ''))
"""

JOURNAL = """
SELECT paper.number, paper.state, coalesce(entry.now, 'nothing')
  FROM (SELECT 'receipt' AS document, id, number, state FROM receipt
         UNION ALL SELECT 'count', id, number, state FROM stock_count
         UNION ALL SELECT 'transfer', id, number, state FROM transfer) AS paper
  LEFT JOIN LATERAL (SELECT now FROM stock_journal
                      WHERE document = paper.document AND document_id = paper.id
                      ORDER BY id DESC LIMIT 1) AS entry ON true
 WHERE entry.now IS DISTINCT FROM paper.state
"""

CHECKS = (
    Check(
        name="stock_receipts",
        rule="What a receipt says came is what the ledger took in for it.",
        sentence="{document}: {stored} units came by the paper; the ledger gives {computed}.",
        find=by_statement(RECEIVED),
        whole=True,
    ),
    Check(
        name="stock_transfers",
        rule="What a transfer says was sent and received is what the ledger let out and took in.",
        sentence="{document}: the paper says {stored}; the ledger says {computed}.",
        find=by_statement(TRANSFERRED),
        whole=True,
    ),
    Check(
        name="stock_in_transit",
        rule="What was sent has arrived, is missing for a reason, or is in transit: one of these.",
        sentence="{document}: {stored} units were sent, with {computed}.",
        find=by_statement(CLOSED),
        whole=True,
    ),
    Check(
        name="stock_counts",
        rule="A count corrects the books by what it found once it is settled, and not before.",
        sentence="{document}: the count found {stored}; the ledger was corrected by {computed}.",
        find=by_statement(CORRECTED),
        whole=True,
    ),
    Check(
        name="stock_count_entries",
        rule="What a count says was found is what the last who counted entered.",
        sentence="{document}: the count says {stored}; entered was {computed}.",
        find=by_statement(COUNTED),
        whole=True,
    ),
    Check(
        name="stock_journal",
        rule="The last entry of a paper's journal says the state it is in.",
        sentence="{document} is in “{stored}”; its journal ends with “{computed}”.",
        find=by_statement(JOURNAL),
        whole=True,
    ),
)
