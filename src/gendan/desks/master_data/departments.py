"""Departments in words, for the forms and lists of what belongs to one."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from gendan.kit.words import said, words
from gendan.messages.models import Robot
from gendan.process.model import Role
from gendan.process.papers import ROLES
from gendan.records.people.models import DEPARTMENTS, Staff

NAME = words("部门", "department")


def department_field() -> forms.ChoiceField:
    """One of them, to choose."""
    choices = [(role.value, words(ROLES[role].zh, ROLES[role].en)) for role in DEPARTMENTS]
    return forms.ChoiceField(label=words("部门", "Department"), choices=choices)


class OfDepartment(admin.SimpleListFilter):
    """A filter that calls departments by their names."""

    title = NAME
    parameter_name = "department"

    def lookups(self, request: HttpRequest, sheet: admin.ModelAdmin) -> list[tuple[str, str]]:  # noqa: ARG002
        """All of them."""
        return [(role.value, said(ROLES[role])) for role in DEPARTMENTS]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:  # noqa: ARG002
        """Those of the chosen one."""
        return rows.filter(department=self.value()) if self.value() else rows


@admin.display(description=NAME, ordering="department")
def department_name(record: Staff | Robot) -> str:
    """That of a record."""
    return said(ROLES[Role(record.department)])
