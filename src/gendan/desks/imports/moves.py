"""How a file goes from state to state, and the jobs that carry it there.

A job may begin anew at any time: orders are placed once, however often they are read.
"""

from django.db import transaction
from django.db.models.functions import Now
from procrastinate.contrib.django import app

from gendan.desks.imports import folder
from gendan.desks.imports.models import (
    AT_WORK,
    DONE,
    FAILED,
    IMPORTING,
    QUIET,
    TRIED,
    TRYING,
    ImportFile,
)
from gendan.kernel.later import QUEUE

BEFORE = {TRYING: (TRIED, DONE, FAILED), IMPORTING: (TRIED,)}
AFTER = {TRYING: TRIED, IMPORTING: DONE}


def begin(file: int, state: str) -> bool:
    """Let it be tried, or imported, once this commits; whether that was possible."""
    with transaction.atomic():
        moved = ImportFile.objects.filter(pk=file, state__in=BEFORE[state], removed_at=None).update(
            state=state, bytes_read=0, orders_read=0, moved_at=Now()
        )
        if moved:
            send(file, state)
    return bool(moved)


def begin_again(file: int) -> bool:
    """Send the job of a file again of which nothing was heard for a while."""
    quiet = ImportFile.objects.filter(pk=file, state__in=AT_WORK, moved_at__lt=Now() - QUIET)
    with transaction.atomic():
        for state in quiet.select_for_update().values_list("state", flat=True):
            quiet.update(moved_at=Now())
            send(file, state)
            return True
    return False


def send(file: int, state: str) -> None:
    """A job, deferred in this transaction. One at a time of a kind: others have work too."""
    job = app.configure_task(f"imports:{state}", queue=QUEUE, lock=f"imports:{state}")
    job.defer(file=file)


def heard(file: ImportFile, *, bytes_read: int, orders_read: int) -> None:
    """Tell how far it is."""
    ImportFile.objects.filter(pk=file.pk, state=file.state).update(
        bytes_read=min(bytes_read, file.size), orders_read=orders_read, moved_at=Now()
    )


def remove(file: int) -> bool:
    """Remove what was uploaded; whether that was possible now."""
    found = ImportFile.objects.filter(pk=file, removed_at=None).exclude(state__in=AT_WORK)
    with transaction.atomic():
        removed = found.update(removed_at=Now())
        transaction.on_commit(lambda: folder.remove(file) if removed else None)
    return bool(removed)


def settle(file: ImportFile, state: str, **told: object) -> None:
    """Leave what the job did; nothing, if another job was here before."""
    ImportFile.objects.filter(pk=file.pk, state=file.state).update(
        state=state, moved_at=Now(), **told
    )
