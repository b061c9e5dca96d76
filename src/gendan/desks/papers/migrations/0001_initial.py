"""What was printed, and the shop's own templates."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from gendan.kernel.at_once import AtOnce


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("shipments", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="PaperTemplateHistory",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        ("pgh_context", pghistory.utils.JSONField(null=True)),
                        ("id", models.BigIntegerField()),
                        ("paper", models.TextField()),
                        ("text", models.TextField()),
                    ],
                    options={
                        "db_table": "paper_template_history",
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Print",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("paper", models.TextField()),
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("actor", models.TextField()),
                    ],
                    options={
                        "db_table": "print",
                    },
                ),
                migrations.CreateModel(
                    name="Printed",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("place", models.SmallIntegerField()),
                    ],
                    options={
                        "db_table": "printed",
                    },
                ),
                migrations.CreateModel(
                    name="PaperTemplate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("paper", models.TextField(unique=True)),
                        ("text", models.TextField()),
                    ],
                    options={
                        "db_table": "paper_template",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "paper__in",
                                        (
                                            "pick_list",
                                            "box_label",
                                            "packing_slip",
                                            "goods_issue_note",
                                            "label",
                                            "handover_list",
                                        ),
                                    )
                                ),
                                name="paper_template_is_of_a_paper",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("text", ""), _negated=True),
                                name="paper_template_is_given",
                            ),
                        ],
                    },
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="papertemplate",
                    trigger=pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func='INSERT INTO "paper_template_history" ("id", "paper", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (NEW."id", NEW."paper", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."text"); RETURN NULL;',
                            hash="4e737fdb116c1c2ea3fd45549d6992a73e301605",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_a2aeb",
                            table="paper_template",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="papertemplate",
                    trigger=pgtrigger.compiler.Trigger(
                        name="delete_delete",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "paper_template_history" ("id", "paper", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (OLD."id", OLD."paper", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."text"); RETURN NULL;',
                            hash="ae785a301d5607130971c7b1650358e67045f68d",
                            operation="DELETE",
                            pgid="pgtrigger_delete_delete_9a28d",
                            table="paper_template",
                            when="AFTER",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="papertemplate",
                    trigger=pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='INSERT INTO "paper_template_history" ("id", "paper", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "text") VALUES (NEW."id", NEW."paper", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."text"); RETURN NULL;',
                            hash="81455829bb7cdea6fb2c77dd3a95da16474b8cac",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_389b6",
                            table="paper_template",
                            when="AFTER",
                        ),
                    ),
                ),
                migrations.AddField(
                    model_name="papertemplatehistory",
                    name="pgh_obj",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="history",
                        to="papers.papertemplate",
                    ),
                ),
                migrations.AddField(
                    model_name="print",
                    name="staff",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="printed",
                    name="print",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="papers.print",
                    ),
                ),
                migrations.AddField(
                    model_name="printed",
                    name="shipment",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="shipments.shipment",
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="papertemplatehistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="paper_template_history_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'paper_template_history is append-only' USING ERRCODE = 'check_violation';",
                            hash="9421b54206639f11ba71fb8524672e512b5656c7",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_paper_template_history_is_append_only_f0d44",
                            table="paper_template_history",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="papertemplatehistory",
                    trigger=pgtrigger.compiler.Trigger(
                        name="paper_template_history_is_not_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'paper_template_history is append-only' USING ERRCODE = 'check_violation';",
                            hash="6170682ce746de07b5b54830e2a60e8ac2290e05",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_paper_template_history_is_not_truncated_5e894",
                            table="paper_template_history",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="print",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "paper__in",
                                (
                                    "pick_list",
                                    "box_label",
                                    "packing_slip",
                                    "goods_issue_note",
                                    "label",
                                    "handover_list",
                                ),
                            )
                        ),
                        name="print_paper_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="print",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("actor", ""), _negated=True), name="print_says_who"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="print",
                    trigger=pgtrigger.compiler.Trigger(
                        name="print_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'print is append-only' USING ERRCODE = 'check_violation';",
                            hash="fdac08ed89252009fd32e7f3099f30dcbd222dbb",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_print_is_append_only_8831e",
                            table="print",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="print",
                    trigger=pgtrigger.compiler.Trigger(
                        name="print_is_not_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'print is append-only' USING ERRCODE = 'check_violation';",
                            hash="8a52adc48387a7c6d6895dfc80c7cb5f346647e8",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_print_is_not_truncated_7fba5",
                            table="print",
                            when="BEFORE",
                        ),
                    ),
                ),
                migrations.AddConstraint(
                    model_name="printed",
                    constraint=models.UniqueConstraint(
                        fields=("print", "place"), name="printed_place_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="printed",
                    constraint=models.UniqueConstraint(
                        fields=("shipment", "print"), name="printed_shipment_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="printed",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("place__gte", 1)), name="printed_place_is_counted"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="printed",
                    trigger=pgtrigger.compiler.Trigger(
                        name="printed_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'printed is append-only' USING ERRCODE = 'check_violation';",
                            hash="73cb5425f16924971c609d97550e8cde0a485a57",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_printed_is_append_only_9f635",
                            table="printed",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="printed",
                    trigger=pgtrigger.compiler.Trigger(
                        name="printed_is_not_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'printed is append-only' USING ERRCODE = 'check_violation';",
                            hash="e307c8e1c0492b25e152ed7ec93507d5921ac7e8",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_printed_is_not_truncated_432d7",
                            table="printed",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
    ]
