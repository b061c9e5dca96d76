"""Staff: who they are, and how far their arm reaches."""

from django.contrib.auth.models import AbstractUser
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from gendan.kernel.actor import Actor
from gendan.kernel.history import remembered
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


# Neither the password nor each sign-in is a change of the person.
@remembered("staff", but=("password", "last_login"))
class Staff(AbstractUser):
    """A person with a department. No stores or warehouses named means all of them."""

    name = models.TextField()
    department = models.TextField(choices=[(role.value, role.value) for role in DEPARTMENTS])
    stores = models.ManyToManyField(Store, blank=True)
    warehouses = models.ManyToManyField(Warehouse, blank=True)
    # The most this person may give back for one order; nothing given: any amount.
    amount_limit = models.DecimalField(
        max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )

    class Meta:
        db_table = "staff"
        constraints = [
            models.CheckConstraint(
                name="staff_department_is_known",
                condition=Q(department__in=[role.value for role in DEPARTMENTS]),
            ),
            models.CheckConstraint(
                name="staff_amount_limit_is_not_negative",
                condition=Q(amount_limit=None) | Q(amount_limit__gte=0),
            ),
        ]

    def actor(self) -> Actor:
        """This person as one who takes steps: two statements for the scope."""
        stores = frozenset(self.stores.values_list("id", flat=True))
        warehouses = frozenset(self.warehouses.values_list("id", flat=True))
        return Actor(
            self.username,
            Role(self.department),
            stores or None,
            warehouses or None,
            self.pk,
            amount_limit=self.amount_limit,
        )


@remembered("staff_stores", row=False)
class StaffStore(Staff.stores.through):  # type: ignore[name-defined, misc]
    """Which stores are a person's; here only to be remembered."""

    class Meta:
        proxy = True


@remembered("staff_warehouses", row=False)
class StaffWarehouse(Staff.warehouses.through):  # type: ignore[name-defined, misc]
    """Which warehouses are a person's; here only to be remembered."""

    class Meta:
        proxy = True
