"""Orders are found by the end of a phone number, by the beginning of a consignee's name, and by
their customer, the newest first."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Right

from gendan.kernel.at_once import AtOnce


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("orders", "0004_room_for_lines"), ("parties", "0004_phone_end")]

    operations = [
        AtOnce(
            [
                AddIndexConcurrently(
                    model_name="customerorder",
                    index=models.Index(
                        Right("phone", 4),
                        "placed_at",
                        name="order_by_phone_end",
                        condition=~Q(phone=""),
                    ),
                ),
                AddIndexConcurrently(
                    model_name="customerorder",
                    index=models.Index("customer", "placed_at", name="order_of_customer"),
                ),
                AddIndexConcurrently(
                    model_name="customerorder",
                    index=models.Index(
                        fields=["consignee"],
                        name="order_by_consignee",
                        opclasses=["text_pattern_ops"],
                    ),
                ),
            ]
        ),
        # The index of the customer alone is the beginning of the one above. Django would drop the
        # foreign key with it, and read the whole table to put it back.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "DROP INDEX CONCURRENTLY customer_order_customer_id_05fff94c",
                    "CREATE INDEX CONCURRENTLY customer_order_customer_id_05fff94c"
                    " ON customer_order (customer_id)",
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="customerorder",
                    name="customer",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="parties.customer",
                    ),
                )
            ],
        ),
    ]
