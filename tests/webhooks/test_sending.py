"""What happened is told: signed, in the order of each order, until it was heard."""

import json
from datetime import UTC, timedelta

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from gendan.journey.anytime.cancel import cancel
from gendan.journey.s1_place.commands import place
from gendan.kernel import clock, sql
from gendan.kernel.alarms import open_alarms
from gendan.kernel.journal import JournalEntry
from gendan.records.orders.models import CustomerOrder
from gendan.webhooks import claiming, deliveries, endpoints, events
from gendan.webhooks.drain import Sender
from gendan.webhooks.feed import feed
from gendan.webhooks.models import Delivery, Endpoint
from gendan.webhooks.settling import PATIENCE
from tests import world
from tests.cast import BO, SAM
from tests.plans import explained
from tests.webhooks.receiver import OK, receiving
from tests.webhooks.scene import listening, quiet, until

LIFE = ["place", "confirm", "plan", "start_pick", "pick", "pack", "issue", "dispatch", "deliver"]


def numbers(orders: list[int]) -> list[str]:
    found = dict(CustomerOrder.objects.filter(id__in=orders).values_list("id", "number"))
    return [found[order] for order in orders]


def no_waiting() -> None:
    """Let the time pass for which endpoints rest and deliveries wait."""
    Endpoint.objects.update(rests_until=None)
    Delivery.objects.filter(state="due").update(next_attempt_at=clock.now() - timedelta(minutes=1))


def test_a_whole_life_is_heard_in_order_signed_and_without_a_person(sender: Sender) -> None:
    with receiving() as receiver:
        listening(receiver)
        orders = world.orders_of(world.delivered(3))
        quiet(sender)
    check = Draft202012Validator(events.schema())
    for event in receiver.got:
        check.validate(event)
    for number in numbers(orders):
        told = [event for event in receiver.got if event["data"]["order"] == number]
        assert [event["data"]["step"] for event in told] == LIFE
        assert [event["data"]["seq"] for event in told] == list(range(1, 10))
    entry = JournalEntry.objects.get(order_id=orders[0], step="dispatch")
    (event,) = [
        event for event in receiver.got
        if event["type"] == "cn.gendan.shipment.dispatch.v1"
        and event["data"]["order"] == numbers(orders)[0]
    ]  # fmt: skip
    sent = Delivery.objects.get(entry_id=entry.pk)
    assert event == {
        "specversion": "1.0",
        "id": sent.message,
        "type": "cn.gendan.shipment.dispatch.v1",
        "source": "/shipments",
        "subject": f"{numbers(orders)[0]}-1",
        "time": entry.at.astimezone(UTC).isoformat(),
        "datacontenttype": "application/json",
        "data": {
            "order": numbers(orders)[0],
            "shipment": f"{numbers(orders)[0]}-1",
            "store": "S1",
            "seq": 8,
            "step": "dispatch",
            "from": "issued",
            "to": "dispatched",
            "status": "shipped",
            "role": "logistics",
            "reason": None,
        },
    }
    assert {
        (d.state, d.attempts, d.last_status, d.last_answer) for d in Delivery.objects.all()
    } == {("sent", 1, 200, "ok")}
    told = receiver.headers[0]
    assert told["path"] == "/hook?from=gendan"
    assert told["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert told["webhook-id"] in set(Delivery.objects.values_list("message", flat=True))


def test_words_that_somebody_typed_stay_in_the_house(sender: Sender) -> None:
    with receiving() as receiver:
        listening(receiver, steps=["cancel"])
        orders = world.placed(2)
        world.all_done(cancel(orders, by=SAM, reason="王小明 13800000000 说不要了"))
        quiet(sender)
    assert [event["type"] for event in receiver.got] == ["cn.gendan.order.cancel.v1"] * 2
    assert "王小明" not in json.dumps(receiver.got, ensure_ascii=False)
    assert {event["data"]["reason"] for event in receiver.got} == {None}


def test_an_endpoint_hears_only_of_its_steps_and_stores(sender: Sender) -> None:
    with receiving() as narrow, receiving() as other:
        listening(narrow, "narrow", steps=["confirm"], stores=["S1"])
        listening(other, "other", stores=["S2"])
        world.confirmed(2)
        quiet(sender)
    assert [event["data"]["step"] for event in narrow.got] == ["confirm"] * 2
    assert other.got == []


def test_down_then_up_everything_arrives_once_and_in_order(sender: Sender) -> None:
    with receiving() as receiver:
        listening(receiver)
        port, secret = receiver.port, receiver.secret
    orders = world.orders_of(world.delivered(4))
    quiet(sender)
    endpoint = Endpoint.objects.get()
    assert endpoint.failed_in_a_row == 1
    assert endpoint.rests_until
    tried = Delivery.objects.exclude(attempts=0)
    assert {d.last_answer.split(":")[0] for d in tried} == {"NewConnectionError"}
    for failures in (2, 3, 4):  # one is tried, not all
        no_waiting()
        quiet(sender)
        endpoint.refresh_from_db()
        assert endpoint.failed_in_a_row == failures
    assert Delivery.objects.filter(attempts__gt=1).count() <= 3
    with receiving(port) as receiver:
        receiver.secret = secret
        no_waiting()
        until(sender, lambda: not Delivery.objects.filter(state="due").exists() or no_waiting())
    for number in numbers(orders):
        assert receiver.steps(number) == LIFE
    assert len(receiver.got) == 36
    endpoint.refresh_from_db()
    assert (endpoint.failed_in_a_row, endpoint.failing_since) == (0, None)


def test_a_later_event_waits_for_the_earlier_and_other_orders_do_not(sender: Sender) -> None:
    with receiving() as receiver:
        listening(receiver)
        stuck, free = world.confirmed(2)
        bad, good = numbers([stuck, free])
        receiver.reply = lambda event: (
            (422, {}, b"unknown store") if event["data"]["order"] == bad else OK
        )
        quiet(sender)
        assert receiver.steps(good) == ["place", "confirm", "plan"]
        assert receiver.steps(bad) == []
        refused = Delivery.objects.get(order_id=stuck, seq=1)
        assert (refused.state, refused.attempts, refused.last_status) == ("due", 1, 422)
        assert refused.last_answer == "unknown store"
        assert Endpoint.objects.get().rests_until is None  # the receiver works
        Delivery.objects.filter(pk=refused.pk).update(attempts=11)
        no_waiting()
        quiet(sender)
        refused.refresh_from_db()
        assert (refused.state, refused.attempts) == ("dead", 12)
        (alarm,) = open_alarms()
        key = Endpoint.objects.get().key
        assert (alarm.kind, alarm.subject) == ("webhook_dead", key)
        no_waiting()
        quiet(sender)
        assert receiver.steps(bad) == []  # what is dead keeps its place
        receiver.reply = lambda _: OK
        assert deliveries.skip(key, [refused.message], by=BO) == 1
        quiet(sender)
        assert receiver.steps(bad) == ["confirm", "plan"]
        assert deliveries.redeliver(key, [refused.message], by=BO) == 1
        quiet(sender)
        assert receiver.steps(bad) == ["confirm", "plan", "place"]
        assert not open_alarms()


def test_one_that_is_slow_delays_nobody_else(sender: Sender) -> None:
    """The slow one answers only when the fast one has heard everything."""
    with receiving() as slow, receiving() as fast:
        listening(slow, "slow")
        slow.reply = lambda _: (slow.gate.wait(9), OK)[1]
        listening(fast, "fast")
        orders = world.orders_of(world.delivered(2))
        until(sender, lambda: len(fast.got) == 18)
        assert [fast.steps(number) for number in numbers(orders)] == [LIFE, LIFE]
        assert slow.got == []
        slow.gate.set()
        quiet(sender)
        assert [slow.steps(number) for number in numbers(orders)] == [LIFE, LIFE]


def test_who_asks_us_to_wait_is_left_alone_so_long(sender: Sender) -> None:
    with receiving() as receiver:
        listening(receiver)
        receiver.reply = lambda _: (429, {"Retry-After": "3600"}, b"slowly")
        world.placed(1)
        before = clock.now()
        quiet(sender)
        endpoint, delivery = Endpoint.objects.get(), Delivery.objects.get()
        hour = timedelta(hours=1)
        assert endpoint.rests_until
        assert endpoint.rests_until >= before + hour
        assert before + hour <= delivery.next_attempt_at <= clock.now() + hour
        receiver.reply = lambda _: OK
        quiet(sender)
        assert receiver.got == []


@pytest.mark.parametrize(("status", "reason"), [(410, "gone"), (500, "failing")])
def test_one_that_is_gone_or_fails_for_a_day_is_paused_and_misses_nothing(
    sender: Sender, status: int, reason: str
) -> None:
    with receiving() as receiver:
        endpoint = listening(receiver)
        receiver.reply = lambda _: (status, {}, b"")
        first = world.confirmed(1)
        quiet(sender)
        if reason == "failing":
            endpoint.refresh_from_db()
            assert endpoint.paused_at is None
            Endpoint.objects.update(failing_since=clock.now() - PATIENCE)
            no_waiting()
            quiet(sender)
        endpoint.refresh_from_db()
        assert (endpoint.paused_by, endpoint.pause_reason) == ("system", reason)
        (alarm,) = open_alarms()
        assert (alarm.kind, alarm.subject) == ("webhook_paused", endpoint.key)
        later = world.confirmed(1)
        heard = len(receiver.headers)
        no_waiting()
        quiet(sender)
        assert len(receiver.headers) == heard  # nobody knocks
        assert not Delivery.objects.filter(order_id__in=later).exists()  # the journal keeps it
        receiver.reply = lambda _: OK
        endpoints.resume(endpoint.key, by=BO)
        quiet(sender)
    assert [receiver.steps(n) for n in numbers(first + later)] == [LIFE[:3]] * 2
    assert not open_alarms()


def test_two_secrets_sign_while_they_are_turned(sender: Sender) -> None:
    with receiving() as receiver:
        endpoint = listening(receiver)
        old = receiver.secret
        new = endpoints.rotate(endpoint.key, by=BO)
        world.placed(1)
        quiet(sender)
        body = json.dumps(receiver.got[0], ensure_ascii=False, separators=(",", ":"))
        for secret in (old, new):
            Webhook(secret).verify(body, receiver.headers[0])
        assert receiver.headers[0]["webhook-signature"].count("v1,") == 2
        Endpoint.objects.update(previous_until=clock.now())
        receiver.secret = new
        world.placed(1)
        quiet(sender)
        body = json.dumps(receiver.got[1], ensure_ascii=False, separators=(",", ":"))
        with pytest.raises(WebhookVerificationError):
            Webhook(old).verify(body, receiver.headers[1])
        with override_settings(SECRET_KEY="x" * 50):  # pragma: allowlist secret
            world.placed(1)
            quiet(sender)
            assert "GENDAN_SECRET_KEY" in Delivery.objects.get(state="due").last_answer
            assert endpoints.trial(endpoint.key, by=BO).status is None
        assert len(receiver.got) == 2
        kept = Endpoint.objects.get()
        assert new not in (kept.secret, kept.previous_secret)
        assert "whsec_" not in kept.secret


def test_a_replay_repeats_what_was_heard_under_the_same_ids(sender: Sender) -> None:
    with receiving() as receiver:
        endpoint = listening(receiver)
        world.confirmed(1)
        quiet(sender)
        since = JournalEntry.objects.order_by("-id")[0].recorded_at
        repeated = world.confirmed(1)
        quiet(sender)
        assert len(receiver.got) == 6
        Delivery.objects.filter(order_id=repeated[0], seq=2).update(
            settled_at=clock.now() - deliveries.KEPT
        )
        assert deliveries.prune() == 1
        endpoints.replay(endpoint.key, by=BO, since=since + timedelta(microseconds=1))
        quiet(sender)
    assert receiver.got[6:] == receiver.got[3:6]
    assert receiver.steps(numbers(repeated)[0]) == LIFE[:3] * 2


def test_a_ping_says_what_comes_back_paused_or_not(house: None) -> None:
    with receiving() as receiver:
        endpoint = listening(receiver)
        endpoints.pause(endpoint.key, by=BO)
        receiver.reply = lambda _: (202, {}, b"x" * 100_000)
        answer = endpoints.trial(endpoint.key, by=BO)
        assert (answer.status, answer.text) == (202, "x" * 500)
        receiver.reply = lambda _: (302, {"Location": "http://127.0.0.1:1/"}, b"")
        assert endpoints.trial(endpoint.key, by=BO).status == 302  # and nobody follows
    (event,) = receiver.got
    assert (event["type"], event["data"]) == ("cn.gendan.ping.v1", {})
    Draft202012Validator(events.schema()).validate(event)
    assert endpoints.trial(endpoint.key, by=BO).status is None


def test_a_worker_that_died_leaves_its_share_to_the_next_under_the_same_id(sender: Sender) -> None:
    from gendan.webhooks.claiming import claim

    with receiving() as receiver:
        listening(receiver)
        world.placed(1)
        feed()
        (lost,) = claim([])
        assert claim([]) == []  # two do not have it
        quiet(sender)
        assert receiver.got == []
        Delivery.objects.update(claimed_until=clock.now())
        quiet(sender)
    assert [event["id"] for event in receiver.got] == [lost.event.message]


def test_two_workers_share_the_work_and_keep_the_order(sender: Sender) -> None:
    from tests.together.crowd import at_once

    with receiving() as receiver:
        listening(receiver)
        orders = world.orders_of(world.delivered(8))
        with Sender() as second:
            at_once([lambda: quiet(sender), lambda: quiet(second)])
        quiet(sender)
    assert len(receiver.got) == 72
    for number in numbers(orders):
        assert receiver.steps(number) == LIFE


def test_a_round_costs_as_many_statements_for_many_as_for_one(sender: Sender) -> None:
    counts = []
    with receiving() as receiver, receiving() as another:
        listening(receiver)
        for many in (1, 30):
            world.all_done(place([world.new() for _ in range(many)], by=SAM))
            with CaptureQueriesContext(connection) as round_of:
                feed()
            counts.append(len(round_of))
            listening(another)
    assert counts == [6, 6]
    assert Delivery.objects.count() == 1 + 30 + 30
    written_by = "SELECT xmin::text FROM webhook_watermark"
    before = sql.rows(written_by)
    assert feed() == 0
    assert sql.rows(written_by) == before  # nothing new, nothing written


def test_what_was_sent_is_not_looked_at_when_something_is_due(house: None) -> None:
    with receiving() as receiver:
        endpoint = listening(receiver)
    # What the planner knows is from an hour when they all waited.
    sql.run("INSERT INTO webhook_delivery (endpoint_id, entry_id, order_id, seq, step, message)"
            " SELECT %s, -nth, -nth, 1, 'place', nth FROM generate_series(1, 20000) AS nth",
            [endpoint.pk])  # fmt: skip
    sql.run("ANALYZE webhook_delivery")
    sql.run("UPDATE webhook_delivery SET state = 'sent'")
    with explained() as lines:
        claiming.claim([])
    assert any("Update on webhook_delivery" in line for line in lines)
    assert not any("Seq Scan on webhook_delivery" in line for line in lines)
