from django.db import migrations


class Migration(migrations.Migration):
    """The counter behind the numbers of handover lists."""

    dependencies = [("dock", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE handover_number START 100001",
            "DROP SEQUENCE handover_number",
        ),
    ]
