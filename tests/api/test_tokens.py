"""Programs are let in by a token: in its role, as far as it reaches, until its time is over."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.test.utils import override_settings

from gendan.kernel import clock, sql
from gendan.kit.rest import identity, pace
from gendan.process.model import Role
from gendan.records.integrations.models import ApiToken
from gendan.records.integrations.tokens import revoke
from gendan.records.people.models import Staff
from tests import world
from tests.api.operations import numbers
from tests.api.programs import Answer, program

NONE = {"shipments": ["12345674-1"]}
NEW = {"name": "wms", "role": "warehouse", "steps": ["issue"], "warehouses": ["W1"]}


def test_a_token_opens_until_it_is_revoked_or_its_time_is_over(shop: None) -> None:
    me = program(Role.WAREHOUSE, name="wms")
    assert me.post("/shipments/issues", NONE).status == 200
    assert replace(me, token=me.token[:-1] + "!").post("/shipments/issues", NONE).status == 401
    swapped = me.token[:-1] + ("a" if me.token[-1] != "a" else "b")
    assert replace(me, token=swapped).post("/shipments/issues", NONE).status == 401
    assert revoke(["wms"], by="bo") == {"wms"}
    identity.forget()  # two seconds later
    assert me.post("/shipments/issues", NONE).status == 401
    assert revoke(["wms"], by="bo") == set()
    late = program(Role.WAREHOUSE, expires_at=clock.now() + timedelta(hours=1))
    past = clock.now() - timedelta(days=1)
    ApiToken.objects.update(created_at=past - timedelta(days=1), expires_at=past)
    assert late.post("/shipments/issues", NONE).code == "unauthenticated"


def test_a_token_takes_only_its_steps_and_is_named_in_the_journal(shop: None) -> None:
    me = program(Role.WAREHOUSE, name="scanner", steps=frozenset({"start_pick"}))
    box = numbers("shipment", world.to_pick())
    refused = me.post("/shipments/acknowledgements", {"shipments": box})
    assert (refused.status, refused.code) == (403, "forbidden")
    assert "接单" in refused.json["detail"]
    assert me.post("/shipments/pick-starts", {"shipments": box}).json["done"] == 1
    assert sql.rows("SELECT actor, role FROM journal ORDER BY id DESC LIMIT 1") == [
        ("api:scanner", "warehouse")
    ]


def test_use_is_noted_to_the_minute_and_the_secret_is_kept_nowhere(shop: None) -> None:
    me = program(Role.WAREHOUSE)
    me.post("/shipments/issues", NONE)
    (token,) = ApiToken.objects.all()
    assert token.last_used_at
    identity.forget()
    me.post("/shipments/issues", NONE)
    assert ApiToken.objects.get().last_used_at == token.last_used_at
    secret = me.token.rpartition("_")[2]
    assert secret not in str(list(ApiToken.objects.values()))


def test_requests_beyond_the_limit_wait_and_the_headers_say_so(shop: None) -> None:
    me = program(Role.WAREHOUSE, per_minute=2)
    first, second, third = (me.post("/shipments/issues", NONE) for _ in range(3))
    assert [first.status, second.status, third.status] == [200, 200, 429]
    assert first.headers["RateLimit-Policy"] == '"token";q=2;w=60'
    assert first.headers["RateLimit"].startswith('"token";r=1;t=')
    assert third.headers["RateLimit"].startswith('"token";r=0;t=')
    assert 0 <= int(third.headers["Retry-After"]) <= 60
    assert program(Role.WAREHOUSE).post("/shipments/issues", NONE).status == 200


def test_whoever_guesses_tokens_is_slowed_down_and_nobody_else(shop: None) -> None:
    guess = replace(program(Role.WAREHOUSE), token="gd_live_000000000000_" + "0" * 43)
    answers = [guess.post("/shipments/issues", NONE) for _ in range(pace.FAILURES + 1)]
    assert {answer.status for answer in answers[:-1]} == {401}
    assert answers[-1].status == 429
    assert program(Role.WAREHOUSE).post("/shipments/issues", NONE).status == 200


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_guesses_are_counted_by_client_also_behind_our_own_proxy(shop: None) -> None:
    wrong = {"Authorization": "Bearer gd_live_000000000000_" + "0" * 43, "Idempotency-Key": "k"}

    def guess(client: str) -> int:
        headers = {**wrong, "X-Forwarded-For": client}
        answer = Client().post(
            "/api/v1/shipments/issues", NONE, "application/json", headers=headers
        )
        return answer.status_code

    answers = [guess("203.0.113.7") for _ in range(pace.FAILURES + 1)]
    assert answers[-2:] == [401, 429]
    assert guess("203.0.113.8") == 401, "somebody else behind the same proxy"


@pytest.fixture
def bo(shop: None) -> Staff:
    """A manager, by whom tokens are made."""
    return Staff.objects.create(username="bo", name="老板", department="manager")


def at_desk(person: Staff, **rest: Any) -> Client:
    """Somebody who signed in in a browser."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    client = Client(**rest)
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def send(client: Client, path: str, body: object, key: str = "k", **headers: str) -> Answer:
    answer = client.post(
        f"/api/v1{path}", body, "application/json", headers={"Idempotency-Key": key, **headers}
    )
    return Answer(answer.status_code, answer.headers, answer.json())


def test_a_manager_makes_a_token_sees_it_once_and_revokes_it(bo: Staff) -> None:
    desk = at_desk(bo)
    made = send(desk, "/tokens", NEW)
    assert (made.status, made.json["name"]) == (200, "wms")
    again = send(desk, "/tokens", NEW)
    assert again.json == {"name": "wms", "token": None}, "shown once"
    wms = program(Role.WAREHOUSE)
    wms = replace(wms, token=made.json["token"])
    near = numbers("shipment", world.packed())
    assert wms.post("/shipments/issues", {"shipments": near}).json["done"] == 1
    listed = desk.get("/api/v1/tokens").json()
    assert [one["name"] for one in listed] == sorted(one["name"] for one in listed)
    assert made.json["token"] not in str(listed)
    assert {"name": "wms", "role": "warehouse", "steps": ["issue"]}.items() <= listed[-1].items()
    gone = send(desk, "/tokens/revocations", {"names": ["wms", "tms"]}, key="r")
    assert gone.json == {"revoked": ["wms"], "unknown": ["tms"]}
    assert wms.post("/shipments/issues", NONE).status == 401, "at once, in this process"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": "No Blanks"}, "name"),
        ({"name": "taken"}, "name"),
        ({"role": "system"}, "role"),
        ({"steps": ["confirm"]}, "steps"),
        ({"reads": ["secrets"]}, "reads"),
        ({"warehouses": ["W9"]}, "warehouses"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(
    bo: Staff, changed: dict[str, Any], field: str
) -> None:
    program(name="taken")
    answer = send(at_desk(bo), "/tokens", NEW | changed)
    assert (answer.status, answer.code) == (422, "invalid")
    assert [error["field"] for error in answer.json["errors"]] == [field]
    assert ApiToken.objects.count() == 1


def test_only_a_manager_whose_arm_reaches_everywhere_makes_tokens(bo: Staff) -> None:
    program_of_managers = program(Role.MANAGER)
    assert program_of_managers.post("/tokens", NEW).status == 403
    assert program_of_managers.get("/tokens").status == 403
    bo.warehouses.add(world.warehouse())
    assert send(at_desk(bo), "/tokens", NEW).status == 403
    clerk = Staff.objects.create(username="sam", name="小萨", department="sales")
    assert send(at_desk(clerk), "/tokens", NEW).status == 403


def test_a_person_at_their_desk_needs_the_page_s_csrf_token(bo: Staff) -> None:
    desk = at_desk(bo, enforce_csrf_checks=True)
    box = numbers("shipment", world.packed())
    forged = send(desk, "/shipments/issues", {"shipments": box})
    assert (forged.status, forged.code) == (403, "forgery_suspected")
    token = "x" * 32
    desk.cookies[settings.CSRF_COOKIE_NAME] = token
    given = {"shipments": box, "override": "仓库没人"}
    answer = send(desk, "/shipments/issues", given, **{"X-CSRFToken": token})
    assert (answer.status, answer.json["done"]) == (200, 1)
    assert answer.headers["RateLimit-Policy"].startswith('"person"')
    bo.is_active = False
    bo.save()
    assert send(desk, "/shipments/issues", NONE, **{"X-CSRFToken": token}).status == 401
