"""Room beside each answered request for its answer, which is written when its work is done.

Where the page has room for that, PostgreSQL enters the row anew into no index.
Source: PostgreSQL documentation, "Heap-Only Tuples (HOT)".
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0010_journal_overrides")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE repeat SET (fillfactor = 50)", "ALTER TABLE repeat RESET (fillfactor)"
        )
    ]
