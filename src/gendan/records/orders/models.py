"""Orders and their lines. Status, money and counts are computed by `orders.progress`."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, Right

from gendan.kernel.batch import Table
from gendan.kernel.guards import append_only, refuse
from gendan.process.definition import PROCESS
from gendan.process.words import Fulfilment, HoldKind, PaymentMethod
from gendan.records.orders import progress
from gendan.records.parties.models import PHONE_END, Channel, Customer
from gendan.records.people.models import Staff
from gendan.records.places.models import Division, Store
from gendan.records.products.models import Product

PAYMENT_STATUS = """CASE
    WHEN refunded > 0 AND refunded >= paid THEN 'refunded'
    WHEN refunded > 0 THEN 'partly_refunded'
    WHEN paid > 0 AND paid >= total THEN 'paid'
    WHEN paid > 0 THEN 'partly_paid'
    WHEN cash_on_delivery THEN 'cash_on_delivery'
    WHEN total = 0 THEN 'paid'
    ELSE 'unpaid' END"""
# Half up to the cent, in proportion to what is still wanted of the line.
LINE_AMOUNT = """round((quantity * unit_price - discount)
    * (quantity - cancelled - substituted) / quantity, 2)"""


if TYPE_CHECKING:
    Text = models.TextField[str, str]
    Amount = models.DecimalField[Decimal, Decimal]


class RawGenerated(models.Func):
    """An expression of the row's own columns, written in SQL."""

    def __init__(self, sql: str, output_field: "Text | Amount") -> None:
        super().__init__(output_field=output_field)
        self.template = sql


def _money(**rest: int) -> "Amount":
    """An amount to the cent, in the order's currency."""
    return models.DecimalField(max_digits=14, decimal_places=2, **rest)  # type: ignore[arg-type]


class CustomerOrder(models.Model):
    """One order, from placement to its end."""

    id = models.BigAutoField(primary_key=True)
    number = models.TextField(unique=True)
    channel = models.ForeignKey(Channel, models.PROTECT, db_index=False)
    reference = models.TextField(null=True)  # the channel's own number
    store = models.ForeignKey(Store, models.PROTECT, db_index=False)
    salesperson = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, db_index=False)
    fulfilment = models.TextField(db_default=Fulfilment.DELIVERY.value)
    consignee = models.TextField(db_default="")
    phone = models.TextField(db_default="")  # E.164
    division = models.ForeignKey(Division, models.PROTECT, null=True, db_index=False)
    province = models.TextField(db_default="")
    city = models.TextField(db_default="")
    district = models.TextField(db_default="")
    street = models.TextField(db_default="")
    currency = models.CharField(max_length=3, db_default="CNY")
    charges = _money(db_default=0)  # freight and the like; may be negative
    total = _money(db_default=0)  # payable for what is still wanted
    paid = _money(db_default=0)
    refunded = _money(db_default=0)
    cash_on_delivery = models.BooleanField(db_default=False)
    payment_status = models.GeneratedField(
        expression=RawGenerated(PAYMENT_STATUS, models.TextField()),
        output_field=models.TextField(),
        db_persist=True,
    )
    placed_at = models.DateTimeField()
    promised_by = models.DateTimeField(null=True)
    priority = models.SmallIntegerField(db_default=0)  # higher goes first
    remark = models.TextField(db_default="")
    goods = models.BigIntegerField()  # a fingerprint of SKUs and quantities as first ordered
    status = models.TextField(db_default="review")
    status_since = models.DateTimeField()
    at_risk_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    events = models.IntegerField(db_default=0)  # journal entries so far; also the version

    table = Table(
        document="order", lock=progress.LOCK, held=progress.HELD, refresh=progress.REFRESH
    )

    class Meta:
        db_table = "customer_order"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "reference"], name="order_once_in_its_channel"
            ),
            models.CheckConstraint(
                name="order_status_is_in_the_process",
                condition=Q(status__in=PROCESS.document("order").codes()),
            ),
            models.CheckConstraint(
                name="order_fulfilment_is_known", condition=Q(fulfilment__in=Fulfilment.codes())
            ),
            models.CheckConstraint(
                name="order_currency_is_a_code", condition=Q(currency__regex="^[A-Z]{3}$")
            ),
            models.CheckConstraint(
                name="order_refunds_what_was_paid",
                condition=Q(refunded__gte=0, refunded__lte=F("paid")),
            ),
            models.CheckConstraint(name="order_events_count_up", condition=Q(events__gte=0)),
        ]
        indexes = [
            # With all that is counted of open orders, so that the rows need not be read.
            models.Index(
                fields=["status", "due_at"],
                include=["id", "store", "at_risk_at"],
                name="order_waits",
                condition=~Q(status__in=("completed", "closed", "cancelled")),
            ),
            models.Index("phone", "placed_at", name="order_by_phone", condition=~Q(phone="")),
            models.Index(
                Right("phone", PHONE_END),
                "placed_at",
                name="order_by_phone_end",
                condition=~Q(phone=""),
            ),
            models.Index("customer", "placed_at", name="order_of_customer"),
            models.Index(
                fields=["consignee"], name="order_by_consignee", opclasses=["text_pattern_ops"]
            ),
            models.Index("placed_at", name="order_newest"),
            models.Index("status", "placed_at", name="order_by_status"),
            models.Index("store", "placed_at", name="order_of_store"),
            # Whatever is usual is found soon enough among the newest.
            models.Index(
                "payment_status",
                "placed_at",
                name="order_unsettled",
                condition=~Q(payment_status__in=("paid", "cash_on_delivery")),
            ),
            models.Index("due_at", name="order_due", condition=Q(due_at__isnull=False)),
            models.Index("status_since", name="order_completed", condition=Q(status="completed")),
            models.Index(
                fields=["placed_at"],
                include=["status", "store"],
                name="order_refunds",
                condition=Q(status__in=("closed", "cancelled"), paid__gt=F("refunded")),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="order_status_is_computed",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                referencing=pgtrigger.Referencing(old="was", new="now"),
                declare=[("lies", "boolean")],
                func=progress.TELL_NO_LIES,
            ),
            refuse("order_stays", pgtrigger.Delete, "orders are cancelled, never deleted"),
        ]


class OrderLine(models.Model):
    """So many of one article. Each unit waits, is short, cancelled, substituted, or in a box."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(CustomerOrder, models.PROTECT, related_name="lines", db_index=False)
    ordinal = models.SmallIntegerField()
    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, db_index=False)
    name = models.TextField(db_default="")  # of the article, as the customer saw it
    quantity = models.IntegerField()
    unit_price = _money()
    discount = _money(db_default=0)  # on the whole line
    cancelled = models.IntegerField(db_default=0)
    substituted = models.IntegerField(db_default=0)
    short = models.IntegerField(db_default=0)
    allotted = models.IntegerField(db_default=0)  # in shipments; kept by the database
    amount = models.GeneratedField(
        expression=RawGenerated(LINE_AMOUNT, _money()),
        output_field=_money(),
        db_persist=True,
    )

    class Meta:
        db_table = "order_line"
        constraints = [
            models.UniqueConstraint(fields=["order", "ordinal"], name="line_once_in_its_order"),
            models.CheckConstraint(name="line_quantity_is_positive", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="line_unit_is_in_one_place",
                condition=Q(
                    cancelled__gte=0,
                    substituted__gte=0,
                    short__gte=0,
                    allotted__gte=0,
                    quantity__gte=F("cancelled") + F("substituted") + F("short") + F("allotted"),
                ),
            ),
            models.CheckConstraint(
                name="line_price_is_not_negative", condition=Q(unit_price__gte=0)
            ),
            models.CheckConstraint(
                name="line_discount_fits",
                condition=Q(discount__gte=0, discount__lte=F("quantity") * F("unit_price")),
            ),
        ]
        indexes = [
            models.Index("product", name="line_short", condition=Q(short__gt=0)),
            models.Index("product", "order", name="line_of_product"),
        ]
        triggers = [
            refuse(
                "line_allotted_by_shipments",
                pgtrigger.UpdateOf("allotted"),
                "allotted follows shipment_line",
                "pg_trigger_depth() = 0",
            ),
            refuse("line_stays", pgtrigger.Delete, "lines are cancelled, never deleted"),
        ]


class Hold(models.Model):
    """A reason why named steps of an order wait. Never changes its status."""

    order = models.ForeignKey(CustomerOrder, models.PROTECT, db_index=False)
    kind = models.TextField()
    blocks = models.JSONField()  # step names
    reason = models.TextField(db_default="")
    wanted = models.JSONField(null=True)  # what a request asks for: the new address
    opened_by = models.TextField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    released_by = models.TextField(db_default="")
    released_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hold"
        constraints = [
            models.CheckConstraint(
                name="hold_kind_is_known", condition=Q(kind__in=HoldKind.codes())
            ),
            models.UniqueConstraint(
                fields=["order", "kind"],
                condition=Q(released_at=None) & ~Q(kind="manual"),
                name="hold_of_a_kind_once",
            ),
        ]
        indexes = [models.Index("order", name="hold_open", condition=Q(released_at=None))]


class Payment(models.Model):
    """Money that came (positive) or went back (negative)."""

    order = models.ForeignKey(CustomerOrder, models.PROTECT, db_index=False)
    amount = _money()
    method = models.TextField()
    reference = models.TextField()
    at = models.DateTimeField()
    actor = models.TextField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "payment"
        constraints = [
            models.UniqueConstraint(fields=["order", "reference"], name="payment_once"),
            models.CheckConstraint(name="payment_is_not_zero", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="payment_method_is_known", condition=Q(method__in=PaymentMethod.codes())
            ),
        ]


class Disclosure(models.Model):
    """A person saw in full for whom an order is."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(CustomerOrder, models.PROTECT, db_index=False)
    staff = models.ForeignKey(Staff, models.PROTECT, db_index=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "disclosure"
        indexes = [models.Index("order", "at", name="disclosure_of_order")]
        triggers = append_only("disclosure")
