"""Every list of shipments has an index to walk along."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

from gendan.kernel.at_once import AtOnce


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("shipments", "0001_initial")]

    operations = [
        AtOnce(
            [
                AddIndexConcurrently(
                    model_name="shipment",
                    index=models.Index("state", "id", name="shipment_by_state"),
                ),
                AddIndexConcurrently(
                    model_name="shipment",
                    index=models.Index("warehouse", "id", name="shipment_of_warehouse"),
                ),
                AddIndexConcurrently(
                    model_name="shipment",
                    index=models.Index(
                        "due_at", name="shipment_due", condition=Q(due_at__isnull=False)
                    ),
                ),
                AddIndexConcurrently(
                    model_name="shipment",
                    index=models.Index(
                        "acknowledge_by",
                        name="shipment_unseen",
                        condition=Q(acknowledge_by__isnull=False, acknowledged_at=None),
                    ),
                ),
            ]
        ),
    ]
