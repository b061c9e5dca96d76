"""Names are found by any part of them."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("parties", "0001_initial")]

    operations = [
        TrigramExtension(),
        AddIndexConcurrently(
            model_name="customer",
            index=GinIndex(
                fields=["name", "initials"],
                name="customer_by_name",
                opclasses=["gin_trgm_ops", "gin_trgm_ops"],
            ),
        ),
    ]
