"""Every step that somebody takes has one address, which takes one document or many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gendan.config.api import api
from gendan.kernel import sql
from gendan.kit.rest import identity
from gendan.process.definition import PROCESS
from tests.api.operations import OPERATIONS, UNKNOWN, numbers
from tests.api.programs import program

WAYS = {
    "pick_listed": "pick",
    "give_wave": "plan_wave",
    "draw_waybill": "assign_waybill",
    "hand_to_carrier": "dispatch",
    "deliver_each": "deliver",
    "collect_by_code": "collect",
}
ON_ONE = {"edit_one", "change_address_one", "request_address_one"}
TAKEN = "SELECT count(*) FROM journal WHERE step = %s"


def published() -> dict[str, str]:
    """By operation, its address, of everything that takes a step."""
    paths = api.get_openapi_schema(path_prefix="")["paths"]
    return {
        methods["post"]["operationId"]: path
        for path, methods in paths.items()
        if "post" in methods and not path.startswith("/tokens")
    }


def test_every_step_of_the_process_has_its_address() -> None:
    steps = {step.name for step in PROCESS.steps if step.called}
    paths = published()
    taking = {name for name in paths if name in steps | set(WAYS) | ON_ONE}
    assert taking - set(WAYS) - ON_ONE == steps
    assert set(OPERATIONS) == taking - ON_ONE
    for name, operation in OPERATIONS.items():
        assert paths[name] == operation.path


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_takes_its_step(
    shop: None, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one document, then with many: as many statements, a result each, in their order."""
    monkeypatch.setattr(identity, "REMEMBERED", 3_600.0)  # however slow the machine
    operation, step = OPERATIONS[name], PROCESS.step(WAYS.get(name, name))
    me = program(step.by[0])
    ids = operation.build(4)
    named = ["new"] * 4 if name == "place" else numbers(step.document, ids)
    one = operation.body(named[:1], ids[:1])
    many = operation.body([*named[1:], UNKNOWN], ids[1:])
    before = sql.rows(TAKEN, [step.name])[0][0]
    me.post(operation.path, {})  # wrong, but the token is known from here on
    with CaptureQueriesContext(connection) as alone:
        first = me.post(operation.path, one)
    with CaptureQueriesContext(connection) as together:
        rest = me.post(operation.path, many)
    assert (first.status, first.json["done"], first.json["refused"]) == (200, 1, 0), first.json
    assert (rest.status, rest.json["done"], rest.json["refused"]) == (200, 3, 1), rest.json
    assert len(alone) == len(together), [query["sql"] for query in together]
    entries = 2 if name == "split" else 1  # one for each of the boxes there are then
    assert sql.rows(TAKEN, [step.name])[0][0] == before + 4 * entries
    results = rest.json["results"]
    assert [result["item"] for result in results] == [0, 1, 2, 3]
    assert [result["status"] for result in results] == ["done"] * 3 + ["refused"]
    if name not in {"place", "record_carrier_event"}:
        assert [result[step.document] for result in results] == [*named[1:], UNKNOWN]
        assert results[3]["code"] == "not_found"
