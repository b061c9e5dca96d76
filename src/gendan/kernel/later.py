"""Work for later: a job, deferred in the transaction that gives cause for it.

What comes with every order waits in a queue of its own, `ROUNDS`, and is carried out for many at
once: a job for each batch costs as much as its step. What a round cannot do together is left to the
usual queue, where each job is tried alone, and again if need be."""

from collections.abc import Sequence

from gendan.kernel import sql

QUEUE = "journey"
ROUNDS = "rounds"
IN_ROUNDS = frozenset({"confirm"})
MOST = 100  # jobs looked at for one round

# What Procrastinate itself asks of the database when a job is deferred: from here it costs a third,
# and may flow with the other statements.
DEFER = """
SELECT procrastinate_defer_jobs_v1(ARRAY[
    ROW(%s, %s, 0, NULL, NULL, %s::jsonb, NULL)::procrastinate_job_to_defer_v1])
"""

# The oldest jobs with fewer documents than `enough` before them; none that another has in hand.
TAKE = """
WITH waiting AS (
    SELECT id, jsonb_array_length(args -> 'documents') AS documents
      FROM procrastinate_jobs
     WHERE status = 'todo' AND queue_name = %(queue)s AND task_name = %(task)s
     ORDER BY priority DESC, id LIMIT %(most)s
), counted AS (
    SELECT id, sum(documents) OVER (ORDER BY id) - documents AS before FROM waiting
), free AS (
    SELECT id FROM procrastinate_jobs
     WHERE id IN (SELECT id FROM counted WHERE before < %(enough)s) AND status = 'todo'
       FOR UPDATE SKIP LOCKED
), taken AS (
    DELETE FROM procrastinate_jobs WHERE id IN (SELECT id FROM free) RETURNING args
)
SELECT document::bigint
  FROM taken, jsonb_array_elements_text(args -> 'documents') AS document
"""

LEAVE = """
UPDATE procrastinate_jobs SET queue_name = %(to)s WHERE id IN (
    SELECT id FROM procrastinate_jobs
     WHERE status = 'todo' AND queue_name = %(queue)s AND task_name = %(task)s
     ORDER BY priority DESC, id LIMIT %(most)s FOR UPDATE SKIP LOCKED)
"""


def try_next(step: str, documents: Sequence[int]) -> None:
    """Let the system try `step` with these documents by itself, once this commits."""
    queue = ROUNDS if step in IN_ROUNDS else QUEUE
    sql.send(DEFER, [queue, _task(step), sql.jsonb({"documents": list(documents)})])


def take_round(step: str, enough: int) -> list[int]:
    """The documents of the jobs that wait for a round of `step`: some more than `enough`, if there
    are so many. The jobs are gone when this commits, and there again when it does not."""
    waiting = {"queue": ROUNDS, "task": _task(step), "most": MOST, "enough": enough}
    return [document for (document,) in sql.rows(TAKE, waiting)]


def leave_round(step: str) -> None:
    """Leave those jobs to the usual queue."""
    sql.run(LEAVE, {"queue": ROUNDS, "task": _task(step), "most": MOST, "to": QUEUE})


def _task(step: str) -> str:
    return f"system:{step}"
