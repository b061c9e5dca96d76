"""Waves, the shipments in them, and the serial numbers that boxes hold."""

from django.db import models
from django.db.models import Q

from gendan.records.people.models import Staff
from gendan.records.places.models import Warehouse
from gendan.records.products.models import Product
from gendan.records.shipments.models import Shipment


class Wave(models.Model):
    """Shipments of one warehouse that are picked in one walk. Open while one of them is in it."""

    number = models.TextField(unique=True)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT)
    made_at = models.DateTimeField()
    made_by = models.TextField()
    picker = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False)  # meant to walk it

    class Meta:
        db_table = "wave"
        constraints = [
            models.CheckConstraint(
                name="wave_number_is_given", condition=Q(number__regex=r"^BC\d+$")
            )
        ]


class WaveShipment(models.Model):
    """A shipment's place in a wave: the slot 格口 of the cart or wall in which its goods gather."""

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="parts", db_index=False)
    shipment = models.ForeignKey(Shipment, models.PROTECT, db_index=False)
    slot = models.SmallIntegerField()
    left_at = models.DateTimeField(null=True)  # packed, or gone from it

    class Meta:
        db_table = "wave_shipment"
        constraints = [
            models.UniqueConstraint(fields=["wave", "slot"], name="wave_slot_once"),
            models.UniqueConstraint(
                fields=["shipment"], condition=Q(left_at=None), name="shipment_in_one_open_wave"
            ),
            models.CheckConstraint(name="wave_slot_is_counted", condition=Q(slot__gte=1)),
        ]
        indexes = [
            models.Index("wave", "slot", name="wave_open", condition=Q(left_at=None)),
        ]


class PickedSerial(models.Model):
    """A unit with a number of its own, in a box; free again when it is put back."""

    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    serial = models.TextField()
    shipment = models.ForeignKey(Shipment, models.PROTECT, db_index=False)
    taken_at = models.DateTimeField()
    put_back_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "picked_serial"
        constraints = [
            models.UniqueConstraint(
                fields=["product", "serial"],
                condition=Q(put_back_at=None),
                name="serial_in_one_box",
            ),
            models.CheckConstraint(name="picked_serial_is_given", condition=~Q(serial="")),
        ]
        indexes = [
            models.Index("shipment", name="serial_of_box", condition=Q(put_back_at=None)),
        ]
