"""Who tells us what carriers say, of which carriers, and whether they were asked of a parcel."""

import secrets

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from gendan.kernel.guards import refuse
from gendan.kernel.history import remembered
from gendan.process.words import SourceKind, SubscriptionState
from gendan.records.parties.models import Carrier
from gendan.records.shipments.models import Waybill

SIGNS = "event source signature"  # for what its secrets are sealed: what pushes are signed with,
OPENS = "event source account"  # and what it wants to be shown
ASK_EVERY_MINUTES = 30  # of one waybill, at most: what 快递100 lets anybody do
PATH = "/carrier-events/"
KUAIDI100 = "https://poll.kuaidi100.com"


def new_key() -> str:
    """What stands in the address to which a source sends: it says nothing of anybody."""
    return f"es_{secrets.token_hex(16)}"


def new_salt() -> str:
    """What 快递100 is to sign with: it takes what we give it."""
    return secrets.token_urlsafe(24)


def push_to(key: str) -> str:
    """The whole address to which the source of that key sends."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{PATH}{key}"


# `entered_at` says when the secrets changed; neither they nor what became of them are remembered.
@remembered("event_source", but=("secret", "api_key"))
class EventSource(models.Model):
    """Somebody who tells us of many parcels: an account at 快递100 or AfterShip, or a program."""

    name = models.TextField(unique=True)
    kind = models.TextField()
    key = models.TextField(unique=True, default=new_key, editable=False)
    secret = models.TextField(db_default="", default="", editable=False)  # sealed; pushes bear it
    account = models.TextField(blank=True, db_default="", default="")  # 快递100's `customer`
    api_key = models.TextField(db_default="", default="", editable=False)  # sealed; we show it
    url = models.TextField(blank=True, db_default="", default="")  # where it is asked
    active = models.BooleanField(default=True)
    entered_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "event_source"
        constraints = [
            models.CheckConstraint(
                name="event_source_kind_is_known", condition=Q(kind__in=SourceKind.codes())
            ),
            models.CheckConstraint(name="event_source_has_a_secret", condition=~Q(secret="")),
            models.CheckConstraint(
                name="event_source_can_be_asked",
                condition=~Q(kind=SourceKind.KUAIDI100.value) | (~Q(url="") & ~Q(api_key="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def push_to(self) -> str:
        """The whole address to which it sends what it has to say."""
        return push_to(self.key)


@remembered("followed_carrier")
class FollowedCarrier(models.Model):
    """A carrier of whom a source tells us, and what the source calls it. Of others it tells us
    nothing that we believe."""

    source = models.ForeignKey(EventSource, models.CASCADE, related_name="carriers")
    carrier = models.ForeignKey(Carrier, models.CASCADE)
    code = models.TextField(blank=True)

    class Meta:
        db_table = "followed_carrier"
        constraints = [
            models.UniqueConstraint(fields=["source", "carrier"], name="followed_carrier_once"),
            models.UniqueConstraint(fields=["source", "code"], name="followed_carrier_code_once"),
            models.CheckConstraint(name="followed_carrier_has_a_code", condition=~Q(code="")),
        ]

    def __str__(self) -> str:
        return f"{self.carrier.name} {self.code}"


class Subscription(models.Model):
    """A source was asked to tell us of a parcel's number; what it answered, and when it spoke."""

    id = models.BigAutoField(primary_key=True)
    waybill = models.ForeignKey(Waybill, models.PROTECT, db_index=False)
    source = models.ForeignKey(EventSource, models.CASCADE)
    result = models.TextField(db_default=SubscriptionState.ASKED.value)
    attempts = models.SmallIntegerField(db_default=0)
    answer = models.TextField(db_default="")  # in the source's words
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)  # the last time it spoke of the parcel unasked
    queried_at = models.DateTimeField(null=True)  # the last time we asked how the parcel is

    class Meta:
        db_table = "subscription"
        constraints = [
            models.UniqueConstraint(fields=["waybill", "source"], name="subscription_once"),
            models.CheckConstraint(
                name="subscription_result_is_known",
                condition=Q(result__in=SubscriptionState.codes()),
            ),
            models.CheckConstraint(
                name="subscription_has_its_answer",
                condition=Q(result=SubscriptionState.ASKED.value) | Q(answered_at__isnull=False),
            ),
        ]
        triggers = [
            refuse(
                "subscription_is_not_asked_too_often",
                pgtrigger.UpdateOf("queried_at"),
                "a waybill is asked for once in half an hour",
                f"NEW.queried_at < OLD.queried_at + interval '{ASK_EVERY_MINUTES} minutes'",
            ),
        ]
