"""What parcels did not bring is made good: sent elsewhere, sent once more, paid for by carriers."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

from gendan.kernel.at_once import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_silence_of_customers"),
        ("orders", "0010_counted_by_index"),
        ("parties", "0005_carriers_of_kinds"),
        ("places", "0002_history"),
        ("shipments", "0006_former_numbers"),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="Claim",
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
                        ("currency", models.CharField(max_length=3)),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                        ("at", models.DateTimeField()),
                        ("actor", models.TextField()),
                        ("note", models.TextField(db_default="")),
                        (
                            "granted",
                            models.DecimalField(decimal_places=2, max_digits=14, null=True),
                        ),
                        ("settled_at", models.DateTimeField(null=True)),
                        ("settled_by", models.TextField(db_default="")),
                        ("conclusion", models.TextField(db_default="")),
                    ],
                    options={
                        "db_table": "claim",
                    },
                ),
                migrations.CreateModel(
                    name="Redirection",
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
                        ("at", models.DateTimeField()),
                        ("actor", models.TextField()),
                        ("consignee", models.TextField()),
                        ("phone", models.TextField()),
                        ("province", models.TextField(db_default="")),
                        ("city", models.TextField(db_default="")),
                        ("district", models.TextField(db_default="")),
                        ("street", models.TextField()),
                    ],
                    options={
                        "db_table": "redirection",
                    },
                ),
                migrations.CreateModel(
                    name="Replacement",
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
                        ("at", models.DateTimeField()),
                        ("actor", models.TextField()),
                    ],
                    options={
                        "db_table": "replacement",
                    },
                ),
                migrations.RemoveConstraint(
                    model_name="exceptionaction",
                    name="exception_action_is_known",
                ),
            ]
        ),
        AddConstraintNotValid(
            model_name="exceptionaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        (
                            "redeliver",
                            "change_time",
                            "pickup",
                            "ask",
                            "intercept",
                            "change_address",
                            "resend",
                            "claim",
                            "claim_settled",
                        ),
                    )
                ),
                name="exception_action_is_known",
            ),
        ),
        AtOnce(
            [
                migrations.AddField(
                    model_name="claim",
                    name="carrier",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="parties.carrier",
                    ),
                ),
                migrations.AddField(
                    model_name="claim",
                    name="shipment",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="shipments.shipment",
                    ),
                ),
                migrations.AddField(
                    model_name="redirection",
                    name="division",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="places.division",
                    ),
                ),
                migrations.AddField(
                    model_name="redirection",
                    name="shipment",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="shipments.shipment",
                    ),
                ),
                migrations.AddField(
                    model_name="replacement",
                    name="order",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="orders.customerorder"
                    ),
                ),
                migrations.AddField(
                    model_name="replacement",
                    name="shipment",
                    field=models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="shipments.shipment"
                    ),
                ),
                migrations.AddIndex(
                    model_name="claim",
                    index=models.Index(models.F("shipment"), name="claim_of_shipment"),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("settled_at", None)),
                        fields=("shipment",),
                        name="one_open_claim_a_shipment",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="claim_is_for_something"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("granted__gte", 0), ("granted__lte", models.F("amount"))
                        ),
                        name="claim_grants_no_more_than_was_claimed",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("granted", None), ("settled_at", None)),
                            models.Q(("granted__isnull", False), ("settled_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="claim_is_settled_with_a_sum",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="claim",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("currency__regex", "^[A-Z]{3}$")),
                        name="claim_currency_is_a_code",
                    ),
                ),
                migrations.AddIndex(
                    model_name="redirection",
                    index=models.Index(
                        models.F("shipment"), models.F("id"), name="redirection_of_shipment"
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="redirection",
                    trigger=pgtrigger.compiler.Trigger(
                        name="redirection_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'redirection is append-only' USING ERRCODE = 'check_violation';",
                            hash="c023ed1fa5bb028d35573b00c6f62ab071c56cac",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_redirection_is_append_only_3b792",
                            table="redirection",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="redirection",
                    trigger=pgtrigger.compiler.Trigger(
                        name="redirection_is_not_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'redirection is append-only' USING ERRCODE = 'check_violation';",
                            hash="e9fff5b6e8a42ccddcd58f5ef2b83434fc8208e3",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_redirection_is_not_truncated_5d557",
                            table="redirection",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="replacement",
                    trigger=pgtrigger.compiler.Trigger(
                        name="replacement_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'replacement is append-only' USING ERRCODE = 'check_violation';",
                            hash="74e1adeac67a29248d6f33e5dd15877d83c384fe",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_replacement_is_append_only_b9866",
                            table="replacement",
                            when="BEFORE",
                        ),
                    ),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name="replacement",
                    trigger=pgtrigger.compiler.Trigger(
                        name="replacement_is_not_truncated",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func="RAISE EXCEPTION 'replacement is append-only' USING ERRCODE = 'check_violation';",
                            hash="a11e0e49be6d36237ba2f938ba11751142db8ecf",
                            level="STATEMENT",
                            operation="TRUNCATE",
                            pgid="pgtrigger_replacement_is_not_truncated_d1fd1",
                            table="replacement",
                            when="BEFORE",
                        ),
                    ),
                ),
            ]
        ),
        ValidateConstraint("exceptionaction", "exception_action_is_known"),
    ]
