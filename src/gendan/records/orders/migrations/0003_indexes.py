"""Every list of orders has an index to walk along."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

from gendan.kernel.at_once import AtOnce


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("orders", "0002_initial")]

    operations = [
        AtOnce(
            [
                AddIndexConcurrently(
                    model_name="customerorder",
                    index=models.Index("placed_at", name="order_newest"),
                ),
                AddIndexConcurrently(
                    model_name="customerorder",
                    index=models.Index("status", "placed_at", name="order_by_status"),
                ),
                AddIndexConcurrently(
                    model_name="customerorder",
                    index=models.Index("store", "placed_at", name="order_of_store"),
                ),
                AddIndexConcurrently(
                    model_name="customerorder",
                    index=models.Index(
                        "payment_status",
                        "placed_at",
                        name="order_unsettled",
                        condition=~Q(payment_status__in=("paid", "cash_on_delivery")),
                    ),
                ),
                AddIndexConcurrently(
                    model_name="customerorder",
                    index=models.Index(
                        "due_at", name="order_due", condition=Q(due_at__isnull=False)
                    ),
                ),
                AddIndexConcurrently(
                    model_name="orderline",
                    index=models.Index("product", "order", name="line_of_product"),
                ),
            ]
        ),
    ]
