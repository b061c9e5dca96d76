"""Stores, warehouses, bins, who supplies whom, and the official divisions."""

from django.contrib import admin
from django.http import HttpRequest

from gendan.desks.master_data.base import Record, Related, Rows
from gendan.kernel.history import history_model
from gendan.records.places.models import Bin, Division, Store, Supply, Warehouse


class Supplies(Rows):
    """Which warehouses serve the store, in which rank."""

    model = Supply
    ordering = ("rank",)


@admin.register(Store)
class Stores(Record):
    """Who sells."""

    list_display = ("code", "name", "name_en", "calendar")
    list_filter = ("calendar",)
    search_fields = ("code", "name", "name_en")
    ordering = ("code",)
    inlines = (Supplies,)
    related = (Related(history_model(Supply), "store_id"),)


@admin.register(Warehouse)
class Warehouses(Record):
    """Where stock is kept."""

    list_display = ("code", "name", "name_en", "calendar")
    list_filter = ("calendar",)
    search_fields = ("code", "name", "name_en")
    ordering = ("code",)


@admin.register(Bin)
class Bins(Record):
    """Shelf places, in the order in which pickers walk."""

    list_display = ("code", "warehouse", "walk")
    list_filter = ("warehouse",)
    list_select_related = ("warehouse",)
    search_fields = ("code",)
    ordering = ("warehouse", "walk", "code")


@admin.register(Supply)
class AllSupply(Record):
    """All of it at once; a store's own is on the store's page."""

    list_display = ("store", "warehouse", "rank")
    list_filter = ("store", "warehouse")
    list_select_related = ("store", "warehouse")
    search_fields = ("store__name", "store__code", "warehouse__name", "warehouse__code")
    ordering = ("store", "rank")


@admin.register(Division)
class Divisions(admin.ModelAdmin):
    """The official table, to look things up in; `gendan setup-data` loads it."""

    list_display = ("code", "name", "level", "parent")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    ordering = ("code",)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, record: object = None) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, record: object = None) -> bool:  # noqa: ARG002
        """Never."""
        return False
