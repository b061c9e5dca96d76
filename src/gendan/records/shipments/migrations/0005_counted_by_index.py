"""What waits is counted without reading the shipments."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

from gendan.kernel.at_once import AtOnce


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("shipments", "0004_carrier_before_the_dock")]

    operations = [
        AtOnce(
            [
                AddIndexConcurrently(
                    model_name="shipment",
                    index=models.Index(
                        fields=["warehouse", "state", "due_at"],
                        include=["order", "at_risk_at", "paused_at"],
                        name="shipment_waits",
                        condition=~Q(state__in=("delivered", "returned", "lost", "cancelled")),
                    ),
                ),
                RemoveIndexConcurrently(model_name="shipment", name="shipment_open"),
            ]
        ),
    ]
