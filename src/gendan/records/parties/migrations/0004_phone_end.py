"""People are found by the last digits of their phone."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Right


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("parties", "0003_history")]

    operations = [
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(Right("phone", 4), name="customer_by_phone_end"),
        ),
    ]
