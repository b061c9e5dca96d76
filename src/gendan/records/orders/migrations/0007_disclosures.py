"""Who asked to see whose data in full is kept."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from gendan.kernel.at_once import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0006_completed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="Disclosure",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="orders.customerorder",
                            ),
                        ),
                        (
                            "staff",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "db_table": "disclosure",
                        "indexes": [
                            models.Index(
                                models.F("order"), models.F("at"), name="disclosure_of_order"
                            )
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="disclosure",
                    trigger=pgtrigger.compiler.Trigger(
                        name="disclosure_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'disclosure is append-only' USING ERRCODE = 'check_violation';",
                            hash="272115b4305c6ab18ccd1cdd8d79ed67d7e3db12",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_disclosure_is_append_only_50b8e",
                            table="disclosure",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="disclosure",
                    trigger=pgtrigger.compiler.Trigger(
                        name="disclosure_is_not_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'disclosure is append-only' USING ERRCODE = 'check_violation';",
                            hash="1f9d8eb3bf8015de795c3ec1002b01ddfbf0f4ba",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_disclosure_is_not_truncated_604df",
                            table="disclosure",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
