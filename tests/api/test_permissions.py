"""Whatever the API offers: every role, within reach and out of it, and somebody without a token.

What a command allows is asked of the process. What is read, and what is administered, stands in
the two tables here; an address that stands nowhere fails under its name."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from gendan.config.api import api
from gendan.desks.papers.kinds import LABEL
from gendan.desks.papers.printing import print_papers
from gendan.journey.s3_pick.waves import plan_wave
from gendan.kit.rest import pace
from gendan.process.definition import PROCESS
from gendan.process.model import Role
from gendan.records.integrations.models import READS
from gendan.records.integrations.tokens import PER_MINUTE_MAX
from gendan.records.shipments.models import Shipment
from gendan.webhooks import endpoints
from tests import world
from tests.api.operations import ADDRESS, OPERATIONS, numbers
from tests.api.programs import API, Program, program, serial, taken_back
from tests.cast import BO
from tests.journey.facts import everything
from tests.stockroom.operations import STOCK_WORK  # tried in tests/stockroom/test_api

WAYS = {
    "pick_listed": "pick",
    "give_wave": "plan_wave",
    "draw_waybill": "assign_waybill",
    "hand_to_carrier": "dispatch",
    "deliver_each": "deliver",
    "collect_by_code": "collect",
}
ON_ONE: dict[str, dict[str, Any]] = {
    "edit_one": {"remark": "周末送"}, "change_address_one": ADDRESS, "request_address_one": ADDRESS,
}  # fmt: skip
ROLES = [role for role in Role if role is not Role.SYSTEM]
MANAGERS = frozenset({Role.MANAGER})
SPEAKING = frozenset({Role.SALES, Role.SERVICE, Role.AFTERSALES, Role.MANAGER})
NEAR, FAR = {"stores": frozenset({"S1"})}, {"stores": frozenset({"S2"})}
HERE, AWAY = {"warehouses": frozenset({"W1"})}, {"warehouses": frozenset({"W2"})}
REACHES = {"near": NEAR, "far": FAR, "here": HERE, "away": AWAY}
# A carrier names a waybill, and who places an order a store.
HIDDEN = {"not_found", "no_waybill", "unknown_store"}

CLIENT = Client()


@dataclass(frozen=True)
class Documents:
    """What there is: an order of S1 with a parcel in W1, one that is short, one in a wave, an
    endpoint of S1."""

    order: str
    short: str
    waved: str
    customer: str
    endpoint: str


@dataclass(frozen=True)
class Reading:
    """How something is read: where (`{}` is the order's number), with which right, what of it is
    to be seen, and whether only within reach of its store, of its warehouse."""

    path: str
    right: str | None
    shows: Callable[[Documents], str] = lambda there: there.order
    by_store: bool = True
    by_warehouse: bool = True
    body: dict[str, Any] | None = None


def word(shown: str) -> Callable[[Documents], str]:
    return lambda _: f'"{shown}"'


READINGS = {
    "list_orders": Reading("/orders", "orders"),
    "search_orders": Reading("/orders/searches", "orders", body={}),
    "read_order": Reading("/orders/{}", "orders"),
    "list_prints": Reading("/orders/{}/prints", "orders", word("label")),
    "read_river": Reading("/river", "orders", lambda _: '"orders": 1,', by_warehouse=False),
    "list_shipments": Reading("/shipments", "orders"),
    # What has no parcel yet is every warehouse's.
    "list_shortage_cases": Reading(
        "/shortage-cases", "orders", lambda there: there.short, by_warehouse=False
    ),
    "list_waves": Reading("/waves", "orders", lambda there: there.waved),
    "list_notices": Reading("/notices", "orders", lambda _: "items", False, False),
    "list_stock": Reading("/stock", "stock", word("W1"), by_store=False),
    "list_movements": Reading("/stock/movements?sku=tea", "stock", word("W1"), by_store=False),
    "list_products": Reading("/products", "products", word("tea"), False, False),
    "search_customers": Reading(
        "/customers/searches", "customers", lambda it: it.customer, body={}
    ),
    "list_stores": Reading("/stores", None, word("S1"), by_warehouse=False),
    "list_warehouses": Reading("/warehouses", None, word("W1"), by_store=False),
    "list_carriers": Reading("/carriers", None, word("sf"), False, False),
    "list_handovers": Reading("/handovers", "orders", lambda _: "items", False, False),
    "list_carrier_proposals": Reading(
        "/shipments/carrier-proposals", "orders", lambda _: "items", False, False
    ),
    "list_waybill_candidates": Reading(
        "/waybill-candidates?number=SF1", None, lambda _: "items", False, False
    ),
    "list_channels": Reading("/channels", None, word("web"), False, False),
    "read_process": Reading("/process", None, word("dispatch"), False, False),
    "webhook_schema": Reading("/webhooks/schema", None, word("$schema"), False, False),
}


@dataclass(frozen=True)
class Office:
    """How something is administered (`{}` is the endpoint's key), and who may with a token."""

    path: str
    by: frozenset[Role]
    body: dict[str, Any] | None = None
    within_warehouses: bool = True  # also by those who are bound to some


def webhook(path: str, body: dict[str, Any] | None = None) -> Office:
    """An event tells of a whole order: nobody who sees only some warehouses sends it on."""
    return Office(f"/webhooks{path}", MANAGERS, body, within_warehouses=False)


MESSAGES = {"messages": ["msg_" + "0" * 32]}
OFFICES = {
    "list_alarms": Office("/alarms", MANAGERS),
    "resend_notices": Office(
        "/notices/resends", SPEAKING, {"notices": [{"number": "00000000-1", "step": "dispatch"}]}
    ),
    "print_papers": Office(
        "/prints",
        frozenset({*PROCESS.step("pack").by, *PROCESS.step("dispatch").by}),
        {"paper": "label", "shipments": ["00000000-1"]},
    ),
    # A program makes no programs: only a manager at their desk does, see test_tokens.
    "list_tokens": Office("/tokens", frozenset()),
    "create_token": Office("/tokens", frozenset(), {"name": "x", "role": "sales"}),
    "revoke_tokens": Office("/tokens/revocations", frozenset(), {"names": ["near-sales"]}),
    "list_webhooks": webhook(""),
    "create_webhook": webhook("", {"name": "x", "url": "https://x.example.com"}),
    "remove_webhook": webhook("/{}"),
    "pause_webhook": webhook("/{}/pauses", {}),
    "resume_webhook": webhook("/{}/resumptions", {}),
    "rotate_webhook_secret": webhook("/{}/rotations", {}),
    "replay_webhook": webhook("/{}/replays", {"since": "2026-11-11T00:00:00+08:00"}),
    "ping_webhook": webhook("/{}/pings"),
    "list_webhook_deliveries": webhook("/{}/deliveries"),
    "redeliver_webhook": webhook("/{}/redeliveries", MESSAGES),
    "skip_webhook_deliveries": webhook("/{}/skips", MESSAGES),
}

ELSEWHERE = {"read_print"}  # what of which shipments: see tests/desks/test_papers.py

PUBLISHED = {
    operation["operationId"]: (method, path)
    for path, methods in api.get_openapi_schema(path_prefix="")["paths"].items()
    for method, operation in methods.items()
}


@dataclass(frozen=True)
class House:
    """The programs by reach and role, one without any right to read, and what is to be read."""

    programs: dict[tuple[str, Role], Program]
    blind: Program
    there: Documents


@pytest.fixture(scope="module")
def house(lasting_shop: None) -> House:
    """Who asks, and what there is to be asked for."""
    rights: dict[str, Any] = {"reads": frozenset(READS), "personal_data": True}
    programs = {
        (name, role): program(
            role, name=f"{name}-{role}", per_minute=PER_MINUTE_MAX, **rights, **reach
        )
        for name, reach in REACHES.items()
        for role in ROLES
    }
    parcels = world.dispatched(customer_reference="wxm-1")
    world.all_done(print_papers(LABEL, parcels, by=BO))
    order = world.orders_of(parcels)[0]
    waved = world.to_pick()
    world.all_done(plan_wave(waved, by=BO))
    short = world.confirmed(1, "rare")[0]
    world.receive("tea", 1, "W2")
    new = endpoints.NewEndpoint(name="erp", url="http://127.0.0.1:9/", stores=["S1"])
    endpoint, _ = endpoints.create(new, by=BO)
    named = numbers("order", [order, short, *world.orders_of(waved)])
    there = Documents(*named, "wxm-1", endpoint.key)
    return House(programs, program(Role.MANAGER, per_minute=PER_MINUTE_MAX), there)


@contextmanager
def without_a_trace() -> Iterator[None]:
    """What happens inside leaves every table as it is; but when a token was used is noted."""
    before = everything(but={"api_token"})
    yield
    assert everything(but={"api_token"}) == before


def send(who: Program | None, name: str, path: str, body: object = None) -> tuple[int, str]:
    """The status and the text of the answer."""
    headers = {"Idempotency-Key": f"key-{next(serial)}", "If-Match": "*"}
    if who:
        headers["Authorization"] = f"Bearer {who.token}"
    text = "" if body is None else json.dumps(body)
    method = PUBLISHED[name][0].upper()
    answer = CLIENT.generic(method, API + path, text, "application/json", headers=headers)
    return answer.status_code, answer.content.decode()


def test_every_address_stands_in_one_of_the_tables() -> None:
    listed = {*OPERATIONS, *ON_ONE, *READINGS, *OFFICES, *ELSEWHERE, *STOCK_WORK}
    assert set(PUBLISHED) - listed == set(), "say who may use these"
    assert listed - set(PUBLISHED) == set()


def test_nobody_comes_in_without_a_token(house: House) -> None:
    with without_a_trace():
        for name, (_, address) in PUBLISHED.items():
            pace.forget()
            path = address.replace("{number}", house.there.order).replace("{key}", "none")
            for body in ({}, "no JSON"):
                status, text = send(None, name, path, body)
                assert (name, status, json.loads(text)["code"]) == (name, 401, "unauthenticated")


@pytest.mark.parametrize("name", [*OPERATIONS, *ON_ONE])
def test_a_step_is_taken_by_its_roles_within_their_reach(house: House, name: str) -> None:
    """Out of reach is as if it were not there; not allowed is said, and nothing comes of it."""
    step = PROCESS.step(WAYS.get(name, name.removesuffix("_one")))
    operation = OPERATIONS[name.removesuffix("_one")]
    with taken_back():
        ids = operation.build(1)
        number = "new" if step.name == "place" else numbers(step.document, ids)[0]
        path, body = operation.path, operation.body([number], ids)
        if name in ON_ONE:
            path, body = PUBLISHED[name][1].replace("{number}", number), ON_ONE[name]
        in_warehouse = step.document == "shipment" or Shipment.objects.filter(order__in=ids)
        with without_a_trace():
            for (_, role), who in house.programs.items():
                if role not in step.by:
                    status, text = send(who, name, path, body)
                    assert (role, status, json.loads(text)["code"]) == (role, 403, "forbidden")
        for (reach, role), who in house.programs.items():
            if role in step.by:
                hidden = reach == "far" or (reach == "away" and bool(in_warehouse))
                with taken_back():
                    assert (reach, role, came_of(send(who, name, path, body))) == (
                        reach, role, "hidden" if hidden else "done",
                    )  # fmt: skip


def came_of(answer: tuple[int, str]) -> str:
    """One word for what came of a command."""
    status, told = answer[0], json.loads(answer[1])
    if status == 200 and not told["refused"]:
        return "done"
    code = told["results"][0]["code"] if status == 200 else told["code"]
    return "hidden" if code in HIDDEN else str(told)


@pytest.mark.parametrize("name", READINGS)
def test_what_is_read_is_what_is_within_reach(house: House, name: str) -> None:
    reading = READINGS[name]
    path = reading.path.format(house.there.order)
    with without_a_trace():
        for (reach, role), who in house.programs.items():
            status, text = send(who, name, path, reading.body)
            hidden = (reach == "far" and reading.by_store) or (
                reach == "away" and reading.by_warehouse
            )
            assert status == (404 if hidden and name == "read_order" else 200), (reach, role)
            shown = status == 200 and reading.shows(house.there) in text
            assert (reach, role, shown) == (reach, role, not hidden)
        status, _ = send(house.blind, name, path, reading.body)
        assert status == (403 if reading.right else 200)
        if reading.right:
            assert readable(reading.right, name, path, reading.body)


def readable(right: str, name: str, path: str, body: object) -> bool:
    """Whether that right alone opens it, and all others together do not."""
    with taken_back():
        alone = program(Role.MANAGER, reads=frozenset({right}))
        others = program(Role.MANAGER, reads=frozenset(READS) - {right})
        found = [send(who, name, path, body)[0] for who in (alone, others)]
    return found == [200, 403]


@pytest.mark.parametrize("name", OFFICES)
def test_the_house_is_run_by_those_who_may(house: House, name: str) -> None:
    office = OFFICES[name]
    path = office.path.format(house.there.endpoint)
    may = {
        (reach, role)
        for reach, role in house.programs
        if role in office.by and (office.within_warehouses or "warehouses" not in REACHES[reach])
    }
    for who in may:
        hidden = who[0] == "far" and path != office.path
        with without_a_trace() if hidden else taken_back():
            status, text = send(house.programs[who], name, path, office.body)
            assert (who, status in ({404} if hidden else {200, 422})) == (who, True), text
    with without_a_trace():
        for who in house.programs.keys() - may:
            status, text = send(house.programs[who], name, path, office.body)
            assert (who, status, json.loads(text)["code"]) == (who, 403, "forbidden")
