"""Whatever anybody sends, the API answers what its reference says, and never breaks.

The same requests every time. `FUZZ_EXAMPLES=100` sends so many of them to each address, and every
kind of value that its schema knows."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from jsonschema import Draft202012Validator
from schemathesis import Case, Response
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from gendan.config.api import reference
from gendan.config.wsgi import application
from gendan.kit.rest.problems import MEDIA_TYPE
from gendan.process.model import Role
from gendan.records.integrations.models import READS
from gendan.records.integrations.tokens import PER_MINUTE_MAX
from tests import world
from tests.api.operations import numbers
from tests.api.programs import Program, program, taken_back

THOROUGH = os.environ.get("FUZZ_EXAMPLES")
EXAMPLES = int(THOROUGH or "8")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
DOCUMENT: dict[str, Any] = json.loads(reference())
PROBLEM = Draft202012Validator(DOCUMENT["components"]["schemas"]["Problem"])
CONFIG: dict[str, Any] = {
    "seed": 1,
    "generation": {"deterministic": True, "max-examples": EXAMPLES, "database": "none"},
    "phases": {"coverage": {"enabled": bool(THOROUGH), "unexpected-methods": ["DELETE"]}},
}

schema = schemathesis.openapi.from_dict(DOCUMENT, config=SchemathesisConfig.from_dict(CONFIG))
schema.app = application


@dataclass(frozen=True)
class House:
    """A manager's program, and what it finds: by field, the names of what there is."""

    manager: Program
    there_is: Mapping[str, Sequence[str]]


@pytest.fixture(scope="module")
def undisturbed() -> Iterator[None]:
    """The tests' transaction stays open between requests, as Django's own test client sees to."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def house(lasting_shop: None, undisturbed: None) -> House:
    """Documents in every state."""
    boxes = [build(1)[0] for build in world.SHIPMENTS.values()]
    orders = [build(1)[0] for build in world.ORDERS.values()]
    manager = program(
        Role.MANAGER, reads=frozenset(READS), personal_data=True, per_minute=PER_MINUTE_MAX
    )
    of_orders, of_boxes = numbers("order", orders), numbers("shipment", boxes)
    there_is = {
        "order": of_orders, "orders": of_orders, "number": of_orders,
        "shipment": of_boxes, "shipments": of_boxes,
        "store": ["S1", "S2"], "warehouse": ["W1"], "channel": ["web", "phone"],
        "carrier": ["sf", "van"], "sku": [*world.PRICES], "code": ["tea", "0"],
    }  # fmt: skip
    return House(manager, there_is)


@schema.parametrize()
@settings(suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
def test_every_answer_is_as_the_reference_says(house: House, case: Case) -> None:
    """Each request on its own: what it did is taken back."""
    case.body = known(case.body, house.there_is)
    case.query = known(case.query, house.there_is)
    case.path_parameters = known(case.path_parameters, house.there_is)
    headers = {"Authorization": f"Bearer {house.manager.token}"}
    with taken_back():
        case.call_and_validate(headers=headers, checks=CHECKS, additional_checks=[tells_problems])


def tells_problems(_: schemathesis.CheckContext, response: Response, __: Case) -> None:
    """What goes wrong is told as RFC 9457 says."""
    if response.status_code >= 400:
        assert response.headers["content-type"] == [MEDIA_TYPE]
        told = response.json()
        assert list(PROBLEM.iter_errors(told)) == []
        assert told["status"] == response.status_code


def known(value: Any, there_is: Mapping[str, Sequence[str]], name: str = "") -> Any:
    """The same, with names of what there is in place of every other word, chosen by its length."""
    if isinstance(value, dict):
        return {key: known(one, there_is, str(key)) for key, one in value.items()}
    if isinstance(value, list):
        return [known(one, there_is, name) for one in value]
    names = there_is.get(name)
    if not isinstance(value, str) or names is None or len(value) % 2:
        return value
    return names[len(value) // 2 % len(names)]
