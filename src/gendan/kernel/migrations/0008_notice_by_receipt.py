"""News of a letter that came back names it by the provider's receipt."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("kernel", "0007_notice_in_outbox")]

    operations = [
        AddIndexConcurrently(
            model_name="notice",
            index=models.Index(
                "outcome", name="notice_by_receipt",
                condition=models.Q(channel="email", state="sent") & ~models.Q(outcome=""),
            ),
        ),
    ]  # fmt: skip
