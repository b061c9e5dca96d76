"""The watermark waits for those who write the journal, and no longer for the whole server."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0001_initial")]

    operations = [
        # Of the last look nobody knows who wrote the journal then; the next one begins anew.
        migrations.RunSQL("DELETE FROM webhook_watermark", migrations.RunSQL.noop),
        migrations.RemoveField("watermark", "seen_xmax"),
        migrations.AddField(
            "watermark",
            "writers",
            django.contrib.postgres.fields.ArrayField(models.TextField()),
        ),
    ]
