"""Whose imports somebody sees: their own, and a manager those of the stores they reach."""

from django.db.models import Q, QuerySet

from gendan.desks.imports.models import ImportFile
from gendan.kernel.actor import Actor
from gendan.process.model import Role


def within_reach(actor: Actor) -> QuerySet[ImportFile]:
    """The imports that this person sees, newest first.

    To a manager of some stores, those whose orders are all of these stores."""
    found = ImportFile.objects.select_related("staff").order_by("-id")
    own = Q(staff=actor.staff)
    if actor.role is not Role.MANAGER:
        return found.filter(own)
    if actor.stores is None:
        return found
    return found.filter(own | Q(stores__contained_by=sorted(actor.stores)) & ~Q(stores=[]))
