"""Work for later: a job, deferred in the transaction that gives cause for it.

What comes with every order waits for a round, and is carried out for many at once: a job for each
batch costs as much as its step. What a round cannot do together becomes jobs, of which each is
tried alone, and again if need be."""

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models

from gendan.kernel import sql

QUEUE = "journey"
TASKS = "system:"
IN_ROUNDS = frozenset({"confirm"})
MOST = 100  # batches looked at for one round

WAIT = "INSERT INTO awaiting_round (step, documents) VALUES (%s, %s::bigint[])"

# What Procrastinate itself asks of the database when a job is deferred: from here it costs a third,
# and may flow with the other statements.
DEFER = """
SELECT procrastinate_defer_jobs_v1(ARRAY[
    ROW(%s, %s, 0, NULL, NULL, %s::jsonb, NULL)::procrastinate_job_to_defer_v1])
"""

# The oldest with fewer documents than `enough` before them; none that another has in hand.
TAKE = """
WITH waiting AS (
    SELECT id, cardinality(documents) AS documents FROM awaiting_round
     WHERE step = %(step)s ORDER BY id LIMIT %(most)s
), counted AS (
    SELECT id, sum(documents) OVER (ORDER BY id) - documents AS before FROM waiting
), free AS (
    SELECT id FROM awaiting_round
     WHERE id IN (SELECT id FROM counted WHERE before < %(enough)s)
       FOR UPDATE SKIP LOCKED
), taken AS (
    DELETE FROM awaiting_round WHERE id IN (SELECT id FROM free) RETURNING documents
)
SELECT unnest(documents) FROM taken
"""

LEAVE = """
WITH taken AS (
    DELETE FROM awaiting_round
     WHERE id IN (SELECT id FROM awaiting_round ORDER BY id FOR UPDATE SKIP LOCKED)
    RETURNING id, step, documents
)
SELECT cardinality(procrastinate_defer_jobs_v1(array_agg(
           ROW(%s, %s || step, 0, NULL, NULL, jsonb_build_object('documents', documents), NULL)
           ::procrastinate_job_to_defer_v1 ORDER BY id)))
  FROM taken HAVING count(*) > 0
"""


class AwaitingRound(models.Model):
    """Documents with which the system is to try a step in its next round."""

    id = models.BigAutoField(primary_key=True)
    step = models.TextField()
    documents = ArrayField(models.BigIntegerField())

    class Meta:
        app_label = "kernel"
        db_table = "awaiting_round"


def try_next(step: str, documents: Sequence[int]) -> None:
    """Let the system try `step` with these documents by itself, once this commits."""
    if step in IN_ROUNDS:
        sql.send(WAIT, [step, list(documents)])
    else:
        sql.send(DEFER, [QUEUE, TASKS + step, sql.jsonb({"documents": list(documents)})])


def take_round(step: str, enough: int) -> list[int]:
    """The documents that wait for a round of `step`: some more than `enough`, if there are so
    many. They wait no more when this commits, and do again when it does not."""
    waiting = {"step": step, "most": MOST, "enough": enough}
    return [document for (document,) in sql.rows(TAKE, waiting)]


def leave_rounds() -> int:
    """Make jobs of what waits for a round; how many."""
    return sum(jobs for (jobs,) in sql.rows(LEAVE, [QUEUE, TASKS]))
