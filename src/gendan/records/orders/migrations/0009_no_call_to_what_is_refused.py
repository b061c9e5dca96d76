"""Shortages that were open before: nobody is told to fetch what they would not get."""

from django.db import migrations

BLOCK = """
UPDATE hold SET blocks = blocks || '["make_ready"]'
 WHERE kind = 'shortage' AND released_at IS NULL AND NOT blocks ? 'make_ready'
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_to_refund")]

    operations = [migrations.RunSQL(BLOCK, migrations.RunSQL.noop)]
