"""The statements with which the papers of stock work are locked, moved and written of."""

from collections.abc import Sequence

from gendan.kernel.batch import Table

# {table} has the papers, {warehouses} says whose each is. The columns are those of a `Row`.
LOCK = """
SELECT paper.id, 0, paper.state, NULL::bigint, {warehouses}, 0
  FROM {table} AS paper WHERE paper.id = ANY(%(ids)s) ORDER BY paper.id FOR NO KEY UPDATE
"""
LOCK_LEVELS = """
SELECT id, 0, 'kept', NULL::bigint, ARRAY[warehouse_id], 0
  FROM stock_level WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE
"""
MOVE = """
UPDATE {table} AS paper SET state = asked.now, state_since = asked.since
  FROM unnest(%(ids)s::bigint[], %(was)s::text[], %(now)s::text[], %(since)s::timestamptz[])
       AS asked (id, was, now, since)
 WHERE paper.id = asked.id AND paper.state = asked.was
"""
CHANNEL = "stock_journal"  # where whoever listens hears that papers or levels have changed
NAMED_MAX = 100  # of one word; of more, only that there are some
# The word goes out when the transaction commits.
WRITE = """
WITH written AS (
INSERT INTO stock_journal (document, document_id, at, actor, role, staff_id, step, was, now,
                           reason, changed)
SELECT %s, id, at, %s, %s, %s, %s, was, now, reason, changed::jsonb
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[])
       AS entry (id, at, was, now, reason, changed)
)
SELECT pg_notify(%s, %s)
"""


def word(document: str, ids: Sequence[int]) -> str:
    """What is said on `CHANNEL`: the document and ids; empty when they are many."""
    return f"{document}:{','.join(map(str, ids))}" if len(ids) <= NAMED_MAX else ""


def paper(table: str, warehouses: str, document: str = "") -> Table:
    """How the mechanism handles the papers of that table; `warehouses` is an array in SQL."""
    return Table(
        document=document or table,
        lock=LOCK.format(table=table, warehouses=warehouses),
        held="",
        refresh="",
        move=MOVE.format(table=table),
    )


LEVELS = Table(document="level", lock=LOCK_LEVELS, held="", refresh="")
