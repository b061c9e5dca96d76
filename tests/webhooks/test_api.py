"""Managers look after webhooks over the API; nobody else does, and nobody widens their reach."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from gendan.kit.rest import identity, pace
from gendan.process.model import Role
from gendan.webhooks.drain import Sender
from gendan.webhooks.models import Delivery, Endpoint
from tests import world
from tests.api.programs import API, Program, program
from tests.webhooks.receiver import OK, Receiver, receiving
from tests.webhooks.scene import quiet


@pytest.fixture(autouse=True)
def nobody_known() -> Iterator[None]:
    identity.forget()
    pace.forget()
    yield
    identity.forget()


@pytest.fixture
def boss(house: None) -> Program:
    return program(Role.MANAGER, reads=frozenset({"orders"}))


def made(boss: Program, receiver: Receiver, **rest: object) -> str:
    answer = boss.post("/webhooks", {"name": "ERP", "url": receiver.url, **rest})
    assert answer.status == 200, answer.json
    receiver.secret = answer.json["secret"]
    return str(answer.json["key"])


def shown(boss: Program) -> dict[str, Any]:
    (one,) = boss.get("/webhooks").json
    return dict(one)


def test_from_the_first_ping_to_the_end(boss: Program, sender: Sender) -> None:
    with receiving() as receiver:
        new = {"name": "ERP", "url": receiver.url, "steps": ["confirm", "plan"], "stores": ["S1"]}
        answer = boss.post("/webhooks", new, key="first")
        key, receiver.secret = answer.json["key"], answer.json["secret"]
        again = boss.post("/webhooks", new, key="first")
        assert again.json == {"key": None, "secret": None}
        assert Endpoint.objects.count() == 1
        assert boss.post(f"/webhooks/{key}/pings", {}).json == {
            "accepted": True, "status": 200, "answer": "ok",
        }  # fmt: skip
        one = shown(boss)
        assert (one["steps"], one["stores"]) == (["confirm", "plan"], ["S1"])
        assert (one["state"], one["created_by"][:4]) == ("active", "api:")
        assert "secret" not in one

        assert boss.post(f"/webhooks/{key}/pauses", {}).json == {"done": True}
        world.confirmed(1)
        quiet(sender)
        assert len(receiver.got) == 1
        assert shown(boss)["state"] == "paused"
        receiver.reply = lambda event: OK if event["data"]["step"] == "confirm" else (500, {}, b"!")
        assert boss.post(f"/webhooks/{key}/resumptions", {}).json == {"done": True}
        quiet(sender)
        due, sent = boss.get(f"/webhooks/{key}/deliveries").json["items"]
        assert (due["step"], due["state"], due["last_status"], due["last_answer"]) == (
            "plan", "due", 500, "!",
        )  # fmt: skip
        assert (sent["step"], sent["state"], sent["seq"]) == ("confirm", "sent", 2)
        assert sent["id"] == receiver.got[1]["id"]
        page = boss.get(f"/webhooks/{key}/deliveries?limit=1").json
        assert page["items"] == [due]
        following = boss.get(f"/webhooks/{key}/deliveries?limit=1&cursor={page['next']}").json
        assert following == {"items": [sent], "next": None}
        assert boss.get(f"/webhooks/{key}/deliveries?state=dead").json["items"] == []
        only = f"/webhooks/{key}/deliveries?order={due['order']}&state=due"
        assert boss.get(only).json["items"] == [due]

        ids = {"messages": [due["id"]]}
        assert boss.post(f"/webhooks/{key}/skips", ids).json == {"changed": 0}  # it is not dead
        Delivery.objects.filter(message=due["id"]).update(state="dead")
        assert boss.post(f"/webhooks/{key}/skips", ids).json == {"changed": 1}
        receiver.reply = lambda _: OK
        Endpoint.objects.update(rests_until=None)
        assert boss.post(f"/webhooks/{key}/redeliveries", ids).json == {"changed": 1}
        quiet(sender)
        since = {"since": "2020-01-01T00:00:00Z"}
        assert boss.post(f"/webhooks/{key}/replays", since).json == {"done": True}
        quiet(sender)
        assert [e["data"]["step"] for e in receiver.got[1:]] == ["confirm", "plan"] * 2

        turned = boss.post(f"/webhooks/{key}/rotations", {}, key="turn").json["secret"]
        assert boss.post(f"/webhooks/{key}/rotations", {}, key="turn").json == {"secret": None}
        assert shown(boss)["two_secrets_until"]
        early = boss.post(f"/webhooks/{key}/rotations", {})
        assert (early.status, early.json["errors"][0]["pointer"]) == (422, "/overlap_hours")
        leaked = boss.post(f"/webhooks/{key}/rotations", {"overlap_hours": 0}).json["secret"]
        assert len({receiver.secret, turned, leaked}) == 3
        receiver.secret = leaked
        assert boss.post(f"/webhooks/{key}/pings", {}).json["accepted"]
    sent = {"Authorization": f"Bearer {boss.token}"}
    assert Client().delete(f"{API}/webhooks/{key}", headers=sent).json() == {"done": True}
    assert boss.get("/webhooks").json == []
    assert boss.get(f"/webhooks/{key}/deliveries").status == 404


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"url": "https://169.254.169.254/latest/meta-data"}, "/url"),
        ({"url": "http://127.0.0.2/"}, "/url"),
        ({"url": "https://user@example.com/"}, "/url"),
        ({"steps": ["teleport"]}, "/steps"),
        ({"stores": ["S9"]}, "/stores"),
        ({"name": " "}, "/name"),
    ],
)
def test_what_cannot_be_made_is_said_in_both_languages(
    boss: Program, wrong: dict[str, object], pointer: str
) -> None:
    new = {"name": "ERP", "url": "http://127.0.0.1:9/", **wrong}
    for language in ("zh-CN", "en"):
        answer = boss.post("/webhooks", new, **{"Accept-Language": language})
        assert (answer.status, answer.code) == (422, "invalid")
        (fault,) = answer.json["errors"]
        assert fault["pointer"] == pointer
        assert fault["message"].isascii() == (language == "en")
        assert fault["remedy"]
    assert not Endpoint.objects.exists()


def test_only_managers_and_only_as_far_as_they_reach(boss: Program) -> None:
    with receiving() as receiver:
        key = made(boss, receiver)
        reads = frozenset({"orders"})
        for narrow in (
            program(Role.SALES, reads=reads),
            program(Role.MANAGER, reads=reads, warehouses=frozenset({"W1"})),
            program(Role.MANAGER, reads=reads, steps=frozenset({"confirm"})),
        ):
            assert narrow.get("/webhooks").status == 403
            assert narrow.post(f"/webhooks/{key}/pauses", {}).status == 403
        blind = program(Role.MANAGER)
        assert blind.post("/webhooks", {"name": "x", "url": receiver.url}).status == 403
        of_one = program(Role.MANAGER, reads=reads, stores=frozenset({"S2"}))
        assert of_one.get("/webhooks").json == []
        assert of_one.post(f"/webhooks/{key}/pauses", {}).status == 404
        for stores in ([], ["S1"], ["S1", "S2"]):
            new = {"name": "x", "url": receiver.url, "stores": stores}
            assert of_one.post("/webhooks", new).status == 422
        made(of_one, receiver, stores=["S2"])
        assert [one["stores"] for one in of_one.get("/webhooks").json] == [["S2"]]
        assert len(boss.get("/webhooks").json) == 2
