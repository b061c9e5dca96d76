"""Shortage cases: the table, and what cannot be."""

from django.db import models
from django.db.models import Q, Value

from gendan.process.words import Decision
from gendan.records.orders.models import CustomerOrder, OrderLine


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
