"""A notice is claimed by a moment that stands in no index, with room beside it for that.

Where the page has room, PostgreSQL enters the row anew into no index. Source: PostgreSQL
documentation, "Heap-Only Tuples (HOT)".
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0011_room_for_answers")]

    operations = [
        migrations.AddField(
            model_name="notice", name="claimed_until", field=models.DateTimeField(null=True)
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(claimed_until=None) | models.Q(state="due"),
                name="notice_in_hand_is_due",
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE notice SET (fillfactor = 50)", "ALTER TABLE notice RESET (fillfactor)"
        ),
    ]
