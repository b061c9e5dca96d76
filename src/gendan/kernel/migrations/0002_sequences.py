from django.db import migrations


class Migration(migrations.Migration):
    """The counters behind order numbers and goods issue notes; eight sayable digits from the first."""

    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE order_number START 1000001",
            "DROP SEQUENCE order_number",
        ),
        migrations.RunSQL(
            "CREATE SEQUENCE goods_issue_number START 100001",
            "DROP SEQUENCE goods_issue_number",
        ),
    ]
