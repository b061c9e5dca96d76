"""Whatever an order was told stands side by side in one index, where two were kept."""

from django.db import migrations, models

NAME = "nobody_hears_the_same_thing_twice"
WAS = ["document_id", "document", "key", "recipient", "occurrence"]
IS = ["order_id", *WAS]


def _replaced(columns: list[str]) -> list[str]:
    """The index is built while others write, and takes the constraint's place at one stroke. What
    was broken off leaves one behind that is of no use."""
    return [
        "DROP INDEX CONCURRENTLY IF EXISTS notice_anew",
        f"CREATE UNIQUE INDEX CONCURRENTLY notice_anew ON notice ({', '.join(columns)})",
        f"""ALTER TABLE notice
            DROP CONSTRAINT {NAME}, ADD CONSTRAINT {NAME} UNIQUE USING INDEX notice_anew""",
    ]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("kernel", "0013_awaiting_round")]

    operations = [
        migrations.RunSQL(
            _replaced(IS),
            _replaced(WAS),
            state_operations=[
                migrations.RemoveConstraint(model_name="notice", name=NAME),
                migrations.AddConstraint(
                    model_name="notice",
                    constraint=models.UniqueConstraint(fields=IS, name=NAME),
                ),
            ],
        ),
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY notice_of_order",
            "CREATE INDEX CONCURRENTLY notice_of_order ON notice (order_id)",
            state_operations=[migrations.RemoveIndex(model_name="notice", name="notice_of_order")],
        ),
    ]
