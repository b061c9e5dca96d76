"""What would have gone out is looked at page by page, however many notices there are."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("kernel", "0006_journal_by_time")]

    operations = [
        AddIndexConcurrently(
            model_name="notice",
            index=models.Index(
                models.F("id"), name="notice_in_outbox", condition=models.Q(gateway="outbox")
            ),
        ),
    ]
