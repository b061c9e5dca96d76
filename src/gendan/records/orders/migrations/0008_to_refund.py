"""Orders that came to an end with money to be given back are found among all others."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("orders", "0007_disclosures")]

    operations = [
        AddIndexConcurrently(
            model_name="customerorder",
            index=models.Index(
                "placed_at",
                name="order_to_refund",
                condition=Q(status__in=("closed", "cancelled"), paid__gt=F("refunded")),
            ),
        ),
    ]
