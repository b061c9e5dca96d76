"""What keeps the house in order by itself: periodic jobs, each done by one worker alone."""

from datetime import timedelta

from django.utils import timezone
from procrastinate import Blueprint, JobContext
from procrastinate.jobs import Job

from gendan.config import horizon
from gendan.desks.imports import upkeep as imports
from gendan.journey.s6_deliver import lookout
from gendan.kernel import sql
from gendan.kernel.alarms import raise_alarm, settle_alarm
from gendan.portal import counts
from gendan.process.model import Text
from gendan.webhooks import deliveries

UPKEEP = "upkeep"
KEPT = timedelta(days=7)  # finished jobs, and answers to requests that may be sent again
SLICE = 10_000

# In slices, so that no lock is held for long.
FORGET_REPEATS = """
DELETE FROM repeat WHERE id IN (SELECT id FROM repeat WHERE at < %s ORDER BY id LIMIT %s)
"""

blueprint = Blueprint()


@blueprint.periodic(cron="* * * * *")
@blueprint.task(name="sweep", queue=UPKEEP, queueing_lock="sweep", lock="sweep", pass_context=True)
async def sweep(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - Procrastinate's
    """Let jobs of workers that were killed be done by another."""
    jobs = context.app.job_manager
    stalled: list[Job] = list(await jobs.get_stalled_jobs())
    for job in stalled:
        await jobs.retry_job(job)


@blueprint.periodic(cron="17 3 * * *")
@blueprint.task(name="forget", queue=UPKEEP, queueing_lock="forget", pass_context=True)
async def forget_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Remove jobs that ended a week ago."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=int(KEPT.total_seconds() // 3600),
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )


@blueprint.periodic(cron="*/5 * * * *")
@blueprint.task(name="look_out", queue=UPKEEP, queueing_lock="look_out", lock="look_out")
def look_out(timestamp: int) -> None:  # noqa: ARG001
    """Open a case for every parcel of which nothing was heard for too long."""
    lookout.look_at_late()


@blueprint.periodic(cron="27 * * * *")
@blueprint.task(name="forget_repeats", queue=UPKEEP, queueing_lock="forget_repeats")
def forget_repeats(timestamp: int) -> None:  # noqa: ARG001
    """Remove answers kept for requests sent twice."""
    before = timezone.now() - KEPT
    while sql.run(FORGET_REPEATS, [before, SLICE]) == SLICE:
        pass


@blueprint.periodic(cron="57 * * * *")
@blueprint.task(name="forget_counts", queue=UPKEEP, queueing_lock="forget_counts")
def forget_counts(timestamp: int) -> None:  # noqa: ARG001
    """Remove counts of tries at the customer's page that count no longer."""
    counts.forget(timezone.now())


@blueprint.periodic(cron="7 * * * *")
@blueprint.task(name="forget_deliveries", queue=UPKEEP, queueing_lock="forget_deliveries")
def forget_deliveries(timestamp: int) -> None:  # noqa: ARG001
    """Remove what other systems heard a week ago."""
    deliveries.prune()


@blueprint.periodic(cron="47 3 * * *")
@blueprint.task(name="forget_files", queue=UPKEEP, queueing_lock="forget_files")
def forget_files(timestamp: int) -> None:  # noqa: ARG001
    """Remove what people uploaded a month ago."""
    imports.forget_files()


@blueprint.periodic(cron="37 3 * * *")
@blueprint.task(name="look_at_holidays", queue=UPKEEP, queueing_lock="look_at_holidays")
def look_at_holidays(timestamp: int) -> None:  # noqa: ARG001
    """Raise an alarm when the table of holidays is about to end."""
    today = timezone.localdate()
    words = [horizon.warning(today, language) for language in ("zh-hans", "en")]
    if all(words):
        raise_alarm("holidays_end", "", Text(*words))
    else:
        settle_alarm("holidays_end", "")
