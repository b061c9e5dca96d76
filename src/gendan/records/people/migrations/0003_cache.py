from django.db import migrations


class Migration(migrations.Migration):
    """Where several processes count what somebody tried. Unlogged: a crash may empty it."""

    dependencies = [("people", "0002_history_and_limits")]

    operations = [
        migrations.RunSQL(
            """
            CREATE UNLOGGED TABLE cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX cache_expires ON cache (expires);
            """,
            "DROP TABLE cache",
        )
    ]
