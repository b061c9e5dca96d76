"""Customers see what a carrier said under a parcel's former number."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("shipments", "0005_counted_by_index")]

    operations = [
        AddIndexConcurrently(
            model_name="waybill",
            index=models.Index(
                "replaced_by",
                name="waybill_replaced",
                condition=models.Q(replaced_by__isnull=False),
            ),
        ),
    ]
