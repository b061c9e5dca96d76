"""Who may do what on the pages of master data: managers anything of ours, others nothing."""

from django.apps import apps
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from gendan.process.model import Role
from gendan.records.people.models import Staff


def is_manager(person: object) -> bool:
    """Whether this is a manager who works here."""
    return (
        isinstance(person, Staff) and person.is_active and person.department == Role.MANAGER.value
    )


class Managers(BaseBackend):
    """Gives managers every right over our own tables, and none over those of the libraries."""

    def has_perm(
        self,
        person: Staff | AnonymousUser,
        perm: str,
        record: Model | None = None,  # noqa: ARG002 - Django's signature
    ) -> bool:
        """Whether the right is to one of our tables."""
        return self.has_module_perms(person, perm.partition(".")[0])

    def has_module_perms(self, person: Staff | AnonymousUser, app_label: str) -> bool:
        """Whether the application is ours and the person a manager."""
        app = apps.app_configs.get(app_label)
        return is_manager(person) and app is not None and app.name.startswith("gendan.")
