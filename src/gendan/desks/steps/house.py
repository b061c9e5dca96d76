"""The lists of the house that a form offers: carriers, people who pick."""

from collections.abc import Collection

from gendan.kit.words import said
from gendan.process.model import Role, Text
from gendan.records.parties.models import Carrier
from gendan.records.people.models import Staff


def choices(kinds: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """Code and words of each entry, by the kind of input; one statement a list."""
    lists = {"carrier": _carriers, "picker": _pickers}
    return {kind: lists[kind]() for kind in lists if kind in kinds}


def _carriers() -> list[tuple[str, str]]:
    rows = Carrier.objects.order_by("code").values_list("code", "name", "name_en")
    return [(code, said(Text(name, name_en or name))) for code, name, name_en in rows]


def _pickers() -> list[tuple[str, str]]:
    people = Staff.objects.filter(department=Role.WAREHOUSE.value, is_active=True)
    rows = people.order_by("username").values_list("username", "name")
    return [(username, name or username) for username, name in rows]
