"""Who is to be told what: one row per message, written in the transaction that gave cause.

`gendan.messages` sends what is due; how far it came with each stands on the row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models.functions import Now

from gendan.kernel import sql

DESK = "desk"  # the channel of departments: the row itself is the message
CUSTOMER = "customer"  # the recipient whose message leaves the house

# Nobody wants to hear today what happened last month: history that is imported is not sent.
WRITE = """
INSERT INTO notice (key, document, document_id, occurrence, recipient, order_id, store_id,
                    warehouse_id, state, settled_at)
SELECT key, document, document_id, occurrence, recipient, order_id, store_id, warehouse_id,
       CASE WHEN at < now() - interval '1 day' THEN 'expired' ELSE 'due' END,
       CASE WHEN at < now() - interval '1 day' THEN now() END
  FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::int[], %s::text[], %s::bigint[],
              %s::bigint[], %s::bigint[], %s::timestamptz[])
       AS told (key, document, document_id, occurrence, recipient, order_id, store_id,
                warehouse_id, at)
"""
# To look first whether it was written before costs a third more.
WRITE_MISSING = f"""{WRITE}
ON CONFLICT (order_id, document_id, document, key, recipient, occurrence) DO NOTHING
"""


class Notice(models.Model):
    """A message to a customer, a department or a person. Nobody hears the same thing twice."""

    id = models.BigAutoField(primary_key=True)
    key = models.TextField()  # the step that gave cause
    document = models.TextField()
    document_id = models.BigIntegerField()
    occurrence = models.IntegerField()  # 0, or which time the step was rightly repeated
    recipient = models.TextField()  # a role, or "staff:<id>"
    order_id = models.BigIntegerField()
    store_id = models.BigIntegerField(null=True)
    warehouse_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    state = models.TextField(db_default="due")
    next_at = models.DateTimeField(db_default=Now())  # when it may be tried, while it is due
    claimed_until = models.DateTimeField(null=True)  # somebody has it in hand; in no index (HOT)
    channel = models.TextField(db_default="")  # "email", "sms", "desk"; empty: not chosen yet
    gateway = models.TextField(db_default="")  # by what it went out: "smtp", "outbox", …
    address = models.TextField(db_default="")  # asked for by `resend`; masked once it is settled
    subject = models.TextField(db_default="")  # the words, as they went out
    rendered = models.TextField(db_default="")
    html = models.TextField(db_default="")
    attempts = models.IntegerField(db_default=0)
    outcome = models.TextField(db_default="")  # the gateway's receipt, or why it was refused
    resent = models.IntegerField(db_default=0)  # how often somebody had it sent again
    settled_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "kernel"
        db_table = "notice"
        constraints = [
            models.UniqueConstraint(
                # By the order first, for that is how they are looked for.
                fields=["order_id", "document_id", "document", "key", "recipient", "occurrence"],
                name="nobody_hears_the_same_thing_twice",
            ),
            models.CheckConstraint(
                name="notice_state_is_known",
                condition=models.Q(state__in=("due", "sent", "refused", "expired")),
            ),
            models.CheckConstraint(
                name="notice_in_hand_is_due",
                condition=models.Q(claimed_until=None) | models.Q(state="due"),
            ),
            models.CheckConstraint(
                name="notice_attempts_are_counted", condition=models.Q(attempts__gte=0)
            ),
        ]
        indexes = [
            models.Index("channel", "next_at", name="notice_due", condition=models.Q(state="due")),
            models.Index(
                "recipient", "id", name="notice_inbox", condition=~models.Q(recipient=CUSTOMER)
            ),
            models.Index("id", name="notice_refused", condition=models.Q(state="refused")),
            models.Index("id", name="notice_in_outbox", condition=models.Q(gateway="outbox")),
            models.Index(
                "outcome",
                name="notice_by_receipt",
                condition=models.Q(channel="email", state="sent") & ~models.Q(outcome=""),
            ),
        ]


@dataclass(frozen=True, slots=True)
class Telling:
    """One message to write."""

    key: str
    document: str
    document_id: int
    occurrence: int
    recipient: str
    order: int
    store: int | None
    warehouse: int | None
    at: datetime  # when the step happened


def write(tellings: Sequence[Telling], *, newborn: bool = False) -> None:
    """Write the messages that were not written before: one statement.

    `newborn`: they are of documents of which nobody can have been told yet, each another one. A
    message about something that happened more than a day ago is `expired` from the beginning."""
    sql.send(
        WRITE if newborn else WRITE_MISSING,
        [
            [telling.key for telling in tellings],
            [telling.document for telling in tellings],
            [telling.document_id for telling in tellings],
            [telling.occurrence for telling in tellings],
            [telling.recipient for telling in tellings],
            [telling.order for telling in tellings],
            [telling.store for telling in tellings],
            [telling.warehouse for telling in tellings],
            [telling.at for telling in tellings],
        ],
    )
