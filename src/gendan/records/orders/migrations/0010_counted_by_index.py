"""What is open, and what is to be refunded, is counted without reading the orders."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q

from gendan.kernel.at_once import AtOnce


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("orders", "0009_no_call_to_what_is_refused")]

    operations = [
        AtOnce(
            [
                AddIndexConcurrently(
                    model_name="customerorder",
                    index=models.Index(
                        fields=["status", "due_at"],
                        include=["id", "store", "at_risk_at"],
                        name="order_waits",
                        condition=~Q(status__in=("completed", "closed", "cancelled")),
                    ),
                ),
                RemoveIndexConcurrently(model_name="customerorder", name="order_open"),
                AddIndexConcurrently(
                    model_name="customerorder",
                    index=models.Index(
                        fields=["placed_at"],
                        include=["status", "store"],
                        name="order_refunds",
                        condition=Q(status__in=("closed", "cancelled"), paid__gt=F("refunded")),
                    ),
                ),
                RemoveIndexConcurrently(model_name="customerorder", name="order_to_refund"),
            ]
        ),
    ]
