"""Numbers that go live are followed by who follows their carrier; who is quiet is asked."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from pytest_django.fixtures import Settings

from gendan.config.carrier_program import served
from gendan.config.carrier_road import WAYS
from gendan.journey.s5_dispatch.commands import Parcel, dispatch, replace_waybill
from gendan.journey.s6_deliver.commands import deliver
from gendan.journey.s6_deliver.feed import follow_proposals
from gendan.journey.s6_deliver.sources.asking import QUIET, ask_quiet
from gendan.journey.s6_deliver.sources.subscribing import ATTEMPTS, SourceSilent, subscribe
from gendan.kernel import clock
from gendan.kernel.alarms import open_alarms
from gendan.records.following import noting
from gendan.records.following.models import EventSource, Subscription
from gendan.records.shipments.models import CarrierEvent
from tests import world
from tests.cast import LIN
from tests.journey.facts import box, number
from tests.journey.following import KEY, Relay, push, said, source

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def _inner_addresses(settings: Settings) -> None:
    settings.WEBHOOK_ALLOW = ("127.0.0.1",)


def jobs() -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args -> 'subscriptions' FROM procrastinate_jobs"
            " WHERE task_name = 'carriers:subscribe' ORDER BY id"
        )
        return [json.loads(row[0]) for row in cursor.fetchall()]


def asked() -> list[int]:
    return list(Subscription.objects.order_by("id").values_list("id", flat=True))


def results() -> list[tuple[str, int, str]]:
    found = Subscription.objects.order_by("id").values_list("result", "attempts", "answer")
    return list(found)


def alarms() -> dict[str, str]:
    return dict(open_alarms().values_list("kind", "zh"))


def test_a_number_is_to_be_followed_from_the_transaction_in_which_it_goes_live(shop: None) -> None:
    world.dispatched()
    assert (asked(), jobs()) == ([], [])  # nobody follows anybody
    source("aftership")
    source("kuaidi100", sf="shunfeng")
    made = world.dispatched(2)
    assert jobs() == [asked()]
    assert results() == [("asked", 0, "")] * 2
    parcel = Parcel(shipment=made[0], carrier="sf", number="SF777")
    world.all_done(replace_waybill([parcel], by=LIN))
    world.all_done(
        dispatch([Parcel(shipment=world.issued()[0], carrier="van", number="1")], by=LIN)
    )
    assert len(asked()) == 3
    assert jobs()[1:] == [asked()[2:]]


def test_it_is_subscribed_over_http_and_the_parcel_travels_by_itself(
    shop: None, settings: Settings
) -> None:
    with served(KEY) as program, Relay() as relay:
        settings.PUBLIC_URL = relay.url
        source("kuaidi100", program.address)
        made = world.dispatched(8)
        subscribe(asked())
        assert results() == [("followed", 1, "200 提交成功")] * 8
        at = datetime.now(UTC)
        longest = 1 + max(map(len, WAYS))
        for place in range(longest):
            moment = at - timedelta(minutes=longest - place)
            relay.while_it(partial(program.road.move, moment))
        assert program.road.move(at) == 0  # nothing is owed to anybody
        ways = {parcel.number: parcel.way for parcel in program.road.parcels.values()}
        for id in made:
            kept = CarrierEvent.objects.filter(waybill__number=number(id)).order_by("at")
            told = [(code, text) for code, text, _ in ways[number(id)]]
            assert list(kept.values_list("their_code", "text")) == told
        follow_proposals(world.orders_of(made))
        assert {box(id).state for id in made} <= {"delivered", "coming_back"}
        assert {result for result, *_ in results()} == {"ended"}
        Subscription.objects.update(result="asked", attempts=0, answered_at=None)
        subscribe(asked())  # what has arrived needs nobody to follow it
        assert {attempts for _, attempts, _ in results()} == {0}
        assert alarms() == {}


def test_what_is_subscribed_already_is_no_fault(shop: None) -> None:
    with served(KEY) as program:
        source("kuaidi100", program.address)
        world.dispatched()
        subscribe(asked())
        Subscription.objects.update(result="asked", answered_at=None)
        subscribe(asked())
        assert results() == [("followed", 2, "501 POLL:重复订阅")]


def test_a_refusal_is_kept_and_raises_an_alarm_and_a_corrected_account_is_asked_again(
    shop: None,
) -> None:
    with served("another key") as program:
        account = source("kuaidi100", program.address)
        (made,) = world.dispatched()
        subscribe(asked())
        assert results() == [("refused", 1, "600 您不是合法的订阅者")]
        assert number(made) in alarms()["subscription_refused"]
        program.road.key = KEY
        noting.begin(account.pk)
        assert jobs()[1:] == [asked()]
        subscribe(asked())
        assert results() == [("followed", 1, "200 提交成功")]
        assert alarms() == {}


def test_a_new_source_is_asked_for_what_is_under_way_already(shop: None) -> None:
    world.dispatched(2)
    world.delivered()
    account = source("kuaidi100")
    noting.begin(account.pk)
    assert len(asked()) == 2
    assert jobs() == [asked()]


def test_a_silent_source_is_asked_again_and_at_last_given_up(shop: None) -> None:
    source("kuaidi100")
    world.dispatched(2)
    for _ in range(ATTEMPTS - 1):
        with pytest.raises(SourceSilent):
            subscribe(asked())
    assert [result for result, *_ in results()] == ["asked", "asked"]
    assert alarms() == {}
    subscribe(asked())
    assert [(result, attempts) for result, attempts, _ in results()] == [("refused", ATTEMPTS)] * 2
    assert set(alarms()) == {"subscription_refused"}


def test_an_address_inside_the_house_is_not_called_unless_the_operator_says_so(
    shop: None, settings: Settings
) -> None:
    settings.WEBHOOK_ALLOW = ()
    with served(KEY) as program:
        source("kuaidi100", program.address)
        world.dispatched()
        with pytest.raises(SourceSilent):
            subscribe(asked())
        assert program.road.parcels == {}


def test_who_was_quiet_is_asked_and_a_number_once_in_half_an_hour_at_most(shop: None) -> None:
    with served(KEY) as program:
        source("kuaidi100", program.address)
        (made,) = world.dispatched()
        subscribe(asked())
        program.road.move(datetime.now(UTC) - timedelta(minutes=1))  # the push reaches nobody
        assert CarrierEvent.objects.count() == 0
        now = clock.now()
        assert ask_quiet(now) == 0
        assert ask_quiet(now + QUIET) == 1
        assert CarrierEvent.objects.get().their_code == "103"
        assert box(made).carrier_status == "collected"
        Subscription.objects.update(result="refused")  # nobody is going to push
        soon = now + QUIET + HALF_AN_HOUR
        assert ask_quiet(soon - timedelta(seconds=1)) == 0
        assert ask_quiet(soon) == 1
        assert CarrierEvent.objects.count() == 1
        Subscription.objects.update(result="ended")
        assert ask_quiet(soon + QUIET - timedelta(seconds=1)) == 0
        world.all_done(deliver([made], by=LIN))
        assert ask_quiet(soon + 9 * QUIET) == 0
        assert alarms() == {}


def test_a_push_is_a_word_and_nobody_is_asked(shop: None) -> None:
    account = source("kuaidi100")
    (made,) = world.dispatched()
    Subscription.objects.update(asked_at=clock.now() - 2 * QUIET)
    push(account, said(number(made), ("103", 1, "已揽收")))
    assert [result for result, *_ in results()] == ["followed"]
    assert ask_quiet(clock.now()) == 0


def test_who_does_not_answer_raises_an_alarm_and_spoils_nothing(shop: None) -> None:
    with served(KEY) as program:
        account = source("kuaidi100", program.address)
        world.dispatched()
        subscribe(asked())
        EventSource.objects.update(account="somebody else")
        assert ask_quiet(clock.now() + QUIET) == 0
        assert "503 验证签名失败" in alarms()["event_source_refuses"]
        EventSource.objects.filter(pk=account.pk).update(account="demo-customer")
        program.road.move(datetime.now(UTC))
        assert ask_quiet(clock.now() + 3 * QUIET) == 1
        assert alarms() == {}


def test_the_database_lets_nobody_ask_too_often(shop: None) -> None:
    source("kuaidi100")
    world.dispatched()
    now = clock.now()
    Subscription.objects.update(queried_at=now)
    with pytest.raises(IntegrityError, match="once in half an hour"):
        Subscription.objects.update(queried_at=now + timedelta(minutes=29))
