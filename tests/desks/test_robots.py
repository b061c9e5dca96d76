"""Managers keep robots and templates; what makes a robot speak goes in and never comes out."""

from datetime import timedelta

from django.test import Client
from pytest_django.fixtures import Settings

from gendan.kernel import clock
from gendan.kernel.alarms import open_alarms, raise_alarm
from gendan.kernel.history import history_model
from gendan.messages.models import Robot, SmsTemplate
from gendan.messages.names import NAMES
from gendan.messages.robots import ALARM, opened
from gendan.process.model import Text
from tests.desks.people import SignIn, confirm

ROBOTS = "/admin/outgoing/robot/"
TEMPLATES = "/admin/outgoing/smstemplate/"
URL = "https://203.0.113.9:8443/robot/send?access_token=group-key-1"
TYPED = {
    "name": "销售群", "kind": "dingtalk", "department": "sales", "active": "on",
    "address": URL, "signing_secret": "SEC-1",  # pragma: allowlist secret
}  # fmt: skip


NEWER = "SEC-2"


def manager(signed_in: SignIn) -> Client:
    client = signed_in("manager")
    confirm(client)
    return client


def test_what_makes_a_robot_speak_is_sealed_and_never_shown(
    signed_in: SignIn, settings: Settings
) -> None:
    settings.WEBHOOK_ALLOW = ("203.0.113.0/24",)
    client = signed_in("manager")
    assert "/reauthenticate/" in client.post(f"{ROBOTS}add/", TYPED)["Location"]
    confirm(client)
    assert client.post(f"{ROBOTS}add/", TYPED).status_code == 302
    robot = Robot.objects.get()
    assert (opened(robot.url), opened(robot.secret)) == (URL, "SEC-1")
    assert "group-key" not in robot.url
    assert "SEC" not in robot.secret
    where = f"{ROBOTS}{robot.pk}/change/"
    for page in (where, ROBOTS, f"{ROBOTS}{robot.pk}/history/"):
        text = client.get(page).content.decode()
        assert "group-key" not in text, page
        assert "SEC-1" not in text, page
        assert robot.url not in text, page
        assert robot.secret not in text, page
    text = client.get(where).content.decode()
    assert "已设置（203.0.113.9:8443）" in text
    # What is refused is not given back to the browser either.
    text = client.post(where, TYPED | {"name": "", "address": f"{URL}2"}).content.decode()
    assert "group-key" not in text


def test_left_empty_secrets_stay_and_a_new_address_replaces_both(
    signed_in: SignIn, settings: Settings
) -> None:
    settings.WEBHOOK_ALLOW = ("203.0.113.0/24",)
    client = manager(signed_in)
    client.post(f"{ROBOTS}add/", TYPED)
    robot = Robot.objects.get()
    where = f"{ROBOTS}{robot.pk}/change/"
    rests = clock.now() + timedelta(hours=1)
    Robot.objects.update(failures=3, next_at=rests)
    raise_alarm(ALARM, "销售群", Text("坏", "down"))
    blank = TYPED | {"address": "", "signing_secret": ""}
    client.post(where, blank | {"department": "service"})
    robot.refresh_from_db()
    assert (opened(robot.url), opened(robot.secret)) == (URL, "SEC-1")
    assert (robot.department, robot.failures, robot.next_at) == ("service", 3, rests)
    assert list(open_alarms()) == []

    client.post(where, blank | {"department": "service", "signing_secret": NEWER})
    robot.refresh_from_db()
    assert (opened(robot.url), opened(robot.secret)) == (URL, NEWER)
    client.post(where, blank | {"department": "service", "address": f"{URL}2"})
    robot.refresh_from_db()
    assert (opened(robot.url), robot.secret, robot.failures) == (f"{URL}2", "", 0)
    assert robot.next_at < rests
    kept = history_model(Robot).objects.filter(pgh_obj_id=robot.pk).order_by("pgh_id")
    assert [row.pgh_label for row in kept] == ["insert", "update", "update", "update"]
    assert len({row.entered_at for row in kept}) == 3
    assert {row.pgh_context["name"] for row in kept} == {"manager"}
    assert not {"url", "secret", "failures", "next_at"} & set(kept.values()[0])

    raise_alarm(ALARM, "销售群", Text("坏", "down"))
    assert client.post(f"{ROBOTS}{robot.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(open_alarms()) == []


def test_a_robot_is_sent_nowhere_inside(signed_in: SignIn) -> None:
    client = manager(signed_in)
    for url, why in (
        ("https://10.0.0.7/send?key=k", "不在公网上"),
        ("http://203.0.113.9/send?key=k", "只允许 https"),
        ("https://user@example.com/", "不能有用户名"),
        ("", "填写机器人的地址"),
    ):
        assert why in client.post(f"{ROBOTS}add/", TYPED | {"address": url}).content.decode(), url
    assert not Robot.objects.exists()


def test_a_registered_text_names_facts_that_there_are(signed_in: SignIn) -> None:
    client = manager(signed_in)
    told = {
        "key": "dispatch",
        "language": "zh-hans",
        "template": "SMS_1",
        "parameters": "order, way",
    }
    page = client.post(f"{TEMPLATES}add/", told).content.decode()
    assert "没有变量 way" in page
    assert [name for name in NAMES if name not in page] == []
    told["parameters"] = "order、 carrier，waybill"
    assert client.post(f"{TEMPLATES}add/", told).status_code == 302
    template = SmsTemplate.objects.get()
    assert template.parameters == ["order", "carrier", "waybill"]
    page = client.get(f"{TEMPLATES}{template.pk}/change/").content.decode()
    assert 'value="order, carrier, waybill"' in page
    page = client.get(TEMPLATES).content.decode()
    assert "order, carrier, waybill" in page
    assert client.post(f"{TEMPLATES}add/", told).status_code == 200  # one for each step
    assert "SMS_1" in client.get(f"{TEMPLATES}{template.pk}/history/").content.decode()
    assert client.post(f"{TEMPLATES}{template.pk}/delete/", {"post": "yes"}).status_code == 302
