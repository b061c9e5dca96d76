"""What people and programs see of messages: a department's list, the outbox, alarms."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from gendan.kernel.alarms import raise_alarm
from gendan.kernel.notices import Notice
from gendan.messages.drain import drain
from gendan.process.model import Role, Text
from tests import world
from tests.api.programs import program
from tests.messages.servers import Mail


@pytest.fixture(autouse=True)
def fresh() -> None:
    from gendan.kit.rest import identity, pace

    identity.forget()
    pace.forget()


def number(order: int) -> str:
    return str(world.CustomerOrder.objects.get(id=order).number)


def test_a_department_reads_what_it_was_told_page_by_page(shop: None, noon: datetime) -> None:
    orders = world.confirmed(3)
    drain(noon)
    sales = program(Role.SALES, reads=frozenset({"orders"}))
    first = sales.get("/notices?limit=2").json
    assert [item["number"] for item in first["items"]] == [number(id) for id in orders[:0:-1]]
    rest = sales.get(f"/notices?limit=2&cursor={first['next']}").json
    (last,) = rest["items"]
    assert rest["next"] is None
    assert (last["step"], last["order"], last["store"]) == ("place", number(orders[0]), "S1")

    far = program(Role.WAREHOUSE, reads=frozenset({"orders"}), warehouses=frozenset({"W2"}))
    near = program(Role.WAREHOUSE, reads=frozenset({"orders"}), warehouses=frozenset({"W1"}))
    assert far.get("/notices").json["items"] == []
    told = near.get("/notices").json["items"]
    assert {(item["step"], item["warehouse"]) for item in told} == {("plan", "W1")}
    assert program(Role.SALES).get("/notices").status == 403


def test_a_refused_notice_is_sent_again_over_the_api(
    shop: None, mail: Mail, noon: datetime
) -> None:
    (order,) = world.placed(email="zoe@exmaple.com")
    mail.refuse = lambda address: "550 no such user" if "exmaple" in address else ""
    drain(noon)
    asked = {"number": number(order), "step": "place"}
    body = {"notices": [asked, {"number": "00000000", "step": "place"}, asked],
            "to": "zoe@example.com"}  # fmt: skip
    sales = program(Role.SALES)
    answer = sales.post("/notices/resends", body, key="once")
    assert [result["code"] for result in answer.json["results"]] == [
        None, "not_found", "repeated_in_batch",
    ]  # fmt: skip
    drain(noon)
    assert Notice.objects.get(order_id=order, recipient="customer").state == "sent"
    assert sales.post("/notices/resends", body, key="once").json == answer.json
    drain(noon)
    assert len(mail.came) == 1

    wrong = sales.post("/notices/resends", {"notices": [asked], "to": "zoe@"})
    assert wrong.json["results"][0]["code"] == "bad_email"
    assert program(Role.WAREHOUSE).post("/notices/resends", body).status == 403
    elsewhere = program(Role.SALES, stores=frozenset({"S2"})).post("/notices/resends", body)
    assert elsewhere.json["done"] == 0


def test_what_is_due_is_not_sent_twice_by_impatience(shop: None) -> None:
    (order,) = world.placed()
    body = {"notices": [{"number": number(order), "step": "place"}]}
    answer = program(Role.SALES).post("/notices/resends", body)
    assert answer.json["results"][0]["code"] == "already_done"


def test_managers_see_what_does_not_work(shop: None) -> None:
    raise_alarm("channel_down", "sms", Text("短信发不出去", "SMS cannot be sent"))
    (alarm,) = program(Role.MANAGER).get("/alarms").json
    assert (alarm["kind"], alarm["message"], alarm["count"]) == ("channel_down", "短信发不出去", 1)
    assert program(Role.SALES).get("/alarms").status == 403


def test_managers_read_the_outbox(
    signed_in: Callable[..., Client], settings: Settings, noon: datetime
) -> None:
    mailed, texted = world.placed(1, email="zoe@example.com") + world.placed(1)
    drain(noon)
    manager = signed_in("manager")
    page = manager.get("/outbox").content.decode()
    assert number(mailed) in page
    assert number(texted) in page
    assert "z**@example.com" in page
    assert "zoe@" not in page
    only = manager.get(f"/outbox?order={number(mailed)}&channel=email").content.decode()
    assert number(texted) not in only
    letter = Notice.objects.get(order_id=mailed, recipient="customer")
    shown = manager.get(f"/outbox/{letter.id}")
    assert shown.content.decode() == letter.html
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    english = manager.get("/outbox?channel=sms", headers={"Accept-Language": "en"})
    assert "not sent" in english.content.decode()
    assert signed_in("sales").get("/outbox").status_code == 403
    assert Client().get("/outbox").status_code == 302
