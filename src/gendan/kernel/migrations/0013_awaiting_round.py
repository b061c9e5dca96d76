"""What comes with every order waits for its round in a table of its own, without a job's price."""

import django.contrib.postgres.fields
from django.db import migrations, models

FROM_JOBS = """
WITH taken AS (
    DELETE FROM procrastinate_jobs WHERE queue_name = 'rounds' AND status = 'todo'
    RETURNING id, task_name, args
)
INSERT INTO awaiting_round (step, documents)
SELECT split_part(task_name, ':', 2),
       ARRAY(SELECT jsonb_array_elements_text(args -> 'documents')::bigint)
  FROM taken ORDER BY id
"""
TO_JOBS = """
INSERT INTO procrastinate_jobs (queue_name, task_name, args)
SELECT 'rounds', 'system:' || step, jsonb_build_object('documents', documents)
  FROM awaiting_round ORDER BY id
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0012_notice_claims"), ("procrastinate", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="AwaitingRound",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("step", models.TextField()),
                (
                    "documents",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField()),
                ),
            ],
            options={"db_table": "awaiting_round"},
        ),
        migrations.RunSQL(FROM_JOBS, TO_JOBS),
    ]
