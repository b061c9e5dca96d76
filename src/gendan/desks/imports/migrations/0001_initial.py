"""What was uploaded to have orders placed, and the orders that were placed from it."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from gendan.kernel.at_once import AtOnce


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orders", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AtOnce(
            [
                migrations.CreateModel(
                    name="ImportFile",
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
                        (
                            "at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "names",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.TextField(), size=None
                            ),
                        ),
                        ("size", models.BigIntegerField()),
                        ("source", models.TextField()),
                        ("channel", models.TextField(db_default="")),
                        ("store", models.TextField(db_default="")),
                        ("create_products", models.BooleanField(db_default=False)),
                        (
                            "stores",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list, size=None
                            ),
                        ),
                        ("state", models.TextField(db_default="trying")),
                        ("bytes_read", models.BigIntegerField(db_default=0)),
                        ("orders_read", models.IntegerField(db_default=0)),
                        (
                            "moved_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        ("figures", models.JSONField(default=dict)),
                        ("removed_at", models.DateTimeField(null=True)),
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
                        "db_table": "import_file",
                    },
                ),
                migrations.CreateModel(
                    name="ImportOrder",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "file_id",
                                "order_id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                to="imports.importfile",
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
                    ],
                    options={
                        "db_table": "import_order",
                    },
                ),
                migrations.AddIndex(
                    model_name="importfile",
                    index=models.Index(fields=["staff", "-id"], name="import_file_of_a_person"),
                ),
                migrations.AddConstraint(
                    model_name="importfile",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("trying", "tried", "importing", "done", "failed"))
                        ),
                        name="import_file_state_is_known",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="importfile",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("bytes_read__gte", 0), ("bytes_read__lte", models.F("size"))
                        ),
                        name="import_file_is_read_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="importfile",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("names", []), _negated=True),
                        name="import_file_has_a_name",
                    ),
                ),
            ]
        ),
    ]
