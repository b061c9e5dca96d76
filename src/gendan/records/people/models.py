"""Staff: who they are, how far their arm reaches, and how they like to see their lists."""

from django.contrib.auth.models import AbstractUser
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

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
VIEWS_MAX = 50  # kept by one person
QUERY_MAX = 2_000  # characters of the address of a view


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


class SavedView(models.Model):
    """The filters, the sorting and the columns of a list, under a name that somebody gave them."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+", db_index=False)
    place = models.SmallIntegerField()  # of as many as one may keep
    path = models.TextField()  # of the list
    name = models.TextField()
    query = models.TextField(blank=True)  # of the address: what narrows the list
    shared_with = models.TextField(blank=True)  # a department; empty: for oneself

    class Meta:
        db_table = "saved_view"
        constraints = [
            # Whatever is shared with a department is found by its list too.
            models.UniqueConstraint(name="saved_view_name_once", fields=["path", "staff", "name"]),
            models.UniqueConstraint(name="saved_view_place_once", fields=["staff", "place"]),
            models.CheckConstraint(
                name="saved_views_are_limited", condition=Q(place__gte=1, place__lte=VIEWS_MAX)
            ),
            models.CheckConstraint(
                name="saved_view_name_is_given", condition=Q(name__regex=r"^\S.{0,59}$")
            ),
            models.CheckConstraint(
                name="saved_view_is_of_a_list",
                condition=Q(path__regex=r"^(orders|shipments|desks/[a-z-]+/[a-z-]+)$"),
            ),
            models.CheckConstraint(
                name="saved_view_query_is_short",
                condition=LessThanOrEqual(Length("query"), QUERY_MAX),
            ),
            models.CheckConstraint(
                name="saved_view_is_shared_with_a_department",
                condition=Q(shared_with__in=["", *(role.value for role in DEPARTMENTS)]),
            ),
        ]


class ShownColumns(models.Model):
    """Which columns somebody wants to see in every list of orders, or of shipments."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="+", db_index=False)
    kind = models.TextField()
    columns = models.TextField()

    class Meta:
        db_table = "shown_columns"
        constraints = [
            models.UniqueConstraint(name="shown_columns_once", fields=["staff", "kind"]),
            models.CheckConstraint(
                name="shown_columns_are_of_a_list", condition=Q(kind__in=["order", "shipment"])
            ),
            models.CheckConstraint(
                name="shown_columns_are_named",
                condition=Q(columns__regex=r"^[a-z]{1,20}(,[a-z]{1,20}){0,19}$"),
            ),
        ]
