"""What was completed today is found by when it was."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("orders", "0005_found")]

    operations = [
        AddIndexConcurrently(
            model_name="customerorder",
            index=models.Index(
                "status_since", name="order_completed", condition=Q(status="completed")
            ),
        ),
    ]
