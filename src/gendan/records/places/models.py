"""Stores, warehouses, bins, divisions."""

from django.db import models
from django.db.models import Q

from gendan.kernel.clock import WorkCalendar
from gendan.kernel.history import remembered


class Division(models.Model):
    """A province, city or district of the official table (GB/T 2260 codes)."""

    code = models.CharField(primary_key=True, max_length=6)
    name = models.TextField()
    level = models.SmallIntegerField()  # 1 省, 2 市, 3 区
    parent = models.ForeignKey("self", models.PROTECT, null=True, db_index=False)

    class Meta:
        db_table = "division"
        constraints = [
            models.CheckConstraint(
                name="division_below_a_province_has_a_parent",
                condition=Q(level=1, parent=None) | Q(level__in=(2, 3), parent__isnull=False),
            ),
        ]
        indexes = [models.Index("parent", "name", name="division_by_parent")]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


@remembered("warehouse")
class Warehouse(models.Model):
    """A place that keeps stock and sends shipments. A store's back room is one too."""

    code = models.TextField(unique=True)
    name = models.TextField()
    name_en = models.TextField(blank=True)
    calendar = models.ForeignKey(WorkCalendar, models.PROTECT, db_index=False)

    class Meta:
        db_table = "warehouse"

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


@remembered("bin")
class Bin(models.Model):
    """A shelf place; pickers walk in the order of `walk`."""

    warehouse = models.ForeignKey(Warehouse, models.PROTECT)
    code = models.TextField()
    walk = models.IntegerField(default=0)

    class Meta:
        db_table = "bin"
        constraints = [models.UniqueConstraint(fields=["warehouse", "code"], name="bin_once")]

    def __str__(self) -> str:
        return self.code


@remembered("store")
class Store(models.Model):
    """Who sells: a shop in a street or on the net."""

    code = models.TextField(unique=True)
    name = models.TextField()
    name_en = models.TextField(blank=True)
    calendar = models.ForeignKey(WorkCalendar, models.PROTECT, db_index=False)

    class Meta:
        db_table = "store"

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


@remembered("supply")
class Supply(models.Model):
    """Which warehouses serve a store; the lowest rank is asked first."""

    store = models.ForeignKey(Store, models.PROTECT, db_index=False)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, db_index=False)
    rank = models.SmallIntegerField(default=1)

    class Meta:
        db_table = "supply"
        constraints = [
            models.UniqueConstraint(fields=["store", "warehouse"], name="supply_once"),
            models.UniqueConstraint(fields=["store", "rank"], name="supply_ranks_differ"),
        ]
