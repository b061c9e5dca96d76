from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    """Movements by the paper that explains them; the shop goes on while the index is built."""

    atomic = False
    dependencies = [("stock", "0002_papers_of_stock")]

    operations = [
        AddIndexConcurrently(
            model_name="stockmovement",
            index=models.Index(
                "document_id",
                "document",
                name="movement_of_document",
                condition=models.Q(document_id__isnull=False),
            ),
        ),
        ValidateConstraint(model_name="stockmovement", name="movement_kind_is_known"),
    ]
