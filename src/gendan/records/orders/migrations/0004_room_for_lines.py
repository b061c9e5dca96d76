"""Room beside each line for what is allotted of it.

Every line is written again once, when its units are put into a shipment. Where the page has room
for that, PostgreSQL enters the line anew into no index.
Source: PostgreSQL documentation, "Heap-Only Tuples (HOT)".
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_indexes")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE order_line SET (fillfactor = 60)",
            "ALTER TABLE order_line RESET (fillfactor)",
        )
    ]
