"""What happened, in order, for ever: one row per document per step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now

from gendan.kernel import sql
from gendan.kernel.guards import append_only

CHANNEL = "journal"  # where whoever listens hears that orders have changed
NAMED_MAX = 100  # orders named in one word; of more, only that there are some

# The word goes out when the transaction commits: https://www.postgresql.org/docs/current/sql-notify.html
WRITE = """
WITH written AS (
INSERT INTO journal (order_id, seq, at, actor, role, staff_id, step, document, document_id,
                     was, now, status, due_at, reason, override, changed)
SELECT order_id, seq, at, %(actor)s, %(role)s, %(staff)s, step, document, document_id,
       was, now, status, due_at, reason, override, changed::jsonb
  FROM unnest(%(orders)s::bigint[], %(seqs)s::int[], %(ats)s::timestamptz[], %(steps)s::text[],
              %(documents)s::text[], %(document_ids)s::bigint[], %(was)s::text[], %(now)s::text[],
              %(statuses)s::text[], %(due)s::timestamptz[], %(reasons)s::text[],
              %(overrides)s::text[], %(changed)s::text[])
       AS entry (order_id, seq, at, step, document, document_id, was, now, status, due_at,
                 reason, override, changed)
)
SELECT pg_notify(%(channel)s, %(named)s)
"""


class JournalEntry(models.Model):
    """Written by the kernel only; the database refuses to change or remove it."""

    id = models.BigAutoField(primary_key=True)
    order_id = models.BigIntegerField()
    seq = models.IntegerField()
    at = models.DateTimeField()  # when it happened
    recorded_at = models.DateTimeField(db_default=Now())  # when we were told
    actor = models.TextField()
    role = models.TextField()
    staff_id = models.BigIntegerField(null=True)
    step = models.TextField()
    document = models.TextField()
    document_id = models.BigIntegerField()
    was = models.TextField(null=True)
    now = models.TextField()
    status = models.TextField()  # of the order, after the step
    due_at = models.DateTimeField(null=True)  # what was promised in the state that was left
    reason = models.TextField()
    override = models.TextField(db_default="")  # why another department's step was taken
    changed = models.JSONField(null=True)

    class Meta:
        app_label = "kernel"
        db_table = "journal"
        constraints = [
            models.UniqueConstraint(fields=["order_id", "seq"], name="journal_has_no_gaps")
        ]
        # What happened lately stands at the end: from when to when, for each few pages.
        indexes = [
            BrinIndex("at", name="journal_by_time", pages_per_range=32, autosummarize=True),
            models.Index("id", name="journal_overrides", condition=~models.Q(override="")),
        ]
        triggers = append_only("journal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line to write."""

    order: int
    at: datetime
    step: str
    document: str
    document_id: int
    was: str | None
    now: str
    due_at: datetime | None
    reason: str
    override: str
    changed: str | None  # JSON
    seq: int
    status: str


def write(entries: Sequence[Entry], *, actor: str, role: str, staff: int | None) -> None:
    """Append the entries, and say so on `CHANNEL` once this commits: one statement.

    The word is the ids of the orders apart by commas; empty when they are many."""
    orders = list(dict.fromkeys(entry.order for entry in entries))
    columns = {
        "channel": CHANNEL,
        "named": ",".join(map(str, orders)) if len(orders) <= NAMED_MAX else "",
        "actor": actor,
        "role": role,
        "staff": staff,
        "orders": [entry.order for entry in entries],
        "seqs": [entry.seq for entry in entries],
        "ats": [entry.at for entry in entries],
        "steps": [entry.step for entry in entries],
        "documents": [entry.document for entry in entries],
        "document_ids": [entry.document_id for entry in entries],
        "was": [entry.was for entry in entries],
        "now": [entry.now for entry in entries],
        "statuses": [entry.status for entry in entries],
        "due": [entry.due_at for entry in entries],
        "reasons": [entry.reason for entry in entries],
        "overrides": [entry.override for entry in entries],
        "changed": [entry.changed for entry in entries],
    }
    sql.send(WRITE, columns)
