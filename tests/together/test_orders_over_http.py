"""Orders that programs send at the same time share a transaction, and none suffers from another;
what is amiss takes the usual way, and either way says the same."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from structlog.testing import capture_logs

from gendan.config.running.front import Front, environ_of
from gendan.config.running.quick import quick_ways
from gendan.kernel import sql
from gendan.kit.rest import identity, pace
from gendan.process.model import Role
from tests.api.operations import order_to_place
from tests.api.programs import API, Program, program, serial
from tests.together.fronts import Protocol, Scope, request

CROWD = 16
ORDERS = f"{API}/orders"
TRANSACTIONS = "SELECT xmin::text, count(*) FROM customer_order GROUP BY xmin"
PLACED = "SELECT count(*) FROM customer_order"
OF_THE_MOMENT = {"X-Request-ID", "RateLimit"}  # what differs between any two answers
OF_THE_SERVER = {"Content-Length"}

Asked = tuple[Scope, bytes]


@pytest.fixture(autouse=True)
def _nobody_was_here(open_shop: None) -> None:
    identity.forget()
    pace.forget()


def asked(who: Program, body: dict[str, Any] | str, **headers: str) -> Asked:
    """A program's request to place orders, with a fresh key unless it says otherwise."""
    given = {
        "Authorization": f"Bearer {who.token}",
        "Accept-Language": who.language,
        "Content-Type": "application/json",
        "Idempotency-Key": f"quick-{next(serial)}",
    }
    sent = body if isinstance(body, str) else json.dumps(body)
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return request("POST", ORDERS, given | said, sent.encode()), sent.encode()


def answered(requests: Sequence[Asked]) -> list[Protocol]:
    """What the front of a web process answers to requests that come at once."""
    front = Front(get_wsgi_application(), quick_ways(), threads=2)

    async def come() -> list[Protocol]:
        heard = [Protocol([body]) for _, body in requests]
        scopes = [scope for scope, _ in requests]
        await asyncio.gather(*map(front.__rsgi__, scopes, heard))
        return heard

    return asyncio.run(come())


def is_answered_quickly(asked: Asked) -> bool:
    """Whether the quick way has an answer to it."""
    scope, body = asked
    environ = environ_of(scope, body)
    return asyncio.run(_come(environ)) is not None


async def _come(environ: dict[str, Any]) -> object:
    return await quick_ways()["POST", ORDERS](environ)


def known(who: Program) -> Program:
    """One that has called before, and uses up nothing of its pace."""
    assert who.post("/orders", "{").status == 400
    pace.forget()
    return who


def one(**rest: object) -> dict[str, Any]:
    return {"orders": [order_to_place() | {"reference": None} | rest]}


def results(answers: Sequence[Protocol]) -> list[dict[str, Any]]:
    """The result of the first order of each."""
    return [json.loads(answer.body)["results"][0] for answer in answers]


def test_orders_that_come_together_are_committed_together() -> None:
    me = known(program(Role.SALES))
    answers = answered([asked(me, one()) for _ in range(CROWD)])
    assert len({result["made"] for result in results(answers)}) == CROWD
    assert [count for _, count in sql.rows(TRANSACTIONS)] == [CROWD]


def test_each_has_its_line_in_the_log_with_the_id_on_its_answer() -> None:
    me = known(program(Role.SALES))
    with capture_logs() as lines:
        answers = answered([asked(me, one()) for _ in range(3)])
    told = [line["request_id"] for line in lines if line["event"] == "request"]
    assert sorted(told) == sorted(dict(answer.headers)["X-Request-ID"] for answer in answers)


@pytest.mark.parametrize(("field", "wrong", "code"), [
    ("lines", [{"sku": "nothing", "quantity": 1}], "unknown_sku"),
    ("store", "S9", "unknown_store"),
])  # fmt: skip
def test_one_that_is_refused_hurts_none_that_came_with_it(
    field: str, wrong: object, code: str
) -> None:
    me = known(program(Role.SALES))
    bodies = [one(), one(**{field: wrong})] * (CROWD // 2)
    answers = answered([asked(me, body) for body in bodies])
    codes = Counter(result["code"] for result in results(answers))
    assert codes == {None: CROWD // 2, code: CROWD // 2}
    assert sql.rows(PLACED) == [(CROWD // 2,)]


@pytest.fixture
def breaking() -> Iterator[None]:
    """The database refuses an order with the remark `break`, and nobody else knows of it."""
    sql.run("ALTER TABLE customer_order ADD CONSTRAINT breaks CHECK (remark <> 'break')")
    yield
    sql.run("ALTER TABLE customer_order DROP CONSTRAINT breaks")


@pytest.mark.usefixtures("breaking")
def test_one_at_which_the_database_fails_hurts_none_that_came_with_it() -> None:
    me = known(program(Role.SALES))
    bodies = [one(), one(remark="break"), one(), one()]
    answers = answered([asked(me, body) for body in bodies])
    assert [answer.status for answer in answers] == [200, 500, 200, 200]
    placed = [answer for answer in answers if answer.status == 200]
    assert not any("Idempotency-Replayed" in dict(answer.headers) for answer in placed)
    assert len({result["made"] for result in results(placed)}) == len(placed)
    assert sql.rows(PLACED) == [(len(placed),)]


def test_who_may_not_place_is_refused_alone() -> None:
    sales, dock = known(program(Role.SALES)), known(program(Role.LOGISTICS))
    answers = answered([asked(who, one()) for who in [sales, dock] * 4])
    assert [answer.status for answer in answers] == [200, 403] * 4
    assert not any("Idempotency-Replayed" in dict(answer.headers) for answer in answers)
    assert sql.rows(PLACED) == [(4,)]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("store", ["S1", "S9"])
def test_each_way_answers_alike(language: str, store: str) -> None:
    me = known(program(Role.SALES))
    me = Program(me.token, language)
    sent = asked(me, one(store=store))
    assert is_answered_quickly(sent)
    (quick,) = answered([asked(me, one(store=store))])
    usual = me.post("/orders", one(store=store))
    assert quick.status == usual.status == 200
    assert _lasting(quick.headers) == _lasting(usual.headers.items())
    assert {name for name, _ in quick.headers} == set(usual.headers) - OF_THE_SERVER
    assert _nameless(json.loads(quick.body)) == _nameless(usual.json)


def _lasting(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers if name not in OF_THE_MOMENT | OF_THE_SERVER}


def _nameless(answer: dict[str, Any]) -> dict[str, Any]:
    (result,) = answer["results"]
    return answer | {"results": [result | {"order": None, "made": None}]}


def test_a_request_is_the_same_whichever_way_it_comes() -> None:
    me, body = known(program(Role.SALES)), one()
    (first,) = answered([asked(me, body, Idempotency_Key="same")])
    usual = me.post("/orders", body, key="same")
    (again,) = answered([asked(me, body, Idempotency_Key="same")])
    assert usual.headers["Idempotency-Replayed"] == "true"
    assert dict(again.headers)["Idempotency-Replayed"] == "true"
    assert json.loads(first.body) == usual.json == json.loads(again.body)
    assert sql.rows(PLACED) == [(1,)]


def test_one_request_that_comes_many_times_at_once_places_one_order() -> None:
    me, body = known(program(Role.SALES)), one()
    answers = answered([asked(me, body, Idempotency_Key="same") for _ in range(CROWD)])
    assert len({result["made"] for result in results(answers)}) == 1
    assert sql.rows(PLACED) == [(1,)]


def _forged(who: Program) -> Program:
    return Program(who.token[:-1] + ("a" if who.token[-1] != "a" else "b"))


def _spent(who: Program) -> Program:
    assert who.post("/orders", "{").status == 400
    return who


def _used(who: Program, key: str) -> Program:
    assert who.post("/orders", one(), key=key).status == 200
    return who


AMISS: dict[str, tuple[Callable[[], Asked], int]] = {
    "a token never seen": (lambda: asked(program(Role.SALES), one()), 200),
    "no such token": (lambda: asked(Program("nothing"), one()), 401),
    "another secret": (lambda: asked(_forged(known(program(Role.SALES))), one()), 401),
    "no right to place": (lambda: asked(known(program(Role.LOGISTICS)), one()), 403),
    "no JSON": (lambda: asked(known(program(Role.SALES)), "{"), 400),
    "no key": (lambda: asked(known(program(Role.SALES)), one(), Idempotency_Key=""), 400),
    "plain text": (
        lambda: asked(known(program(Role.SALES)), one(), Content_Type="text/plain"), 415,
    ),
    "an unknown field": (lambda: asked(known(program(Role.SALES)), one(colour="red")), 422),
    "no orders": (lambda: asked(known(program(Role.SALES)), {"orders": []}), 422),
    "many orders": (
        lambda: asked(known(program(Role.SALES)), {"orders": one()["orders"] * 21}), 200,
    ),
    "too often": (lambda: asked(_spent(known(program(Role.SALES, per_minute=1))), one()), 429),
    "a key of another": (
        lambda: asked(_used(known(program(Role.SALES)), "k"), one(), Idempotency_Key="k"), 422,
    ),
}  # fmt: skip


@pytest.mark.parametrize("amiss", AMISS)
def test_what_is_amiss_takes_the_usual_way(amiss: str) -> None:
    make, status = AMISS[amiss]
    sent = make()
    before = sql.rows(PLACED)
    assert not is_answered_quickly(sent)
    assert sql.rows(PLACED) == before
    (answer,) = answered([sent])
    assert answer.status == status


def test_a_token_is_looked_up_again_and_one_taken_back_opens_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(identity, "REMEMBERED", 0.0)
    me = known(program(Role.SALES))
    assert is_answered_quickly(asked(me, one()))
    sql.run("UPDATE api_token SET revoked_at = now(), revoked_by = 'bo'")
    sent = asked(me, one())
    assert not is_answered_quickly(sent)
    assert answered([sent])[0].status == 401
