"""The journal keeps why a manager took a step that is another department's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0008_notice_by_receipt")]

    operations = [
        migrations.AddField(
            model_name="journalentry", name="override", field=models.TextField(db_default="")
        )
    ]
