"""What happened on some days is found without reading the journal of years."""

from django.contrib.postgres.indexes import BrinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("kernel", "0005_calendar_history")]

    operations = [
        AddIndexConcurrently(
            model_name="journalentry",
            index=BrinIndex("at", name="journal_by_time", pages_per_range=32, autosummarize=True),
        )
    ]
