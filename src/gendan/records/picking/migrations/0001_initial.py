"""Waves, and serial numbers that are taken."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from gendan.kernel.at_once import AtOnce


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("places", "0002_history"),
        ("products", "0003_history"),
        ("shipments", "0002_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE wave_number START 1001", "DROP SEQUENCE wave_number"),
        AtOnce(
            [
                migrations.CreateModel(
                    name="Wave",
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
                        ("number", models.TextField(unique=True)),
                        ("made_at", models.DateTimeField()),
                        ("made_by", models.TextField()),
                        (
                            "picker",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "warehouse",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, to="places.warehouse"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "wave",
                    },
                ),
                migrations.CreateModel(
                    name="WaveShipment",
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
                        ("slot", models.SmallIntegerField()),
                        ("left_at", models.DateTimeField(null=True)),
                        (
                            "shipment",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="shipments.shipment",
                            ),
                        ),
                        (
                            "wave",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="picking.wave",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "wave_shipment",
                    },
                ),
                migrations.CreateModel(
                    name="PickedSerial",
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
                        ("serial", models.TextField()),
                        ("taken_at", models.DateTimeField()),
                        ("put_back_at", models.DateTimeField(null=True)),
                        (
                            "product",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="products.product",
                            ),
                        ),
                        (
                            "shipment",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                to="shipments.shipment",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "picked_serial",
                        "indexes": [
                            models.Index(
                                models.F("shipment"),
                                condition=models.Q(("put_back_at", None)),
                                name="serial_of_box",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("put_back_at", None)),
                                fields=("product", "serial"),
                                name="serial_in_one_box",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("serial", ""), _negated=True),
                                name="picked_serial_is_given",
                            ),
                        ],
                    },
                ),
                migrations.AddConstraint(
                    model_name="wave",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("number__regex", "^BC\\d+$")),
                        name="wave_number_is_given",
                    ),
                ),
                migrations.AddIndex(
                    model_name="waveshipment",
                    index=models.Index(
                        models.F("wave"),
                        models.F("slot"),
                        condition=models.Q(("left_at", None)),
                        name="wave_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="waveshipment",
                    constraint=models.UniqueConstraint(
                        fields=("wave", "slot"), name="wave_slot_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="waveshipment",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("left_at", None)),
                        fields=("shipment",),
                        name="shipment_in_one_open_wave",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="waveshipment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slot__gte", 1)), name="wave_slot_is_counted"
                    ),
                ),
            ]
        ),
    ]
