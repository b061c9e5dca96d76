"""From the journal to the endpoints, without losing what commits late.

Ids are given before their transactions commit, so the highest one in sight does not mean that all
below it are. But who writes the journal locks it first, in a mode that lets others write too, gets
the id then, and lets go of the lock only when the entry is in sight or undone. So whoever may still
add an entry below the highest id that we see holds that lock after we saw it. Once none of those
holds it any more, all entries up to that id are in sight of whoever looks from then on.
https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES
"""

import time

from django.db import transaction

from gendan.kernel import sql

BATCH = 1_000  # journal entries handed to one endpoint at once
WAITING_MAX = 10_000  # deliveries that may wait at one endpoint; the journal keeps the rest

IN_FLIGHT_SECONDS = 20.0  # longer than any step of ours takes
GLANCE_SECONDS = 0.02

ANY_ACTIVE = "SELECT EXISTS (SELECT 1 FROM webhook_endpoint WHERE paused_at IS NULL)"

# A list of writers that is older than the one it is compared with would miss some of them.
ONE_AFTER_THE_OTHER = "LOCK TABLE webhook_watermark IN SHARE ROW EXCLUSIVE MODE"

# A transaction is known by its virtual id: it has one from the beginning, and nobody else gets it.
WRITERS = """
SELECT virtualtransaction FROM pg_locks
 WHERE locktype = 'relation' AND relation = 'journal'::regclass
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND mode = 'RowExclusiveLock' AND granted
"""

# The locks are read while the statement runs, so after its snapshot, which shows the highest id.
# Nothing is written when nothing is new.
LOOK = f"""
WITH look AS MATERIALIZED (
SELECT (SELECT coalesce(max(id), 0) FROM journal) AS highest, ARRAY({WRITERS}) AS writers
)
INSERT INTO webhook_watermark AS mark (id, settled, seen, writers)
SELECT 1, CASE WHEN writers = '{{}}' THEN highest ELSE 0 END, highest, writers
  FROM look
 WHERE NOT EXISTS (SELECT 1 FROM webhook_watermark AS known
                    WHERE known.settled = known.seen AND known.seen >= look.highest)
ON CONFLICT (id) DO UPDATE
   SET settled = CASE WHEN excluded.writers = '{{}}' THEN excluded.seen ELSE mark.seen END,
       seen = excluded.seen, writers = excluded.writers
 WHERE NOT mark.writers && excluded.writers
"""  # noqa: S608 - put together from our own words

# Our own transaction sees what it wrote.
NOW = f"""
SELECT (SELECT coalesce(max(id), 0) FROM journal), ARRAY({WRITERS} AND pid <> pg_backend_pid())
"""  # noqa: S608 - put together from our own words
STILL = f"SELECT EXISTS ({WRITERS} AND virtualtransaction = ANY(%s))"

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


def present() -> int | None:
    """The entry after which everything is that will come into sight from now on.

    Waits for the steps in flight, whose entries may be below it; None when that takes too long."""
    ((highest, writers),) = sql.rows(NOW)
    deadline = time.monotonic() + IN_FLIGHT_SECONDS
    while sql.rows(STILL, [writers]) == [(True,)]:
        if time.monotonic() > deadline:
            return None
        time.sleep(GLANCE_SECONDS)
    return int(highest)


def feed(batch: int = BATCH, *, waiting_max: int = WAITING_MAX) -> int:
    """Write deliveries for what is new and settled; how many entries were looked at.

    Three transactions, so that the last one sees all that the look before it has settled; only one
    when nobody listens."""
    if sql.rows(ANY_ACTIVE) == [(False,)]:
        return 0
    with transaction.atomic():
        sql.run(ONE_AFTER_THE_OTHER)
        sql.run(LOOK)
    ((entries,),) = sql.rows(HAND, {"batch": batch, "waiting_max": waiting_max})
    return int(entries)
