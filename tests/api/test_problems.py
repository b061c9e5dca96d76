"""Whatever goes wrong is told as a problem document, in either language, with what to do."""

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection
from django.test import Client
from psycopg.errors import DeadlockDetected

from gendan.kit.rest.problems import Kind
from gendan.process.model import Role
from gendan.records.orders.models import Hold
from tests import world
from tests.api.operations import numbers, order_to_place
from tests.api.programs import Answer, Program, program

BOX = {"shipments": ["12345674-1"]}
DEEP = "[" * 30 + "]" * 30
Call = Callable[[Program], Answer]


def anonymous(_: Program) -> Answer:
    answer = Client().post("/api/v1/shipments/issues", json.dumps(BOX), "application/json")
    return Answer(answer.status_code, answer.headers, answer.json())


def reused(me: Program) -> Answer:
    me.post("/shipments/issues", BOX, key="k")
    return me.post("/shipments/issues", {"shipments": ["12345674-2"]}, key="k")


def post(body: object, path: str = "/shipments/issues", **headers: str) -> Call:
    return lambda me: me.post(path, body, **headers)


PROBLEMS: dict[str, tuple[Call, Kind]] = {
    "no JSON": (post("{"), Kind.MALFORMED),
    "not even text": (post(b"\xff\xfe\x00"), Kind.MALFORMED),
    "no number": (post('{"shipments": [NaN]}'), Kind.MALFORMED),
    "beyond measure": (post('{"shipments": [1e99999999999999999999]}'), Kind.MALFORMED),
    "NUL": (post('{"shipments": ["\\u0000"]}'), Kind.MALFORMED),
    "too deep": (post(f'{{"shipments": {DEEP}}}'), Kind.MALFORMED),
    "much too deep": (post("[" * 100_000), Kind.MALFORMED),
    "no key": (post(BOX, **{"Idempotency-Key": ""}), Kind.KEY_MISSING),
    "a strange key": (post(BOX, **{"Idempotency-Key": "x" * 256}), Kind.KEY_MISSING),
    "nobody": (anonymous, Kind.UNAUTHENTICATED),
    "a made-up token": (
        lambda me: replace(me, token="gd_live_x_y").post("/shipments/issues", BOX),
        Kind.UNAUTHENTICATED,
    ),
    "another role's step": (post({"orders": ["1"]}, "/orders/confirmations"), Kind.FORBIDDEN),
    "no such address": (post(BOX, "/shipments/flights"), Kind.NOT_FOUND),
    "no such address, read": (lambda me: me.get("/nothing/at/all"), Kind.NOT_FOUND),
    "no such order": (
        lambda me: replace(me, token=program(Role.SALES).token).post(
            "/orders/12345674/edits", {"remark": "x"}, **{"If-Match": '"1"'}
        ),
        Kind.NOT_FOUND,
    ),
    "no such method": (lambda me: me.get("/shipments/issues"), Kind.WRONG_METHOD),
    "much too large": (post('{"shipments": ["' + "x" * 1_000_000 + '"]}'), Kind.TOO_LARGE),
    "a form": (
        post("shipments=1", **{"Content-Type": "application/x-www-form-urlencoded"}),
        Kind.WRONG_TYPE,
    ),
    "fields": (post({"shipments": [], "state": "issued"}), Kind.INVALID),
    "fields behind a byte order mark": (post(b'\xef\xbb\xbf{"shipments": []}'), Kind.INVALID),
    "a key used before": (reused, Kind.KEY_REUSED),
    "an edit that saw nothing": (
        post({"remark": "x"}, "/orders/12345674/edits"), Kind.PRECONDITION_MISSING,
    ),
    "an edit that saw something else": (
        post({"remark": "x"}, "/orders/12345674/edits", **{"If-Match": '"abc"'}), Kind.STALE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_problem_is_told_in_either_language(shop: None, name: str) -> None:
    call, kind = PROBLEMS[name]
    me = program(Role.WAREHOUSE)
    chinese = call(me)
    assert (chinese.status, chinese.code) == (kind.status, kind.code)
    assert chinese.headers["Content-Type"] == "application/problem+json"
    assert chinese.json["type"] == f"urn:gendan:problem:{kind.code}"
    assert chinese.json["status"] == kind.status
    assert chinese.json["title"] == kind.title.zh
    assert chinese.json["instance"].startswith("/api/v1/")
    assert "{" not in chinese.json["detail"] + chinese.json["remedy"] or name == "no JSON"
    if name == "nobody":
        assert chinese.headers["WWW-Authenticate"].startswith("Bearer")
        return
    english = call(replace(program(Role.WAREHOUSE), language="en"))
    assert english.json["title"] == kind.title.en
    assert english.headers["Content-Language"] == "en"


def test_every_wrong_field_is_pointed_at(shop: None) -> None:
    order = order_to_place(
        placed_at="2026-11-27T10:00:00", fulfilment="balloon", colour="red", charges="1.001"
    )
    del order["store"]
    order["lines"][0] = {"sku": "x" * 65, "quantity": "many"}
    answer = program().post("/orders", {"orders": [order_to_place(), order]})
    assert (answer.status, answer.code) == (422, "invalid")
    found = {error["pointer"]: error["message"] for error in answer.json["errors"]}
    assert found == {
        "/orders/1/store": "缺少“门店”。",
        "/orders/1/lines/0/sku": "“商品编码”超过 64 个字。",
        "/orders/1/lines/0/quantity": "“数量”不是可用的值。",
        "/orders/1/fulfilment": "“交付方式”不在可选范围内。",
        "/orders/1/charges": "“运费及其他费用”的小数超过 2 位。",
        "/orders/1/placed_at": "“下单时间”没有时区。",
        "/orders/1/colour": "没有“colour”这个字段。",
    }
    assert all(error["remedy"] and error["field"] for error in answer.json["errors"])


def test_a_failure_of_ours_tells_nothing_but_is_logged(
    shop: None, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError("the secret is 42")

    me = program(Role.WAREHOUSE)
    with connection.execute_wrapper(_failing_at("INSERT INTO repeat", breaks)):
        answer = me.post("/shipments/issues", BOX)
    assert (answer.status, answer.code) == (500, "internal")
    assert "42" not in json.dumps(answer.json)
    assert [r.exc_info for r in caplog.records if r.levelno == logging.ERROR and r.exc_info]


def test_a_moment_may_have_any_offset_as_long_as_a_calendar_has_its_year(shop: None) -> None:
    hold = {"orders": numbers("order", world.placed()), "reason": "电话", "blocks": ["dispatch"]}
    answer = program().post("/orders/holds", {**hold, "due_at": "2030-01-01T00:00:00-19:01"})
    assert answer.json["done"] == 1
    assert Hold.objects.get().due_at == datetime(2030, 1, 1, 19, 1, tzinfo=UTC)
    answer = program().post("/orders/holds", {**hold, "due_at": "9999-12-31T23:59:59-01:00"})
    assert (answer.status, answer.json["errors"][0]["pointer"]) == (422, "/due_at")


@pytest.mark.parametrize("address", ["/stock?warehouse=W%001", "/orders/1%00"])
def test_no_address_has_a_nul_in_it(shop: None, address: str) -> None:
    answer = program(reads=frozenset({"stock", "orders"})).get(address)
    assert (answer.status, answer.code) == (400, "bad_request")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OperationalError("the server closed the connection"), Kind.UNAVAILABLE),
        (OperationalError("deadlock detected"), Kind.CONFLICT),
    ],
)
def test_a_database_that_is_away_or_busy_asks_for_another_try(
    shop: None, error: OperationalError, kind: Kind
) -> None:
    if kind is Kind.CONFLICT:
        error.__cause__ = DeadlockDetected()

    def fails(*_: object) -> None:
        raise error

    me = program(Role.WAREHOUSE)
    with connection.execute_wrapper(_failing_at("INSERT INTO repeat", fails)):
        answer = me.post("/shipments/issues", BOX)
    assert (answer.status, answer.code) == (kind.status, kind.code)
    assert int(answer.headers["Retry-After"]) > 0


def _failing_at(words: str, fail: Callable[..., None]) -> Callable[..., object]:
    def wrapper(execute: Callable[..., object], statement: str, *rest: object) -> object:
        if words in statement:
            fail()
        return execute(statement, *rest)

    return wrapper


def test_a_number_is_called_after_what_it_is_the_number_of(shop: None) -> None:
    told = {}
    for role, path, body in (
        (Role.SALES, "/orders/searches", {"number": "9" * 33}),
        (
            Role.LOGISTICS,
            "/shipments/dispatches",
            {"parcels": [{"shipment": "1", "carrier": "sf"}]},
        ),
    ):
        answer = program(role).post(path, body, **{"Accept-Language": "en"})
        told[path] = answer.json["errors"][0]["message"]
    listed = program(Role.SALES).get(f"/orders?number={'9' * 33}", **{"Accept-Language": "zh"})
    told["/orders"] = listed.json["errors"][0]["message"]
    assert told["/orders/searches"].startswith("order number ")
    assert told["/shipments/dispatches"].startswith("waybill number ")
    assert told["/orders"].startswith("“订单号”")
