"""Stock work over the API: every step by its roles within their reach, and every paper read."""

import json
from typing import Any

import pytest

from gendan.process.model import Role
from gendan.process.stock import STOCK
from gendan.records.stock.numbers import numbers
from tests import world
from tests.api.programs import Program, program, taken_back
from tests.cast import BO, MEI
from tests.journey.facts import everything
from tests.stockroom import stock
from tests.stockroom.operations import OPERATIONS

ROLES = [role for role in Role if role is not Role.SYSTEM]
REACHES: dict[str, dict[str, Any]] = {
    "all": {},
    "here": {"warehouses": frozenset({"W1", "W2"})},
    "away": {"warehouses": frozenset({"W3"})},
    "far": {"stores": frozenset({"S2"})},
}
HIDDEN = {"not_found", "unknown_warehouse"}


@pytest.fixture
def programs(shop: None) -> dict[tuple[str, Role], Program]:
    """By reach and role, who asks."""
    from gendan.kernel.clock import WorkCalendar
    from gendan.records.places.models import Warehouse

    Warehouse.objects.create(code="W3", name="W3", calendar=WorkCalendar.objects.get())
    return {
        (name, role): program(role, name=f"{name}-{role}", reads=frozenset({"stock"}), **reach)
        for name, reach in REACHES.items()
        for role in ROLES
    }


def came_of(answer: Any) -> str:
    """One word for what came of a command."""
    if answer.status == 403:
        return "forbidden"
    assert answer.status == 200, answer.json
    if not answer.json["refused"]:
        return "done"
    code = answer.json["results"][0]["code"]
    return "hidden" if code in HIDDEN else str(answer.json)


def test_every_step_has_its_address() -> None:
    assert set(OPERATIONS) == {step.name for step in STOCK.steps}


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_step_is_taken_by_its_roles_within_their_reach(
    programs: dict[tuple[str, Role], Program], name: str
) -> None:
    operation, step = OPERATIONS[name], STOCK.step(name)
    body = operation.build()
    for (reach, role), who in programs.items():
        wanted = "forbidden" if role not in step.by else "hidden" if reach == "away" else "done"
        before = everything(but={"api_token", "repeat"})
        with taken_back():
            answer = who.post(operation.path, body)
            assert (reach, role, came_of(answer)) == (reach, role, wanted)
            if wanted != "done":
                assert everything(but={"api_token", "repeat"}) == before


@pytest.mark.parametrize("kind", ["receipts", "counts", "transfers"])
def test_papers_are_read_within_reach(programs: dict[tuple[str, Role], Program], kind: str) -> None:
    build = {"receipts": stock.receiving, "counts": stock.counting, "transfers": stock.sent}[kind]
    (id,) = build()
    number = numbers(kind.removesuffix("s"), [id])[id]
    for (reach, role), who in programs.items():
        listed, one = who.get(f"/{kind}"), who.get(f"/{kind}/{number}")
        seen = [item["number"] for item in listed.json["items"]]
        assert (reach, role, seen) == (reach, role, [] if reach == "away" else [number])
        assert one.status == (404 if reach == "away" else 200)
    blind = program(Role.MANAGER, name="blind")
    assert blind.get(f"/{kind}").status == blind.get(f"/{kind}/{number}").status == 403
    fine = programs["all", Role.MANAGER]
    assert len(fine.get(f"/{kind}?warehouse=W1&state={_state(kind)}").json["items"]) == 1
    assert fine.get(f"/{kind}?state=moon").status == 422
    assert fine.get(f"/{kind}?moon=1").status == 422


def _state(kind: str) -> str:
    return {"receipts": "receiving", "counts": "counting", "transfers": "sent"}[kind]


def test_nothing_tells_a_counter_what_the_books_say(shop: None) -> None:
    (paper,) = stock.counting()
    stock.enter(paper, MEI, tea=4, cup=world.PLENTY)
    number = numbers("count", [paper])[paper]
    who = program(Role.WAREHOUSE, name="scanner", reads=frozenset({"stock"}))
    found = who.get(f"/counts/{number}").json
    assert found["state"]["code"] == "recounting"
    told = [(line["sku"], line["waits"], line["counted"], line["shelf"]) for line in found["lines"]]
    assert told == [("tea", True, None, None), ("cup", False, None, None)]
    assert str(world.PLENTY) not in json.dumps(found)
    stock.enter(paper, BO, tea=5)
    told = [(line["counted"], line["shelf"]) for line in who.get(f"/counts/{number}").json["lines"]]
    assert told == [(5, world.PLENTY), (world.PLENTY, world.PLENTY)]


def test_a_receipt_is_opened_received_and_read(shop: None) -> None:
    who = program(Role.WAREHOUSE, name="scanner", reads=frozenset({"stock"}))
    note = {"warehouse": "W1", "sender": "茶厂", "reference": "X1",
            "lines": [{"code": "tea", "quantity": 3}], "due_on": "2026-11-30"}  # fmt: skip
    opened = who.post("/receipts", {"receipts": [note]})
    number = opened.json["results"][0]["made"]
    assert number.startswith("DH")
    assert opened.json["results"][0]["document"] == number
    came = {"arrivals": [{"receipt": number, "code": "tea", "quantity": 4},
                         {"receipt": "DH0", "code": "tea"}]}  # fmt: skip
    results = who.post("/receipts/arrivals", came).json["results"]
    assert [result["code"] for result in results] == ["more_than_noted", "not_found"]
    came["arrivals"][0]["beyond"] = True
    assert who.post("/receipts/arrivals", came).json["done"] == 1
    found = who.get(f"/receipts/{number}").json
    assert (found["expected"], found["received"], found["due_on"]) == (3, 4, "2026-11-30")
    assert [entry["step"]["code"] for entry in found["journal"]] == ["receive", "expect_goods"]
    assert found["journal"][0]["changed"] == [["tea", 4]]
