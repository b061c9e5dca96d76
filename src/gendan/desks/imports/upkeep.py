"""What people uploaded is not kept for ever: it is about customers."""

from datetime import timedelta

from django.db.models.functions import Now
from django.utils import timezone

from gendan.desks.imports import folder
from gendan.desks.imports.models import ImportFile

KEPT = timedelta(days=30)
SLICE = 1_000


def forget_files() -> None:
    """Remove the files of a month ago; what came of them stays known."""
    old = ImportFile.objects.filter(at__lt=timezone.now() - KEPT, removed_at=None).order_by("pk")
    while files := list(old.values_list("pk", flat=True)[:SLICE]):
        for file in files:
            folder.remove(file)
        ImportFile.objects.filter(pk__in=files).update(removed_at=Now())
