"""Handovers and what was in them, bookings of numbers, proofs, and pickup codes."""

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now

from gendan.kernel.guards import append_only
from gendan.process.words import BookingState, ProofKind
from gendan.records.parties.models import Carrier
from gendan.records.people.models import Staff
from gendan.records.places.models import Warehouse
from gendan.records.shipments.models import Shipment, Waybill

PROOF_MAX = 500_000  # bytes of one picture
PROOF_TYPES = ("image/jpeg", "image/png")


class Handover(models.Model):
    """What a carrier, or a driver of ours, took away at once. 交接单"""

    number = models.TextField(unique=True)
    carrier = models.ForeignKey(Carrier, models.PROTECT, db_index=False)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, db_index=False)
    driver = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    taken_by = models.TextField(db_default="")  # who signed for the carrier
    at = models.DateTimeField()
    actor = models.TextField()
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        db_table = "handover"
        indexes = [
            models.Index(fields=["warehouse", "-at"], name="handover_newest"),
            models.Index(
                fields=["driver", "-at"],
                name="handover_of_driver",
                condition=Q(driver__isnull=False),
            ),
        ]
        triggers = append_only("handover")


class HandoverParcel(models.Model):
    """A parcel on a handover list, in the order in which it was scanned."""

    pk = models.CompositePrimaryKey("handover_id", "shipment_id")
    handover = models.ForeignKey(Handover, models.PROTECT, db_index=False, related_name="parcels")
    shipment = models.ForeignKey(Shipment, models.PROTECT)
    waybill = models.ForeignKey(Waybill, models.PROTECT, db_index=False)
    ordinal = models.SmallIntegerField()

    class Meta:
        db_table = "handover_parcel"
        constraints = [
            models.UniqueConstraint(fields=["handover", "ordinal"], name="handover_place_once"),
        ]
        triggers = append_only("handover_parcel")


class Booking(models.Model):
    """A carrier was asked for a number for a shipment; what it answered."""

    id = models.BigAutoField(primary_key=True)
    shipment = models.ForeignKey(Shipment, models.PROTECT, db_index=False)
    carrier = models.ForeignKey(Carrier, models.PROTECT, db_index=False)
    result = models.TextField(db_default=BookingState.ASKED.value)
    asked_at = models.DateTimeField()
    asked_by = models.TextField()
    attempts = models.SmallIntegerField(db_default=0)
    answer = models.TextField(db_default="")  # in the carrier's words
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "booking"
        constraints = [
            models.UniqueConstraint(
                fields=["shipment"],
                condition=Q(result=BookingState.ASKED.value),
                name="booking_open_once",
            ),
            models.CheckConstraint(
                name="booking_result_is_known", condition=Q(result__in=BookingState.codes())
            ),
            models.CheckConstraint(
                name="booking_ends_with_an_answer",
                condition=Q(result=BookingState.ASKED.value) | Q(answered_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["shipment", "-id"], name="booking_of_shipment")]


class Proof(models.Model):
    """A picture that proves a handover or a delivery: a signature or a photo."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    shipment = models.ForeignKey(Shipment, models.PROTECT, null=True, related_name="proofs")
    handover = models.ForeignKey(Handover, models.PROTECT, null=True, related_name="proofs")
    media = models.TextField()
    content = models.BinaryField()
    at = models.DateTimeField(db_default=Now())
    actor = models.TextField()

    class Meta:
        db_table = "proof"
        constraints = [
            models.CheckConstraint(
                name="proof_kind_is_known", condition=Q(kind__in=ProofKind.codes())
            ),
            models.CheckConstraint(
                name="proof_is_of_one_thing",
                condition=Q(shipment__isnull=False, handover=None)
                | Q(shipment=None, handover__isnull=False),
            ),
            models.CheckConstraint(
                name="proof_is_a_picture", condition=Q(media__in=PROOF_TYPES)
            ),
            models.CheckConstraint(
                name="proof_is_not_too_large",
                condition=Q(
                    models.lookups.LessThanOrEqual(
                        Func(F("content"), function="octet_length",
                             output_field=models.IntegerField()),
                        PROOF_MAX,
                    )
                ),
            ),
        ]  # fmt: skip
        triggers = append_only("proof")


class PickupCode(models.Model):
    """What the code of a shipment that waits in the store follows from, and who guessed at it.

    The code itself is nowhere: it follows from `nonce` and the program's own key."""

    shipment = models.OneToOneField(Shipment, models.PROTECT, primary_key=True)
    nonce = models.TextField()
    told_at = models.DateTimeField()  # the last time
    told = models.SmallIntegerField(db_default=1)  # times
    keep_until = models.DateTimeField()
    misses = models.SmallIntegerField(db_default=0)  # wrong codes since `misses_since`
    misses_since = models.DateTimeField(null=True)

    class Meta:
        db_table = "pickup_code"
        constraints = [
            models.CheckConstraint(name="pickup_code_has_a_seed", condition=~Q(nonce="")),
            models.CheckConstraint(name="pickup_code_counts_misses", condition=Q(misses__gte=0)),
        ]
        indexes = [models.Index("keep_until", name="pickup_code_due")]
