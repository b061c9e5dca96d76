"""Staff: who they are, and how far their arm reaches."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from gendan.kernel.actor import Actor
from gendan.process.model import Role
from gendan.records.places.models import Store, Warehouse

DEPARTMENTS = (
    Role.SALES,
    Role.WAREHOUSE,
    Role.LOGISTICS,
    Role.SERVICE,
    Role.AFTERSALES,
    Role.MANAGER,
)


class Staff(AbstractUser):
    """A person with a department. No stores or warehouses named means all of them."""

    name = models.TextField()
    department = models.TextField(choices=[(role.value, role.value) for role in DEPARTMENTS])
    stores = models.ManyToManyField(Store, blank=True)
    warehouses = models.ManyToManyField(Warehouse, blank=True)

    class Meta:
        db_table = "staff"
        constraints = [
            models.CheckConstraint(
                name="staff_department_is_known",
                condition=Q(department__in=[role.value for role in DEPARTMENTS]),
            )
        ]

    def actor(self) -> Actor:
        """This person as one who takes steps: two statements for the scope."""
        stores = frozenset(self.stores.values_list("id", flat=True))
        warehouses = frozenset(self.warehouses.values_list("id", flat=True))
        return Actor(
            self.username, Role(self.department), stores or None, warehouses or None, self.pk
        )
