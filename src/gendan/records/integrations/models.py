"""Other systems that act here, each under a token of its own, and what their files brought."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from gendan.kernel.guards import append_only
from gendan.process.model import Role

ROLES = tuple(role.value for role in Role if role is not Role.SYSTEM)
READS = ("orders", "stock", "products", "customers")


class ApiToken(models.Model):
    """What a program shows to be let in. Of the secret only its SHA-256 is kept.

    Where it is bound to steps, stores or warehouses, they are listed; null means all of them. Ids
    in an array and not rows of their own: one that vanishes must never widen what is left."""

    name = models.TextField()  # the actor's, as the journal shows it
    public = models.TextField(unique=True)  # the part of the token that may be shown
    digest = models.BinaryField(max_length=32)
    role = models.TextField()
    steps = ArrayField(models.TextField(), null=True)
    reads = ArrayField(models.TextField(), default=list)
    personal_data = models.BooleanField(default=False)  # whether names and addresses are shown
    stores = ArrayField(models.BigIntegerField(), null=True)
    warehouses = ArrayField(models.BigIntegerField(), null=True)
    per_minute = models.PositiveIntegerField(default=600)
    amount_limit = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.TextField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.TextField(db_default="")
    last_used_at = models.DateTimeField(null=True)  # to the minute

    class Meta:
        db_table = "api_token"
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(revoked_at=None), name="api_token_live_name_once"
            ),
            models.CheckConstraint(
                name="api_token_role_is_in_the_process", condition=Q(role__in=ROLES)
            ),
            models.CheckConstraint(
                name="api_token_reads_what_there_is",
                condition=Q(reads__contained_by=list(READS)),
            ),
            models.CheckConstraint(name="api_token_is_limited", condition=Q(per_minute__gt=0)),
            models.CheckConstraint(
                name="api_token_expires", condition=Q(expires_at__gt=F("created_at"))
            ),
        ]


class ImportedRow(models.Model):
    """A row of a file that had an effect, and made no document to be known by: kept for ever, for
    the same file may come again years later."""

    id = models.BigAutoField(primary_key=True)
    key = models.TextField()  # what tells this row from every other one
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "imported_row"
        constraints = [models.UniqueConstraint(fields=["key"], name="imported_row_counts_once")]
        triggers = append_only("imported_row")
