from django.db import migrations, models


class Migration(migrations.Migration):
    """A count knows how far the ledger was, so that nothing is corrected twice."""

    dependencies = [("stock", "0003_movement_of_document")]

    operations = [
        migrations.AddField(
            model_name="stockcountline",
            name="movement",
            field=models.BigIntegerField(db_default=0),
        ),
    ]
