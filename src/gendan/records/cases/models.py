"""What is to be settled: goods that are short, what customers told us, parcels that go astray,
and what carriers owe for them."""

from django.db import models
from django.db.models import F, Q, Value

from gendan.kernel.guards import append_only
from gendan.process.words import (
    ACTS,
    Decision,
    ExceptionKind,
    ExceptionOutcome,
    FeedbackKind,
)
from gendan.records.orders.models import CustomerOrder, OrderLine
from gendan.records.parties.models import Carrier, Customer
from gendan.records.places.models import Division
from gendan.records.shipments.models import Shipment

WORDS_MAX = 2_000  # characters of what a customer says, or is told
PICTURE_MAX = 5_000_000  # bytes: as a telephone takes it
PICTURE_TYPES = ("image/jpeg", "image/png")


class ShortageCase(models.Model):
    """Goods are short: what is missing, what the customer was told, and what they chose."""

    order = models.ForeignKey(CustomerOrder, models.PROTECT, db_index=False)
    opened_at = models.DateTimeField()
    contact_by = models.DateTimeField()  # the customer hears of it by then
    decide_by = models.DateTimeField()  # and the offer holds until then
    contacted_at = models.DateTimeField(null=True)
    contacts = models.JSONField(db_default=Value([], models.JSONField()))  # at, actor, note of each
    decision = models.TextField(db_default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(db_default="")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "shortage_case"
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(closed_at=None), name="one_open_case_an_order"
            ),
            models.CheckConstraint(
                name="shortage_decision_is_known",
                condition=Q(decision="") | Q(decision__in=Decision.codes()),
            ),
        ]
        indexes = [models.Index("order", name="shortage_of_order")]


class ShortageItem(models.Model):
    """So many units of a line were missing when the case was opened."""

    case = models.ForeignKey(ShortageCase, models.CASCADE, related_name="items", db_index=False)
    line = models.ForeignKey(OrderLine, models.PROTECT, db_index=False)
    quantity = models.PositiveIntegerField()

    class Meta:
        db_table = "shortage_item"
        constraints = [
            models.UniqueConstraint(fields=["case", "line"], name="shortage_item_once"),
            models.CheckConstraint(name="shortage_item_is_some", condition=Q(quantity__gt=0)),
        ]


class Feedback(models.Model):
    """What a customer says of their order, by when they hear of us, and what they were told."""

    order = models.ForeignKey(CustomerOrder, models.PROTECT, db_index=False)
    kind = models.TextField()
    words = models.TextField(db_default="")
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(db_default="")
    answer = models.TextField(db_default="")

    class Meta:
        db_table = "feedback"
        constraints = [
            models.CheckConstraint(
                name="feedback_kind_is_known", condition=Q(kind__in=FeedbackKind.codes())
            ),
            models.CheckConstraint(
                name="feedback_is_answered_in_words",
                condition=Q(answered_at=None, answer="")
                | Q(answered_at__isnull=False) & ~Q(answer=""),
            ),
        ]
        indexes = [
            models.Index("order", name="feedback_of_order"),
            models.Index("due_at", name="feedback_open", condition=Q(answered_at=None)),
        ]


class FeedbackPicture(models.Model):
    """What a customer shows us."""

    feedback = models.ForeignKey(Feedback, models.PROTECT)
    media = models.TextField()
    content = models.BinaryField(max_length=PICTURE_MAX)

    class Meta:
        db_table = "feedback_picture"
        constraints = [
            models.CheckConstraint(
                name="feedback_picture_is_of_a_known_kind", condition=Q(media__in=PICTURE_TYPES)
            ),
        ]
        triggers = append_only("feedback_picture")


class SilentWay(models.Model):
    """A way in which the customer of an order does not want to hear what they need not know.

    Where they are known as a customer, it holds for all of their orders."""

    order = models.ForeignKey(CustomerOrder, models.PROTECT, db_index=False)
    way = models.TextField()
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, db_index=False)

    class Meta:
        db_table = "silent_way"
        constraints = [
            models.UniqueConstraint(fields=["order", "way"], name="silent_way_once"),
            models.CheckConstraint(
                name="silent_way_is_known", condition=Q(way__in=("email", "sms"))
            ),
        ]
        indexes = [models.Index("customer", name="silent_way_of_customer")]


class DeliveryException(models.Model):
    """A parcel does not go as it should: since when, who sees to it, and what came of it."""

    shipment = models.ForeignKey(Shipment, models.PROTECT, db_index=False)
    kind = models.TextField()
    note = models.TextField(db_default="")  # what was seen
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    at_risk_at = models.DateTimeField()
    due_at = models.DateTimeField()  # by then something is done about it, once more
    owner = models.TextField(db_default="")  # who sees to it
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(db_default="")
    outcome = models.TextField(db_default="")
    conclusion = models.TextField(db_default="")  # in words

    class Meta:
        db_table = "delivery_exception"
        constraints = [
            models.UniqueConstraint(
                fields=["shipment"], condition=Q(closed_at=None), name="one_exception_a_shipment"
            ),
            models.CheckConstraint(
                name="exception_kind_is_known", condition=Q(kind__in=ExceptionKind.codes())
            ),
            models.CheckConstraint(
                name="exception_is_closed_with_an_outcome",
                condition=Q(closed_at=None, outcome="")
                | Q(closed_at__isnull=False, outcome__in=ExceptionOutcome.codes()),
            ),
        ]
        indexes = [
            models.Index("shipment", name="exception_of_shipment"),
            models.Index(
                fields=["due_at", "shipment"], name="exception_waits", condition=Q(closed_at=None)
            ),
        ]


class ExceptionAction(models.Model):
    """What somebody did about it."""

    case = models.ForeignKey(DeliveryException, models.PROTECT, related_name="actions")
    at = models.DateTimeField()
    actor = models.TextField()
    action = models.TextField()
    note = models.TextField(db_default="")
    wanted_at = models.DateTimeField(null=True)  # when the customer wants it

    class Meta:
        db_table = "exception_action"
        constraints = [
            models.CheckConstraint(
                name="exception_action_is_known",
                condition=Q(action__in=tuple(ACTS)),
            ),
        ]
        triggers = append_only("exception_action")


class Redirection(models.Model):
    """A parcel that is on its way goes to another address; the last one holds."""

    shipment = models.ForeignKey(Shipment, models.PROTECT, db_index=False)
    at = models.DateTimeField()
    actor = models.TextField()
    consignee = models.TextField()
    phone = models.TextField()  # E.164
    division = models.ForeignKey(Division, models.PROTECT, null=True, db_index=False)
    province = models.TextField(db_default="")
    city = models.TextField(db_default="")
    district = models.TextField(db_default="")
    street = models.TextField()

    class Meta:
        db_table = "redirection"
        indexes = [models.Index("shipment", "id", name="redirection_of_shipment")]
        triggers = append_only("redirection")


class Replacement(models.Model):
    """An order that sends once more, free of charge, what was in a parcel that went astray."""

    shipment = models.OneToOneField(Shipment, models.PROTECT)
    order = models.OneToOneField(CustomerOrder, models.PROTECT)
    at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        db_table = "replacement"
        triggers = append_only("replacement")


class Claim(models.Model):
    """What a carrier was asked to pay for a parcel, and what it granted."""

    shipment = models.ForeignKey(Shipment, models.PROTECT, db_index=False)
    carrier = models.ForeignKey(Carrier, models.PROTECT, db_index=False)
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    at = models.DateTimeField()
    actor = models.TextField()
    note = models.TextField(db_default="")
    granted = models.DecimalField(max_digits=14, decimal_places=2, null=True)  # 0: refused
    settled_at = models.DateTimeField(null=True)
    settled_by = models.TextField(db_default="")
    conclusion = models.TextField(db_default="")  # in words

    class Meta:
        db_table = "claim"
        constraints = [
            models.UniqueConstraint(
                fields=["shipment"], condition=Q(settled_at=None), name="one_open_claim_a_shipment"
            ),
            models.CheckConstraint(name="claim_is_for_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="claim_grants_no_more_than_was_claimed",
                condition=Q(granted__gte=0, granted__lte=F("amount")),
            ),
            models.CheckConstraint(
                name="claim_is_settled_with_a_sum",
                condition=Q(settled_at=None, granted=None)
                | Q(settled_at__isnull=False, granted__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_currency_is_a_code", condition=Q(currency__regex="^[A-Z]{3}$")
            ),
        ]
        indexes = [models.Index("shipment", name="claim_of_shipment")]
