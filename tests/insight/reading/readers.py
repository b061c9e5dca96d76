"""Who reads in these tests."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from gendan.process.model import Role
from gendan.records.integrations.models import READS
from gendan.records.orders.models import CustomerOrder
from gendan.records.shipments.models import Shipment
from tests.api.programs import Answer, Program, program

ALL = frozenset(READS)


def reader(role: Role = Role.MANAGER, *, personal: bool = True, **rest: Any) -> Program:
    """A program that may read everything, and sees persons in full unless it says otherwise."""
    return program(role, reads=rest.pop("reads", ALL), personal_data=personal, **rest)


def number(order: int) -> str:
    """The number of an order."""
    return CustomerOrder.objects.values_list("number", flat=True).get(id=order)


def box_number(shipment: int) -> str:
    """The number of a shipment."""
    return Shipment.objects.values_list("number", flat=True).get(id=shipment)


def numbers(answer: Answer, name: str = "number") -> list[str]:
    """What a page lists."""
    assert answer.status == 200, answer.json
    return [item[name] for item in answer.json["items"]]


def statements(who: Program, path: str) -> int:
    """How many statements it takes to answer, once the token is known."""
    who.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert who.get(path).status == 200
    return len(asked)
