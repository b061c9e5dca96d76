"""The shop's own words: judged when they are kept, looked at and tried out, and what is sent."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from gendan.kernel import clock
from gendan.kernel.history import history_model
from gendan.kernel.notices import Notice
from gendan.messages.drain import drain
from gendan.messages.models import Trial, Wording
from gendan.messages.words import standard_texts
from gendan.records.orders import numbers
from gendan.records.people.models import Staff
from gendan.records.places.models import Store
from tests import world
from tests.desks.people import SignIn, confirm
from tests.messages.conftest import sms_to
from tests.messages.servers import Answer, Mail, Post, web

LIST = "/admin/outgoing/wording/"
PAGE = f"{LIST}text/place/zh-hans/"
TEXTS = standard_texts()["place", "zh-hans"]
OWN = "亲，订单{{ order }}收到啦，共{{ count }}件。"


def noon() -> datetime:
    return clock.now() + timedelta(minutes=1)


@pytest.fixture
def manager(signed_in: SignIn) -> Client:
    client = signed_in("manager")
    confirm(client)
    return client


def asked(client: Client, do: str, page: str = PAGE, **parts: str) -> tuple[int, str]:
    answer = client.post(page, {**TEXTS, **parts, "do": do})
    return answer.status_code, answer.content.decode()


def said_to_customers() -> list[str]:
    drain(noon())
    return list(Notice.objects.filter(recipient="customer").order_by("id")
                .values_list("rendered", flat=True))  # fmt: skip


def test_own_words_are_said_and_the_standard_comes_back(
    manager: Client, settings: Settings
) -> None:
    settings.CUSTOMER_CHANNELS = ("sms",)
    assert asked(manager, "save", sms=OWN)[0] == 302
    kept = Wording.objects.get()
    assert (kept.key, kept.language, kept.subject, kept.body, kept.sms) == (
        "place", "zh-hans", "", "", OWN)  # fmt: skip
    (first,) = world.placed()
    number = numbers.numbers([first])[first]
    assert said_to_customers() == [f"亲，订单{number}收到啦，共1件。"]
    assert asked(manager, "standard")[0] == 302
    world.placed()
    before, after = said_to_customers()
    assert before.startswith("亲，")  # what went out stays as it was
    assert after.startswith("订单")
    labels = [row.pgh_label for row in history_model(Wording).objects.order_by("pgh_id")]
    assert labels == ["insert", "update"]
    boss = Staff.objects.get(username="manager")
    assert f"{boss.name} (manager)" in manager.get(f"{LIST}{kept.pk}/history/").content.decode()


@pytest.mark.parametrize(
    ("part", "text", "zh", "en"),
    [
        (
            "sms",
            "好\n{{ ordr }}",
            "第 2 行：没有变量 ordr，是不是 order？",
            "Line 2: there is no fact",
        ),
        ("sms", "{% if owed %}待付", "第 1 行：读不懂", "Line 1: it cannot be read"),
        ("body", "{{ order.__class__ }}", "第 1 行：只能写", "Line 1: only"),
        ("body", "{% for a in order %}{% endfor %}", "只能写", "only"),
        ("body", "{{ order() }}", "只能写", "only"),
        ("body", "{{ 'a' * 999999999 }}", "只能写", "only"),
        ("body", "{% include 'secret' %}", "只能写", "only"),
        ("body", "{{ order|upper }}", "只能写", "only"),
        ("body", "{% if total > 3 %}a{% endif %}", "大小只能拿件数", "only counts"),
        ("body", "{% if order %}" * 150 + "{% endif %}" * 150, "读不懂", "cannot be read"),
        ("subject", "一\n二", "标题只能有一行", "A subject is one line"),
        ("sms", "字" * 501, "短信最多 500 字", "an SMS takes 500"),
    ],
)
def test_words_that_cannot_be_used_are_refused_with_line_and_remedy(
    manager: Client, part: str, text: str, zh: str, en: str
) -> None:
    for language, words in (("zh-hans", zh), ("en", en)):
        manager.post("/language", {"language": language})
        status, page = asked(manager, "save", **{part: text})
        assert status == 200
        assert words in page.replace("&#x27;", "'")
    assert not Wording.objects.exists()


def test_a_long_short_message_says_of_how_many_parts_it_is(manager: Client) -> None:
    _, page = asked(manager, "look", sms="字" * 60 + "{{ order }}")
    assert "内容最长时也只是一条短信" in page
    _, page = asked(manager, "look", sms="字" * 60 + "{{ order }}{{ total }}")
    assert "拆成 2 条" in page.replace("\n", " ")


def test_a_text_is_looked_at_with_a_real_order_within_reach(manager: Client) -> None:
    (order,) = world.placed()
    number = numbers.numbers([order])[order]
    _, page = asked(manager, "look", sms=OWN, order=number)
    assert f"亲，订单{number}收到啦，共1件。" in page
    letter = manager.post(f"{PAGE}letter/", {**TEXTS, "body": "<b>{{ order }}</b>", "do": "letter"})
    assert f"&lt;b&gt;{number}&lt;/b&gt;" in letter.content.decode()
    assert "sandbox" in letter.headers["Content-Security-Policy"]
    assert "script-src 'none'" in letter.headers["Content-Security-Policy"]
    assert manager.get(f"{PAGE}letter/").status_code == 404
    boss = Staff.objects.get(username="manager")
    boss.stores.add(Store.objects.exclude(code="S1").first() or Store.objects.create(
        code="S9", name="别处", calendar_id=Store.objects.get(code="S1").calendar_id))  # fmt: skip
    _, page = asked(manager, "look", sms=OWN, order=number)
    assert "没有这张订单，或不归您管" in page
    assert f"亲，订单{number}" not in page
    assert not Notice.objects.filter(rendered__startswith="亲").exists()
    assert not Wording.objects.exists()


def test_a_test_goes_to_the_manager_and_is_no_notice(
    manager: Client, mail: Mail, settings: Settings
) -> None:
    world.placed()
    notices = Notice.objects.count()
    _, page = asked(manager, "try_email", subject="收到 {{ order }}")
    assert "没有邮箱" in page
    Staff.objects.filter(username="manager").update(email="han@example.com")
    asked(manager, "try_email", subject="收到 {{ order }}")
    ((came),) = mail.came
    assert str(came["To"]) == "han@example.com"
    assert "trial-" in str(came["Message-ID"])

    def taken(post: Post) -> Answer:
        return 202, {}, {"id": "r"}

    with web(taken) as gateway:
        sms_to(settings, gateway.url)
        asked(manager, "try_sms", sms=OWN, phone="138 0000 1111")
        (post,) = gateway.posts
        assert post.json()["to"] == "+8613800001111"
        assert str(post.json()["text"]).startswith("【测试】亲，订单")
        assert str(post.json()["id"]).startswith("trial-")
    assert [(t.channel, t.answer, t.actor) for t in Trial.objects.order_by("id")] == [
        ("email", "sent", "manager"), ("sms", "sent", "manager")]  # fmt: skip
    assert "han@" not in "".join(Trial.objects.values_list("address", flat=True))
    assert Notice.objects.count() == notices
    page = manager.get(LIST).content.decode()
    assert "【测试】亲，订单" in page


def test_tests_end_somewhere(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    world.placed()
    for _ in range(20):
        asked(manager, "try_sms", phone="13800001111")
    _, page = asked(manager, "try_sms", phone="13800001111")
    assert "一小时最多测试 20 次" in page
    assert Trial.objects.count() == 20
    assert set(Trial.objects.values_list("gateway", "answer")) == {("outbox", "sent")}


def test_own_words_cost_a_round_nothing(shop: None, settings: Settings) -> None:
    settings.CUSTOMER_CHANNELS = ("sms",)
    spent = []
    for count in (1, 30):
        Wording.objects.update_or_create(key="place", language="zh-hans", defaults={"sms": OWN})
        world.placed(count)
        with CaptureQueriesContext(connection) as queries:
            drain(noon())
        spent.append(len(queries))
    assert spent[0] == spent[1]


def test_words_that_cannot_be_used_any_more_give_way_to_ours(
    manager: Client, settings: Settings
) -> None:
    settings.CUSTOMER_CHANNELS = ("sms",)
    Wording.objects.create(key="place", language="zh-hans", sms="{{ gone }}")  # by psql, say
    world.placed()
    assert said_to_customers()[0].startswith("订单")
    assert "发的是标准文字" in manager.get(LIST).content.decode()
