"""Open exceptions are read in the order in which they are due, however many are due at once."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

from gendan.kernel.at_once import AtOnce


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0004_exceptions")]

    operations = [
        AtOnce(
            [
                AddIndexConcurrently(
                    model_name="deliveryexception",
                    index=models.Index(
                        fields=["due_at", "shipment"],
                        name="exception_waits",
                        condition=Q(closed_at=None),
                    ),
                ),
                RemoveIndexConcurrently(model_name="deliveryexception", name="exception_open"),
            ]
        ),
    ]
