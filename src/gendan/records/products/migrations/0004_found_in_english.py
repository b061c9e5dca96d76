"""English names are found by any part of them, too."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("products", "0003_history")]

    operations = [
        AddIndexConcurrently(
            model_name="product",
            index=GinIndex(
                fields=["name_en"], name="product_by_name_en", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
