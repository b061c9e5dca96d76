"""Departments in words, for the forms and lists of what belongs to one."""

from django import forms
from django.contrib import admin

from gendan.kit.words import said, words
from gendan.messages.models import Robot
from gendan.process.model import Role
from gendan.process.papers import ROLES
from gendan.records.people.models import DEPARTMENTS, Staff

NAME = words("部门", "department")


def department_field() -> forms.ChoiceField:
    """One of them, to choose."""
    choices = [(role.value, words(ROLES[role].zh, ROLES[role].en)) for role in DEPARTMENTS]
    return forms.ChoiceField(label=NAME, choices=choices)


@admin.display(description=NAME, ordering="department")
def department_name(record: Staff | Robot) -> str:
    """That of a record."""
    return said(ROLES[Role(record.department)])
