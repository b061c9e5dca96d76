"""What managers overrode is found without reading the journal of years."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("kernel", "0009_journal_override")]

    operations = [
        AddIndexConcurrently(
            model_name="journalentry",
            index=models.Index("id", name="journal_overrides", condition=~models.Q(override="")),
        )
    ]
