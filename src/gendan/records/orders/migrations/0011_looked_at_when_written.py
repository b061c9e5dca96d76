"""What orders, lines and payments refer to is looked at when they are written.

Django's own constraints wait for the commit, for which all wait whose orders share it.
Source: PostgreSQL documentation, "SET CONSTRAINTS".
"""

from django.db import migrations

EACH = """
DO $$
DECLARE each record;
BEGIN
    FOR each IN
        SELECT conrelid::regclass AS of, conname FROM pg_constraint
         WHERE contype = 'f' AND conrelid = ANY('{{customer_order,order_line,payment}}'::regclass[])
    LOOP
        EXECUTE format('ALTER TABLE %s ALTER CONSTRAINT %I DEFERRABLE INITIALLY {when}',
                       each.of, each.conname);
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0010_counted_by_index")]

    operations = [
        migrations.RunSQL(EACH.format(when="IMMEDIATE"), EACH.format(when="DEFERRED")),
    ]
