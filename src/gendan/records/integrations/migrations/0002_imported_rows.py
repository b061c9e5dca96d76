"""Rows of files that had an effect are remembered for ever, and not as long as answers are."""

import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from gendan.kernel.at_once import AtOnce

# Those of the last week are still among the answers.
COPY = """
INSERT INTO imported_row (key, at) SELECT key, at FROM repeat WHERE actor = 'import' ORDER BY key
"""


class Migration(migrations.Migration):
    dependencies = [
        ("integrations", "0001_initial"),
        ("kernel", "0001_initial"),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="ImportedRow",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("key", models.TextField()),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                    ],
                    options={
                        "db_table": "imported_row",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("key",), name="imported_row_counts_once"
                            )
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="importedrow",
                    trigger=pgtrigger.compiler.Trigger(
                        name="imported_row_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'imported_row is append-only' USING ERRCODE = 'check_violation';",
                            hash="7818ccf2b0984d7560d60196c44a52dd4bcd87a2",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_imported_row_is_append_only_e5c12",
                            table="imported_row",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="importedrow",
                    trigger=pgtrigger.compiler.Trigger(
                        name="imported_row_is_not_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'imported_row is append-only' USING ERRCODE = 'check_violation';",
                            hash="b010e0eb044b3491cbca6fb8ea3f029d0e192865",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_imported_row_is_not_truncated_cc6a4",
                            table="imported_row",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
    ]
