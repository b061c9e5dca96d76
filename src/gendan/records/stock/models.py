"""Stock levels and the ledger that explains them. Only `stock.ledger` touches these rows."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from gendan.kernel.guards import append_only, refuse
from gendan.records.places.models import Bin, Warehouse
from gendan.records.products.models import Product
from gendan.records.stock.papers import (
    CountEntry,
    Receipt,
    ReceiptLine,
    StockCount,
    StockCountLine,
    StockEntry,
    Transfer,
    TransferLine,
)

__all__ = [
    "CountEntry",
    "Receipt",
    "ReceiptLine",
    "StockCount",
    "StockCountLine",
    "StockEntry",
    "StockLevel",
    "StockMovement",
    "StockTask",
    "Transfer",
    "TransferLine",
]

MOVEMENTS = (
    "receipt",
    "issue",
    "reverse_issue",
    "back",  # a parcel came home and its goods are fit to be sold
    "scrap",  # a parcel came home and its goods are not: in and out again
    "correct",  # the books were wrong
    "set_aside",  # quarantined, or searched for
    "write_off",
    "reverse_receipt",  # more was entered than came
    "release",  # set aside no more
    "transfer_out",
    "transfer_in",
)

# Writing a movement *is* changing the level, so neither can be without the other.
POST = """
EXECUTE $post$
    UPDATE stock_level AS level
       SET on_hand = on_hand + moved.quantity, set_aside = set_aside + moved.aside
      FROM (SELECT product_id, warehouse_id, sum(quantity) AS quantity, sum(set_aside) AS aside
              FROM written GROUP BY product_id, warehouse_id) AS moved
     WHERE level.product_id = moved.product_id AND level.warehouse_id = moved.warehouse_id
$post$;
RETURN NULL;
"""
BY_LEDGER = "stock changes through stock_movement only"


class StockLevel(models.Model):
    """One article in one warehouse; available = on_hand - reserved."""

    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, db_index=False)
    bin = models.ForeignKey(Bin, models.PROTECT, null=True, db_index=False)
    on_hand = models.IntegerField(db_default=0)
    reserved = models.IntegerField(db_default=0)
    set_aside = models.IntegerField(db_default=0)  # quarantined or searched for; not on hand

    class Meta:
        db_table = "stock_level"
        constraints = [
            models.UniqueConstraint(fields=["product", "warehouse"], name="stock_level_once"),
            models.CheckConstraint(
                name="stock_reserved_is_on_hand",
                condition=Q(reserved__gte=0, reserved__lte=F("on_hand")),
            ),
            models.CheckConstraint(name="stock_set_aside_exists", condition=Q(set_aside__gte=0)),
        ]
        triggers = [
            refuse(
                "stock_changes_by_ledger",
                pgtrigger.UpdateOf("on_hand", "set_aside"),
                BY_LEDGER,
                "pg_trigger_depth() = 0",
            ),
            refuse(
                "stock_begins_empty",
                pgtrigger.Insert,
                BY_LEDGER,
                "NEW.on_hand <> 0 OR NEW.set_aside <> 0",
            ),
        ]


class StockMovement(models.Model):
    """Why a level changed. Append-only."""

    id = models.BigAutoField(primary_key=True)
    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, db_index=False)
    at = models.DateTimeField(db_default=Now())
    kind = models.TextField()
    quantity = models.IntegerField()  # change of on_hand
    set_aside = models.IntegerField(db_default=0)  # change of set_aside
    shipment_id = models.BigIntegerField(null=True)
    document = models.TextField(db_default="")  # of stock work, that explains it: a receipt, …
    document_id = models.BigIntegerField(null=True)
    actor = models.TextField()
    note = models.TextField(db_default="")

    class Meta:
        db_table = "stock_movement"
        constraints = [
            models.CheckConstraint(
                name="movement_kind_is_known",
                condition=Q(kind__in=MOVEMENTS),
            ),
        ]
        indexes = [
            models.Index("product", "warehouse", "id", name="movement_of_level"),
            models.Index(
                "document_id",
                "document",
                name="movement_of_document",
                condition=Q(document_id__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="movement_is_posted",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="written"),
                func=POST,
            ),
            *append_only("movement"),
        ]


class StockTask(models.Model):
    """Something to clear up after a short pick: search for units, or count a bin."""

    kind = models.TextField()  # search, count
    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, db_index=False)
    quantity = models.PositiveIntegerField()
    shipment_id = models.BigIntegerField()
    opened_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)
    settled_by = models.TextField(db_default="")

    class Meta:
        db_table = "stock_task"
        constraints = [
            models.CheckConstraint(
                name="stock_task_kind_is_known", condition=Q(kind__in=("search", "count"))
            )
        ]
        indexes = [
            models.Index("warehouse", "id", name="stock_task_open", condition=Q(settled_at=None))
        ]
