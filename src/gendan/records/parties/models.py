"""Customers, carriers and channels."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, Right

from gendan.kernel.history import remembered
from gendan.process.words import CarrierKind, ChannelKind
from gendan.records.places.models import Division

PHONE_END = 4  # digits by which people name a phone number


@remembered("channel")
class Channel(models.Model):
    """Where orders come from. Its orders may be confirmed by rule when nothing is in the way."""

    code = models.TextField(unique=True)
    name = models.TextField()
    name_en = models.TextField(blank=True)
    kind = models.TextField(choices=[(kind.value, kind.label.zh) for kind in ChannelKind])
    auto_confirm = models.BooleanField(default=False)

    class Meta:
        db_table = "channel"
        constraints = [
            models.CheckConstraint(
                name="channel_kind_is_known", condition=Q(kind__in=ChannelKind.codes())
            )
        ]


# Placing orders brings customers in by the thousand: their birth is in the order.
@remembered("customer", births=False)
class Customer(models.Model):
    """A person who buys, known by phone or by a channel's reference."""

    name = models.TextField(blank=True)
    initials = models.TextField(blank=True)  # pinyin, for searching
    phone = models.TextField(null=True, unique=True)  # E.164
    email = models.TextField(blank=True)
    reference = models.TextField(null=True, unique=True)  # "<channel>:<its id>"
    language = models.TextField(db_default="zh-hans")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "customer"
        constraints = [
            models.CheckConstraint(
                name="customer_phone_is_e164",
                condition=Q(phone=None) | Q(phone__regex=r"^\+[1-9][0-9]{5,14}$"),
            ),
        ]
        indexes = [
            GinIndex(
                fields=["name", "initials"],
                name="customer_by_name",
                opclasses=["gin_trgm_ops", "gin_trgm_ops"],
            ),
            models.Index(Right("phone", PHONE_END), name="customer_by_phone_end"),
        ]


@remembered("address", births=False)
class Address(models.Model):
    """Where a customer has things sent."""

    customer = models.ForeignKey(Customer, models.CASCADE)
    consignee = models.TextField()
    phone = models.TextField(blank=True)
    division = models.ForeignKey(Division, models.PROTECT, null=True, db_index=False)
    street = models.TextField()
    is_usual = models.BooleanField(default=False)

    class Meta:
        db_table = "address"
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(is_usual=True), name="one_usual_address"
            )
        ]


@remembered("carrier")
class Carrier(models.Model):
    """Who carries parcels; own vans are a carrier too."""

    code = models.TextField(unique=True)
    name = models.TextField()
    name_en = models.TextField(blank=True)
    kind = models.TextField(
        choices=[(kind.value, kind.label.zh) for kind in CarrierKind],
        default=CarrierKind.NETWORK.value,
        db_default=CarrierKind.NETWORK.value,
    )
    cutoff = models.TimeField(null=True, blank=True)  # when it collects; none: as the calendar says

    class Meta:
        db_table = "carrier"
        constraints = [
            models.CheckConstraint(
                name="carrier_kind_is_known", condition=Q(kind__in=CarrierKind.codes())
            )
        ]

    def __str__(self) -> str:
        return self.name
