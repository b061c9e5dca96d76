"""From the journal to the endpoints, without losing what commits late.

Ids are given before their transactions commit, so the highest one in sight does not mean that all
below it are. Commands have a transaction id before they write the journal (they lock or place
their documents first, the journal comes last). So whoever may still add an entry below the highest
id that we saw was running then, below that snapshot's xmax; once every transaction below it has
ended, all entries up to that id are there. https://www.postgresql.org/docs/current/functions-info.html
"""

from gendan.kernel import sql

BATCH = 1_000  # journal entries handed to one endpoint at once
WAITING_MAX = 10_000  # deliveries that may wait at one endpoint; the journal keeps the rest

ANY_ACTIVE = "SELECT EXISTS (SELECT 1 FROM webhook_endpoint WHERE paused_at IS NULL)"

# Nothing is written when nothing is new. Two that look at once do so one after the other: the later
# one judges by its own, older snapshot, and so at worst settles less.
LOOK = """
INSERT INTO webhook_watermark AS mark (id, settled, seen, seen_xmax)
SELECT 1, 0, look.highest, look.xmax
  FROM (SELECT coalesce(max(id), 0) AS highest,
               pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS xmax FROM journal) AS look
 WHERE NOT EXISTS (SELECT 1 FROM webhook_watermark AS known
                    WHERE known.settled = known.seen AND known.seen >= look.highest)
ON CONFLICT (id) DO UPDATE
   SET settled = mark.seen, seen = excluded.seen, seen_xmax = excluded.seen_xmax
 WHERE pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= mark.seen_xmax
"""

# Each endpoint goes on from where it is. One that was set back is given again what it had; what is
# due at it anyway stays as it is. Entries that it does not want are passed over.
HAND = """
WITH taker AS MATERIALIZED (
SELECT endpoint.id, key, steps, stores, reached, mark.settled
  FROM webhook_endpoint AS endpoint, webhook_watermark AS mark
 WHERE paused_at IS NULL AND reached < mark.settled
   AND (SELECT count(*) FROM (SELECT 1 FROM webhook_delivery AS waiting
                               WHERE waiting.endpoint_id = endpoint.id AND waiting.state = 'due'
                               LIMIT %(waiting_max)s) AS counted) < %(waiting_max)s
   FOR NO KEY UPDATE OF endpoint SKIP LOCKED
), entry AS MATERIALIZED (
SELECT taker.id AS endpoint_id, key, steps, stores, next.*
  FROM taker CROSS JOIN LATERAL (
       SELECT id, order_id, seq, step FROM journal
        WHERE id > taker.reached AND id <= taker.settled ORDER BY id LIMIT %(batch)s) AS next
), gone_on AS (
UPDATE webhook_endpoint AS endpoint SET reached = last.id
  FROM (SELECT endpoint_id, max(id) AS id FROM entry GROUP BY endpoint_id) AS last
 WHERE endpoint.id = last.endpoint_id
), handed AS (
INSERT INTO webhook_delivery AS known (endpoint_id, entry_id, order_id, seq, step, message)
SELECT endpoint_id, entry.id, order_id, seq, step, 'msg_' || md5(key || ':' || entry.id)
  FROM entry JOIN customer_order AS o ON o.id = entry.order_id
 WHERE (steps = '[]' OR steps @> to_jsonb(step))
   AND (stores = '[]' OR stores @> to_jsonb(o.store_id))
 ORDER BY entry.id
ON CONFLICT (endpoint_id, entry_id) DO UPDATE
   SET state = 'due', attempts = 0, next_attempt_at = now(), settled_at = NULL
 WHERE known.state <> 'due'
)
SELECT count(*) FROM entry
"""


def feed() -> int:
    """Write deliveries for what is new and settled; how many entries were looked at.

    Looks twice: what is committed and has nobody beside it is settled at once. Four statements,
    each a transaction of its own; one when nobody listens."""
    if sql.rows(ANY_ACTIVE) == [(False,)]:
        return 0
    sql.run(LOOK)
    sql.run(LOOK)
    ((entries,),) = sql.rows(HAND, {"batch": BATCH, "waiting_max": WAITING_MAX})
    return int(entries)
