"""What is due goes out once, whatever the gateways do in the meantime."""

from collections import Counter
from datetime import datetime, timedelta
from email.message import Message

from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from gendan.journey.s1_place.commands import place
from gendan.kernel.alarms import Alarm, open_alarms
from gendan.kernel.notices import Notice
from gendan.messages import claims
from gendan.messages.again import resend
from gendan.messages.drain import drain
from gendan.messages.models import Circuit, Resend
from gendan.records.orders import links
from tests import world
from tests.cast import SAM
from tests.messages.conftest import sms_to
from tests.messages.servers import Answer, Mail, Post, web

MINUTE = timedelta(minutes=1)


def taken(post: Post) -> Answer:
    return 202, {}, {"id": f"r-{post.json()['id']}"}


def states(channel: str) -> dict[str, int]:
    return dict(Counter(Notice.objects.filter(channel=channel).values_list("state", flat=True)))


def drained(at: datetime, rounds: int = 50) -> datetime:
    """Do rounds, five seconds apart, until nothing was done three times in a row."""
    idle = 0
    for _ in range(rounds):
        idle = 0 if drain(at) else idle + 1
        if idle == 3:
            return at
        at += timedelta(seconds=5)
    raise AssertionError("there is always something to do")


def test_a_thousand_orders_are_told_once_though_both_gateways_break(
    shop: None, mail: Mail, settings: Settings, noon: datetime
) -> None:
    orders = [world.new(email=f"c{n}@example.com" if n % 2 else "") for n in range(1_000)]
    world.all_done(place(orders, by=SAM))
    broken = {"sms": False}

    def answer(post: Post) -> Answer:
        if broken["sms"]:
            return 502, {}, b"<html>bad gateway</html>"
        broken["sms"] = len(gateway.taken) == 199
        return taken(post)

    with web(answer) as gateway:
        sms_to(settings, gateway.url)
        mail.end_after = 150
        at = drained(noon)
        # Both were asked again and again, by one message each time.
        assert {a.subject for a in open_alarms()} == {"email", "sms"}
        assert states("email") == {"sent": 150, "due": 350}
        assert states("sms") == {"sent": 200, "due": 300}
        assert states("desk") == {"sent": 1_000}

        broken["sms"], mail.end_after = False, None
        mail.stop()
        mail.start()
        gateway.answer = taken
        drained(at + MINUTE)

        assert states("email") == {"sent": 500}
        assert states("sms") == {"sent": 500}
        assert Counter(mail.identities()).most_common(1)[0][1] == 1
        assert len(mail.identities()) == 500
        assert Counter(gateway.taken).most_common(1)[0][1] == 1
        assert len(gateway.taken) == 500
    assert list(open_alarms()) == []
    assert Alarm.objects.count() == 2
    assert not Circuit.objects.exists()


def test_a_round_costs_the_same_however_many_notices(
    shop: None, settings: Settings, noon: datetime
) -> None:
    spent = []
    with web(taken) as gateway:
        sms_to(settings, gateway.url)
        for count in (1, 40):
            world.placed(count)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert drain(noon) == 2 * count
            spent.append(len(queries))
    assert spent[0] == spent[1] == 15
    with CaptureQueriesContext(connection) as queries:
        assert drain(noon) == 0
    assert len(queries) == 3


def test_a_refused_notice_is_corrected_and_sent_again(
    shop: None, mail: Mail, noon: datetime
) -> None:
    (order,) = world.placed(email="zoe@exmaple.com")
    mail.refuse = lambda address: "550 5.1.1 no such user" if "exmaple" in address else ""
    drain(noon)
    notice = Notice.objects.get(recipient="customer", order_id=order)
    assert (notice.state, notice.attempts) == ("refused", 1)
    assert (notice.address, notice.outcome) == ("z**@exmaple.com", "550 5.1.1 no such user")

    world.all_done(resend([notice.id], by=SAM, to="zoe@example.com"))
    drain(noon + MINUTE)
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.resent) == ("sent", 1, 1)
    assert notice.address == "z**@example.com"
    (act,) = Resend.objects.all()
    assert (act.actor, act.address) == ("sam", "z**@example.com")
    assert act.before["outcome"] == "550 5.1.1 no such user"
    (came,) = mail.came
    assert came["To"] == "zoe@example.com"
    assert came["Message-ID"] == f"<notice-{notice.id}-1@example.com>"
    text, html = came.get_payload()
    assert _content(text) == notice.rendered
    assert _content(html) == notice.html.strip()


def test_news_to_an_address_that_somebody_names_can_be_ended_there_too(
    shop: None, mail: Mail, noon: datetime
) -> None:
    world.placed(phone="", customer_reference="c-1")
    drain(noon)
    notice = Notice.objects.get(recipient="customer")
    world.all_done(resend([notice.id], by=SAM, to="zoe@example.com"))
    drain(noon + MINUTE)
    (came,) = mail.came
    text, _ = came.get_payload()
    silence = links.silence_link(notice.order_id)
    assert _content(text).endswith(f"不再收通知邮件\n{silence}")


def test_who_left_no_address_is_seen_as_refused(shop: None, noon: datetime) -> None:
    world.placed(phone="", customer_reference="c-1")
    drain(noon)
    assert Notice.objects.get(recipient="customer").outcome == "no address"


def test_customers_are_told_the_way_the_house_prefers(
    shop: None, settings: Settings, noon: datetime
) -> None:
    settings.CUSTOMER_CHANNELS = ("sms", "email")
    world.placed(email="zoe@example.com")
    drain(noon)
    found = Notice.objects.get(recipient="customer")
    assert (found.channel, found.gateway, found.state) == ("sms", "outbox", "sent")
    assert found.address.count("*") == 6


def test_what_may_pass_is_tried_for_a_day_and_then_given_up(
    shop: None, mail: Mail, noon: datetime
) -> None:
    world.placed(email="zoe@example.com")
    world.placed(email="bo@example.com")
    mail.refuse = lambda address: "451 4.7.1 greylisted" if "zoe" in address else ""
    at = noon
    for _ in range(40):
        drain(at)
        at += timedelta(hours=1)
    fates = Notice.objects.filter(recipient="customer").order_by("order_id")
    assert list(fates.values_list("state", "attempts", "outcome")) == [
        ("refused", 10, "given up: 451 4.7.1 greylisted"),
        ("sent", 1, ""),
    ]
    assert not Alarm.objects.exists()


def test_a_line_that_breaks_at_the_worst_moment_repeats_under_the_same_name(
    shop: None, mail: Mail, noon: datetime
) -> None:
    """The one window for a repetition: the message was taken, and nobody told us."""
    world.placed(email="zoe@example.com")
    mail.hang_up_after_data = True
    drain(noon)
    assert Notice.objects.get(recipient="customer").state == "sent"
    first, second = mail.identities()
    assert first == second


def test_who_dies_while_sending_leaves_nothing_behind(
    shop: None, mail: Mail, noon: datetime
) -> None:
    world.placed(3, email="zoe@example.com")
    assert len(claims.claim({"": 500}, noon)) == 6
    assert drain(noon + MINUTE) == 0
    assert drain(noon + claims.LEASE) == 6
    assert len(mail.came) == 3


def test_a_busy_gateway_is_left_in_peace_and_nobody_is_alarmed(
    shop: None, settings: Settings, noon: datetime
) -> None:
    world.placed(5)
    with web(lambda _: (429, {"Retry-After": "90"}, b"")) as gateway:
        sms_to(settings, gateway.url)
        drain(noon)
        asked = len(gateway.posts)
        drain(noon + MINUTE)
        assert len(gateway.posts) == asked
        gateway.answer = taken
        drained(noon + 2 * MINUTE)
    assert states("sms") == {"sent": 5}
    assert set(Notice.objects.filter(channel="sms").values_list("attempts", flat=True)) == {1}
    assert not Alarm.objects.exists()


def test_a_short_message_waits_for_the_morning_unless_it_is_urgent(
    shop: None, settings: Settings, noon: datetime
) -> None:
    late = noon.replace(hour=21, minute=30)
    world.confirmed(sku="rare")
    with web(taken) as gateway:
        sms_to(settings, gateway.url)
        drained(late)
        assert [post.json()["key"] for post in gateway.posts] == ["open_shortage"]
        waiting = Notice.objects.get(recipient="customer", key="place")
        assert waiting.next_at == late.replace(hour=8, minute=0) + timedelta(days=1)
        assert waiting.attempts == 0
        drain(waiting.next_at)
        assert [post.json()["key"] for post in gateway.posts] == ["open_shortage", "place"]


def test_history_is_not_sent(shop: None, mail: Mail, noon: datetime) -> None:
    world.placed(email="zoe@example.com", placed_at=noon - timedelta(days=30))
    assert drain(noon) == 0
    assert mail.came == []


def test_one_notice_that_cannot_be_said_keeps_nobody_back(
    shop: None, mail: Mail, noon: datetime
) -> None:
    world.placed(2, email="zoe@example.com")
    strange = Notice.objects.filter(recipient="customer").order_by("id")[0]
    Notice.objects.filter(id=strange.id).update(key="sing")
    drain(noon)
    strange.refresh_from_db()
    assert (strange.state, strange.outcome) == (
        "refused",
        "no words: KeyError: ('sing', 'zh-hans')",
    )
    assert len(mail.came) == 1


def _content(part: object) -> str:
    assert isinstance(part, Message)
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode().replace("\r\n", "\n").strip()
