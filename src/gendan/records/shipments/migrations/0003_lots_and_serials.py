"""The picking record keeps the lot, the serial number and the last day of what was taken."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

from gendan.kernel.at_once import AtOnce


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("shipments", "0002_indexes")]

    operations = [
        AtOnce(
            [
                migrations.AddField("pickrecord", "lot", models.TextField(db_default="")),
                migrations.AddField("pickrecord", "serial", models.TextField(db_default="")),
                migrations.AddField("pickrecord", "expires_on", models.DateField(null=True)),
            ]
        ),
        AddConstraintNotValid(
            model_name="pickrecord",
            constraint=models.CheckConstraint(
                condition=Q(serial="") | Q(quantity__in=(1, -1)),
                name="pick_of_a_serial_is_of_one",
            ),
        ),
        ValidateConstraint("pickrecord", "pick_of_a_serial_is_of_one"),
    ]
