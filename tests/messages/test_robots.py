"""Robots say in one post what came together, and their refusals hide behind the status 200."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from importlib import import_module
from urllib.parse import parse_qs, urlsplit

import pytest
from django.apps import apps
from pytest_django.fixtures import Settings

from gendan.kernel.alarms import open_alarms
from gendan.kernel.notices import Notice
from gendan.messages.drain import drain
from gendan.messages.gateways.chat import dingtalk, feishu
from gendan.messages.models import Robot, RobotLine
from gendan.messages.robots import opened, seal
from gendan.records.places.models import Store
from tests import world
from tests.messages.servers import web

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _loopback_is_allowed(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW = ("127.0.0.1/32",)


def robot(url: str, kind: str = "wecom", secret: str = "", **rest: object) -> Robot:
    usual: dict[str, object] = {
        "name": f"{kind}-{Robot.objects.count()}", "kind": kind, "department": "sales",
        "url": seal(url), "secret": seal(secret),
        "next_at": datetime.fromisoformat("2026-01-01T00:00:00Z"),
    }  # fmt: skip
    return Robot.objects.create(**(usual | rest))


def test_a_burst_is_one_post(shop: None, noon: datetime) -> None:
    with web(lambda _: (200, {}, {"errcode": 0, "errmsg": "ok"})) as group:
        robot(group.url)
        world.placed(20)
        world.confirmed(sku="rare")
        drain(noon)
        drain(noon + timedelta(seconds=1))
        (post,) = group.posts
        text = post.json()["text"]["content"]  # type: ignore[index]
        placed, short = text.split("\n")
        assert placed.startswith("录入 ×21: ")
        assert placed.endswith(" …")
        assert short.startswith("缺货立案：")

        world.placed()
        drain(noon + timedelta(seconds=2))  # not so soon: twenty posts a minute
        assert len(group.posts) == 1
        drain(noon + timedelta(seconds=6))
        assert group.posts[1].json()["text"]["content"].startswith("录入：")  # type: ignore[index]
    assert not RobotLine.objects.exists()


def test_a_robot_hears_of_its_own_store_and_warehouse_only(shop: None, noon: datetime) -> None:
    with web(lambda _: (200, {}, {"errcode": 0})) as group:
        robot(group.url + "/s1", store=Store.objects.get(code="S1"))
        robot(group.url + "/s2", store=Store.objects.get(code="S2"))
        robot(group.url + "/off", active=False)
        robot(group.url + "/w1", department="warehouse", warehouse_id=world.warehouse("W1"))
        robot(group.url + "/w2", department="warehouse", warehouse_id=world.warehouse("W2"))
        world.confirmed()
        drain(noon)
        assert sorted(post.path for post in group.posts) == ["/s1", "/w1"]


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}),
        ("dingtalk", {"errcode": 310000, "errmsg": "sign not match"}),
        ("feishu", {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}),
    ],
)
def test_a_refusal_inside_a_yes_is_a_refusal(
    shop: None, noon: datetime, kind: str, answer: dict[str, object]
) -> None:
    with web(lambda _: (200, {}, answer)) as group:
        robot(group.url, kind, secret="SEC")  # pragma: allowlist secret
        world.placed()
        drain(noon)
        (alarm,) = open_alarms()
        assert (alarm.kind, alarm.subject) == ("robot_refuses", f"{kind}-0")
        assert str(next(iter(answer.values()))) in alarm.zh
        assert Notice.objects.get(recipient="sales").state == "sent"  # it stands in the list

        group.answer = lambda _: (200, {}, {"errcode": 0, "code": 0})
        drain(noon + timedelta(seconds=10))
        assert len(group.posts) == 1
        drain(noon + MINUTE)
        assert len(group.posts) == 2
    assert list(open_alarms()) == []
    assert not RobotLine.objects.exists()


def test_too_many_posts_alarm_nobody(shop: None, noon: datetime) -> None:
    with web(lambda _: (200, {}, {"errcode": 45009, "errmsg": "api freq out of limit"})) as group:
        robot(group.url)
        world.placed()
        drain(noon)
        drain(noon + timedelta(seconds=50))
        assert len(group.posts) == 1
    assert list(open_alarms()) == []
    assert RobotLine.objects.count() == 1


def test_what_was_not_said_for_a_day_is_not_said(shop: None, noon: datetime) -> None:
    with web(lambda _: (200, {}, {"errcode": 93000})) as group:
        robot(group.url)
        world.placed()
        drain(noon)
        drain(noon + timedelta(days=2))
    assert not RobotLine.objects.exists()


def test_signatures_are_what_the_groups_compute(noon: datetime) -> None:
    """https://open.dingtalk.com/document/orgapp/customize-robot-security-settings and
    https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot"""
    url, _ = dingtalk("https://oapi.dingtalk.com/robot/send?access_token=t", "SEC", "x", noon)
    query = parse_qs(urlsplit(url).query)
    stamp = query["timestamp"][0]
    assert stamp == str(int(noon.timestamp()) * 1000)
    signed = hmac.new(b"SEC", f"{stamp}\nSEC".encode(), hashlib.sha256).digest()
    assert query["sign"] == [base64.b64encode(signed).decode()]

    _, body = feishu("https://open.feishu.cn/hook", "SEC", "x", noon)
    seconds = str(int(noon.timestamp()))
    signed = hmac.new(f"{seconds}\nSEC".encode(), b"", hashlib.sha256).digest()
    assert (body["timestamp"], body["sign"]) == (seconds, base64.b64encode(signed).decode())


@pytest.mark.parametrize("url", ["{}/send?key=k", "https://169.254.169.254/send?key=k"])
def test_a_robot_reaches_nothing_inside_the_house(
    shop: None, noon: datetime, settings: Settings, url: str
) -> None:
    settings.WEBHOOK_ALLOW = ()
    with web(lambda _: (200, {}, {"errcode": 0})) as group:
        robot(url.format(group.url))
        world.placed()
        drain(noon)
        assert group.posts == []
    (alarm,) = open_alarms()
    assert "GENDAN_WEBHOOK_ALLOW" in alarm.en
    assert "key=k" not in alarm.zh + alarm.en


def test_a_robot_whose_secrets_cannot_be_read_says_so(
    shop: None, noon: datetime, settings: Settings
) -> None:
    with web(lambda _: (200, {}, {"errcode": 0})) as group:
        robot(group.url)
        settings.SECRET_KEY, old = "another" * 10, settings.SECRET_KEY
        world.placed()
        drain(noon)
        assert "GENDAN_SECRET_KEY" in open_alarms()[0].en
        settings.SECRET_KEY_FALLBACKS = [old]
        drain(noon + MINUTE)
        assert len(group.posts) == 1
    assert list(open_alarms()) == []


def test_secrets_from_before_are_sealed_by_the_migration(shop: None) -> None:
    typed = {"url": "https://a.example/?key=k", "secret": "SEC"}  # pragma: allowlist secret
    made = Robot.objects.create(name="old", kind="dingtalk", department="sales", **typed)
    bare = Robot.objects.create(name="bare", kind="wecom", url="u", department="sales")
    migration = import_module("gendan.messages.migrations.0003_sealed_robots")
    migration.seal(apps, None)
    made.refresh_from_db()
    bare.refresh_from_db()
    assert "key=k" not in made.url
    assert {"url": opened(made.url), "secret": opened(made.secret)} == typed
    assert bare.secret == ""
    migration.unseal(apps, None)
    made.refresh_from_db()
    assert {"url": made.url, "secret": made.secret} == typed
