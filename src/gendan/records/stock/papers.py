"""The papers of stock work: receipts, counts and transfers, their lines, and their journal."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from gendan.kernel.guards import append_only, moves_by_the_process, refuse
from gendan.process.stock import STOCK
from gendan.records.places.models import Warehouse
from gendan.records.products.models import Product
from gendan.records.stock import moves


def _in_the_process(document: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{document}_state_is_in_the_process",
        condition=Q(state__in=STOCK.document(document).codes()),
    )


class Paper(models.Model):
    """What every paper of stock work has: a number, a state, and who opened it when."""

    id = models.BigAutoField(primary_key=True)
    number = models.TextField(unique=True)
    state = models.TextField()
    state_since = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = models.TextField()
    remark = models.TextField(db_default="")

    class Meta:
        abstract = True


class Receipt(Paper):
    """Goods that somebody sends us under a delivery note of theirs."""

    warehouse = models.ForeignKey(Warehouse, models.PROTECT, db_index=False)
    sender = models.TextField()  # who sends, as the note says
    reference = models.TextField()  # the note's own number
    due_on = models.DateField(null=True)

    table = moves.paper("receipt", "ARRAY[paper.warehouse_id]")

    class Meta:
        db_table = "receipt"
        constraints = [
            _in_the_process("receipt"),
            models.UniqueConstraint(
                fields=["warehouse", "sender", "reference"],
                condition=~Q(state="cancelled"),
                name="receipt_note_once",
            ),
        ]
        indexes = [models.Index("warehouse", "state", "id", name="receipt_of_warehouse")]
        triggers = [
            *moves_by_the_process(STOCK, "receipt"),
            refuse("receipt_stays", pgtrigger.Delete, "papers of stock are void, never deleted"),
        ]


class ReceiptLine(models.Model):
    """So many units of an article that the note announces, and that came."""

    id = models.BigAutoField(primary_key=True)
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="lines", db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    expected = models.IntegerField()  # 0: not on the note
    received = models.IntegerField(db_default=0)

    class Meta:
        db_table = "receipt_line"
        constraints = [
            models.UniqueConstraint(fields=["receipt", "product"], name="receipt_line_once"),
            models.CheckConstraint(
                name="receipt_line_units_are_not_negative",
                condition=Q(expected__gte=0, received__gte=0),
            ),
        ]


class StockCount(Paper):
    """Articles of a warehouse that are counted without looking at the books."""

    warehouse = models.ForeignKey(Warehouse, models.PROTECT, db_index=False)
    round = models.SmallIntegerField(db_default=1)  # 1: for the first time

    table = moves.paper("stock_count", "ARRAY[paper.warehouse_id]", document="count")

    class Meta:
        db_table = "stock_count"
        constraints = [
            _in_the_process("count"),
            models.CheckConstraint(name="count_round_is_counted", condition=Q(round__gte=1)),
        ]
        indexes = [models.Index("warehouse", "state", "id", name="count_of_warehouse")]
        triggers = [
            *moves_by_the_process(STOCK, "count"),
            refuse("count_stays", pgtrigger.Delete, "papers of stock are void, never deleted"),
        ]


class StockCountLine(models.Model):
    """One article to be counted, and what the last who counted it found."""

    id = models.BigAutoField(primary_key=True)
    count = models.ForeignKey(StockCount, models.PROTECT, related_name="lines", db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    round = models.SmallIntegerField(db_default=0)  # in which it was counted last; 0: not yet
    counted = models.IntegerField(null=True)
    shelf = models.IntegerField(null=True)  # what the books had on the shelf at that moment
    counted_by = models.TextField(db_default="")
    movement = models.BigIntegerField(db_default=0)  # the ledger's last of it, at that moment

    class Meta:
        db_table = "stock_count_line"
        constraints = [
            models.UniqueConstraint(fields=["count", "product"], name="count_line_once"),
            models.CheckConstraint(
                name="count_line_is_counted_with_the_books",
                condition=Q(round=0, counted=None, shelf=None, counted_by="")
                | Q(round__gte=1, counted__gte=0, shelf__isnull=False) & ~Q(counted_by=""),
            ),
        ]


class CountEntry(models.Model):
    """What somebody counted. Append-only: a later round stands beside the earlier ones."""

    id = models.BigAutoField(primary_key=True)
    line = models.ForeignKey(StockCountLine, models.PROTECT, db_index=False)
    round = models.SmallIntegerField()
    counted = models.IntegerField()
    shelf = models.IntegerField()
    actor = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "count_entry"
        constraints = [models.UniqueConstraint(fields=["line", "round"], name="count_entry_once")]
        triggers = append_only("count_entry")


class Transfer(Paper):
    """Goods that one warehouse gives to another; sent and not yet received, they are in transit."""

    source = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="transfers_out", db_index=False
    )
    target = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="transfers_in", db_index=False
    )

    table = moves.paper("transfer", "ARRAY[paper.source_id, paper.target_id]")

    class Meta:
        db_table = "transfer"
        constraints = [
            _in_the_process("transfer"),
            models.CheckConstraint(
                name="transfer_goes_elsewhere", condition=~Q(source=F("target"))
            ),
        ]
        indexes = [
            models.Index("source", "state", "id", name="transfer_from_warehouse"),
            models.Index("target", "state", "id", name="transfer_to_warehouse"),
        ]
        triggers = [
            *moves_by_the_process(STOCK, "transfer"),
            refuse("transfer_stays", pgtrigger.Delete, "papers of stock are void, never deleted"),
        ]


class TransferLine(models.Model):
    """So many units of an article: asked for, sent, received, and given up."""

    id = models.BigAutoField(primary_key=True)
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="lines", db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, db_index=False)
    quantity = models.IntegerField()
    sent = models.IntegerField(db_default=0)
    received = models.IntegerField(db_default=0)
    missing = models.IntegerField(db_default=0)  # sent, and never arrived

    class Meta:
        db_table = "transfer_line"
        constraints = [
            models.UniqueConstraint(fields=["transfer", "product"], name="transfer_line_once"),
            models.CheckConstraint(
                name="transfer_line_units_are_in_one_place",
                condition=Q(quantity__gte=1, received__gte=0, missing__gte=0)
                & Q(sent__gte=F("received") + F("missing"), sent__lte=F("quantity")),
            ),
        ]


class StockEntry(models.Model):
    """What happened to a paper or a level, in order, for ever: the journal of stock work."""

    id = models.BigAutoField(primary_key=True)
    document = models.TextField()
    document_id = models.BigIntegerField()
    at = models.DateTimeField()  # when it happened
    recorded_at = models.DateTimeField(db_default=Now())  # when we were told
    actor = models.TextField()
    role = models.TextField()
    staff_id = models.BigIntegerField(null=True)
    step = models.TextField()
    was = models.TextField(null=True)
    now = models.TextField()
    reason = models.TextField()
    changed = models.JSONField(null=True)

    class Meta:
        db_table = "stock_journal"
        indexes = [models.Index("document_id", "document", "id", name="stock_journal_of_document")]
        triggers = append_only("stock_journal")
