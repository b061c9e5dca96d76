"""What customers want to hear holds for all of their orders; so does what they chose before."""

import django.db.models.deletion
from django.db import migrations, models

from gendan.kernel.at_once import AtOnce


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_open_in_order"),
        ("orders", "0010_counted_by_index"),
        ("parties", "0005_carriers_of_kinds"),
    ]

    operations = [
        AtOnce(
            [
                migrations.AddField(
                    model_name="silentway",
                    name="customer",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="parties.customer",
                    ),
                ),
                migrations.AddIndex(
                    model_name="silentway",
                    index=models.Index(models.F("customer"), name="silent_way_of_customer"),
                ),
            ]
        ),
        migrations.RunSQL(
            """
            UPDATE silent_way SET customer_id = o.customer_id
              FROM customer_order AS o WHERE o.id = silent_way.order_id
            """,
            migrations.RunSQL.noop,
        ),
    ]
