"""Shipments and their lines, waybills, carrier events, and the picking record."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from gendan.kernel.batch import Table
from gendan.kernel.guards import moves_by_the_process, refuse
from gendan.process.definition import PROCESS
from gendan.process.words import CarrierCode, PauseReason
from gendan.records.orders import progress
from gendan.records.orders.models import CustomerOrder, OrderLine
from gendan.records.parties.models import Carrier
from gendan.records.people.models import Staff
from gendan.records.places.models import Warehouse
from gendan.records.products.models import Product
from gendan.records.shipments import moves

OUT = ("dispatched", "coming_back", "returned", "lost")  # somebody else had it in their hands
LAW = PROCESS.document("shipment")


class Waybill(models.Model):
    """A carrier's number for a parcel. A voided one is kept."""

    carrier = models.ForeignKey(Carrier, models.PROTECT, db_index=False)
    number = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.TextField()
    voided_at = models.DateTimeField(null=True)
    voided_by = models.TextField(db_default="")
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, db_index=False)

    class Meta:
        db_table = "waybill"
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "number"], condition=Q(voided_at=None), name="waybill_live_once"
            ),
            models.CheckConstraint(name="waybill_number_is_given", condition=~Q(number="")),
        ]
        indexes = [
            models.Index("number", name="waybill_by_number"),
            models.Index(
                "replaced_by", name="waybill_replaced", condition=Q(replaced_by__isnull=False)
            ),
        ]


class Shipment(models.Model):
    """Goods that leave together, for one order, from one warehouse, in one box."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(
        CustomerOrder, models.PROTECT, related_name="shipments", db_index=False
    )
    ordinal = models.SmallIntegerField()
    number = models.TextField(unique=True)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, db_index=False)
    state = models.TextField()
    state_since = models.DateTimeField()
    at_risk_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    acknowledge_by = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.TextField(db_default="")
    paused_at = models.DateTimeField(null=True)
    picker = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False)
    packed_at = models.DateTimeField(null=True)
    weight_grams = models.IntegerField(null=True)
    goods_issue_number = models.TextField(null=True, unique=True)  # 出库单号
    issued_at = models.DateTimeField(null=True)
    carrier = models.ForeignKey(
        Carrier, models.PROTECT, null=True, db_index=False
    )  # who shall carry it
    waybill = models.ForeignKey(Waybill, models.PROTECT, null=True)
    handed_at = models.DateTimeField(null=True)  # to a carrier or to the customer
    delivered_at = models.DateTimeField(null=True)
    received_by = models.TextField(db_default="")  # proof of delivery
    come_back_reason = models.TextField(db_default="")
    carrier_status = models.TextField(db_default="")
    carrier_status_at = models.DateTimeField(null=True)
    proposed = models.TextField(db_default="")  # the step that a carrier's word suggests
    proposed_at = models.DateTimeField(null=True)

    table = Table(
        document="shipment",
        lock=moves.LOCK,
        held=progress.HELD,
        refresh=progress.REFRESH,
        move=moves.MOVE,
    )

    class Meta:
        db_table = "shipment"
        constraints = [
            models.UniqueConstraint(fields=["order", "ordinal"], name="shipment_once_in_its_order"),
            models.CheckConstraint(
                name="shipment_state_is_in_the_process", condition=Q(state__in=LAW.codes())
            ),
            models.CheckConstraint(
                name="shipment_issued_has_its_note",
                condition=~Q(state__in=("issued", "delivered", *OUT))
                | Q(goods_issue_number__isnull=False, issued_at__isnull=False),
            ),
            models.CheckConstraint(
                name="shipment_dispatched_has_its_waybill",
                condition=~Q(state__in=OUT) | Q(waybill__isnull=False, handed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="shipment_bears_a_waybill_once_issued",
                condition=Q(waybill=None) | Q(state__in=("issued", "delivered", *OUT)),
            ),
            models.CheckConstraint(
                name="shipment_delivered_when",
                condition=~Q(state="delivered")
                | Q(delivered_at__isnull=False, handed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="shipment_carrier_status_is_known",
                condition=Q(carrier_status__in=("", *CarrierCode.codes())),
            ),
        ]
        indexes = [
            # With all that is counted of what waits, so that the rows need not be read.
            models.Index(
                fields=["warehouse", "state", "due_at"],
                include=["order", "at_risk_at", "paused_at"],
                name="shipment_waits",
                condition=~Q(state__in=("delivered", "returned", "lost", "cancelled")),
            ),
            models.Index("state", "id", name="shipment_by_state"),
            models.Index("warehouse", "id", name="shipment_of_warehouse"),
            models.Index("due_at", name="shipment_due", condition=Q(due_at__isnull=False)),
            models.Index(
                "acknowledge_by",
                name="shipment_unseen",
                condition=Q(acknowledge_by__isnull=False, acknowledged_at=None),
            ),
        ]
        triggers = [
            *moves_by_the_process(PROCESS, "shipment", "split"),
            refuse("shipment_stays", pgtrigger.Delete, "shipments are withdrawn, never deleted"),
        ]


class ShipmentLine(models.Model):
    """So many units of one order line in one box. A box that is void holds none."""

    id = models.BigAutoField(primary_key=True)
    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="lines", db_index=False)
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="boxes", db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    quantity = models.IntegerField()
    picked = models.IntegerField(db_default=0)
    withdrawn = models.IntegerField(db_default=0)  # taken out again: cancelled, short, moved

    class Meta:
        db_table = "shipment_line"
        constraints = [
            models.UniqueConstraint(fields=["shipment", "line"], name="shipment_line_once"),
            models.CheckConstraint(
                name="shipment_line_picked_is_in_it",
                condition=Q(picked__gte=0, picked__lte=F("quantity"), withdrawn__gte=0),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="shipment_line_allots",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="written"),
                func=moves.ALLOT_INSERTED,
            ),
            pgtrigger.Trigger(
                name="shipment_line_allots_anew",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(new="written", old="was"),
                func=moves.ALLOT_UPDATED,
            ),
            refuse("shipment_line_stays", pgtrigger.Delete, "units are withdrawn, never deleted"),
        ]


class PickRecord(models.Model):
    """Who took what from where, with which scan. Negative when it was put back. 拣货记录"""

    id = models.BigAutoField(primary_key=True)
    shipment_line = models.ForeignKey(ShipmentLine, models.PROTECT)
    at = models.DateTimeField()
    actor = models.TextField()
    bin = models.TextField(db_default="")
    scanned = models.TextField()
    quantity = models.IntegerField()
    lot = models.TextField(db_default="")
    serial = models.TextField(db_default="")
    expires_on = models.DateField(null=True)  # its last day

    class Meta:
        db_table = "pick_record"
        constraints = [
            models.CheckConstraint(name="pick_is_of_something", condition=~Q(quantity=0)),
            models.CheckConstraint(
                name="pick_of_a_serial_is_of_one",
                condition=Q(serial="") | Q(quantity__in=(1, -1)),
            ),
        ]


class CarrierEvent(models.Model):
    """What a carrier said of a parcel, as it was said; a fact, never a state."""

    id = models.BigAutoField(primary_key=True)
    waybill = models.ForeignKey(Waybill, models.PROTECT, db_index=False)
    key = models.TextField()  # what makes the event the same event
    at = models.DateTimeField()
    code = models.TextField()
    their_code = models.TextField()
    text = models.TextField(db_default="")
    place = models.TextField(db_default="")
    raw = models.JSONField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "carrier_event"
        constraints = [
            models.UniqueConstraint(fields=["waybill", "key"], name="carrier_event_once"),
            models.CheckConstraint(
                name="carrier_event_code_is_known", condition=Q(code__in=CarrierCode.codes())
            ),
        ]


class ClockPause(models.Model):
    """Time that does not count against a department, and why."""

    shipment = models.ForeignKey(Shipment, models.PROTECT, db_index=False)
    reason = models.TextField()
    note = models.TextField(db_default="")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    working_seconds = models.IntegerField(null=True)  # once it is over

    class Meta:
        db_table = "clock_pause"
        constraints = [
            models.CheckConstraint(
                name="pause_reason_is_coded", condition=Q(reason__in=PauseReason.codes())
            ),
            models.UniqueConstraint(
                fields=["shipment"], condition=Q(until=None), name="one_pause_at_a_time"
            ),
        ]
