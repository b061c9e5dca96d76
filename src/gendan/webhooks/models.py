"""Who is told, what is still to be told, and how far the journal has settled."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


def new_key() -> str:
    """A name for an endpoint that says nothing of how many there are."""
    return f"ep_{uuid.uuid4().hex}"


class Endpoint(models.Model):
    """An address of another system that hears what happens.

    Empty `steps` or `stores` mean all of them. `reached` is the journal entry up to which its
    deliveries were written: while it is paused the journal itself keeps what it has not heard."""

    key = models.TextField(unique=True, default=new_key)  # its name in the API
    name = models.TextField()
    url = models.TextField()
    steps = models.JSONField(default=list)  # names of steps
    stores = models.JSONField(default=list)  # ids of stores
    secret = models.TextField()  # sealed
    previous_secret = models.TextField(db_default="")  # sealed; signs too until then
    previous_until = models.DateTimeField(null=True)
    reached = models.BigIntegerField(db_default=0)
    paused_at = models.DateTimeField(null=True)
    paused_by = models.TextField(db_default="")
    pause_reason = models.TextField(db_default="")
    failed_in_a_row = models.IntegerField(db_default=0)
    failing_since = models.DateTimeField(null=True)  # nothing was accepted since
    rests_until = models.DateTimeField(null=True)  # after a failure nobody knocks for a while
    succeeded_at = models.DateTimeField(null=True)
    created_by = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "webhook_endpoint"
        constraints = [
            models.CheckConstraint(name="webhook_endpoint_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="webhook_endpoint_failures_are_counted", condition=Q(failed_in_a_row__gte=0)
            ),
            models.CheckConstraint(
                name="webhook_endpoint_previous_secret_ends",
                condition=Q(previous_secret="", previous_until=None)
                | ~Q(previous_secret="") & Q(previous_until__isnull=False),
            ),
        ]


class Delivery(models.Model):
    """One journal entry for one endpoint, until it was heard. The body is made when it is sent.

    A `dead` one keeps the later ones of its order waiting, until a person redelivers or skips."""

    id = models.BigAutoField(primary_key=True)
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, db_index=False)
    entry_id = models.BigIntegerField()  # of the journal
    order_id = models.BigIntegerField()
    seq = models.IntegerField()
    step = models.TextField()
    message = models.TextField()  # the webhook-id; the same whenever the entry is sent again
    state = models.TextField(db_default="due")
    attempts = models.IntegerField(db_default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    claimed_until = models.DateTimeField(null=True)  # a worker sends it, and has so long for it
    created_at = models.DateTimeField(db_default=Now())
    last_attempt_at = models.DateTimeField(null=True)
    last_status = models.IntegerField(null=True)  # of HTTP; nothing when there was no answer
    last_answer = models.TextField(db_default="")  # its beginning, or why there was none
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhook_delivery"
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "entry_id"], name="webhook_entry_once"),
            models.UniqueConstraint(fields=["message"], name="webhook_message_once"),
            models.CheckConstraint(
                name="webhook_delivery_state_is_known",
                condition=Q(state__in=("due", "sent", "dead", "skipped")),
            ),
            models.CheckConstraint(
                name="webhook_delivery_attempts_are_counted", condition=Q(attempts__gte=0)
            ),
        ]
        indexes = [
            models.Index("endpoint", "id", name="webhook_due", condition=Q(state="due")),
            models.Index(
                "endpoint",
                "order_id",
                "seq",
                name="webhook_open",
                condition=Q(state__in=("due", "dead")),
            ),
            models.Index(
                F("settled_at"),
                name="webhook_done",
                condition=Q(state__in=("sent", "skipped")),
            ),
        ]


class Watermark(models.Model):
    """The one row that says up to which id no journal entry can appear any more."""

    settled = models.BigIntegerField()
    seen = models.BigIntegerField()  # the highest id at the last look
    writers = ArrayField(models.TextField())  # who may still have had an entry below it then

    class Meta:
        db_table = "webhook_watermark"
        constraints = [
            models.CheckConstraint(name="webhook_watermark_is_one", condition=Q(id=1)),
            models.CheckConstraint(
                name="webhook_watermark_goes_up", condition=Q(settled__lte=F("seen"))
            ),
        ]
