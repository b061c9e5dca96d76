"""Sources of carrier events push: what is signed is kept in order, what is not changes nothing."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gendan.journey.s5_dispatch.commands import dispatch
from gendan.journey.s6_deliver.feed import follow_proposals
from gendan.journey.s6_deliver.sources import aftership, kuaidi100, signed
from gendan.journey.s6_deliver.sources.adapter import Push
from gendan.kernel import clock
from gendan.kernel.alarms import open_alarms
from gendan.kit.rest import pace
from gendan.records.shipments.models import CarrierEvent
from tests import world
from tests.cast import LIN
from tests.intake.files import SHARED
from tests.journey.facts import box, everything, number
from tests.journey.following import (
    AFTERSHIP,
    SALT,
    WHSEC,
    kuaidi100_form,
    post,
    push,
    said,
    say,
    source,
    tell,
)

PAYLOADS = SHARED / "payloads"
OK = (200, {"result": True, "returnCode": "200", "message": "提交成功"})
NOBODY = (401, {"result": False})
PING = '{"test": 2432232314}'
ANOTHER = "whsec_aaaa"
PING_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"  # pragma: allowlist secret
OF_AFTERSHIP = "qp4uNXX11wmLbKzNeQiIw21f22M0KnO62i1qUXR6hJQ="  # pragma: allowlist secret
SIGNED_PING = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="  # pragma: allowlist secret


@pytest.fixture(autouse=True)
def _counted_anew() -> None:
    pace.forget()


def on_the_road() -> tuple[int, str]:
    (made,) = world.dispatched()
    return made, number(made)


def events() -> list[tuple[str, str, str, str]]:
    found = CarrierEvent.objects.order_by("at", "key")
    return list(found.values_list("code", "their_code", "text", "place"))


def alarms() -> dict[str, str]:
    return dict(open_alarms().values_list("subject", "kind"))


def test_a_push_of_kuaidi100_is_kept_whole_and_answered_as_documented(shop: None) -> None:
    made, waybill = on_the_road()
    told = said(waybill, ("5", 0, "正在派送"), ("1002", 1, "快件离开"), ("103", 2, "已揽收"))
    assert push(source("kuaidi100"), told) == OK
    place = "浙江省 杭州市"
    assert events() == [
        ("collected", "103", "已揽收", place),
        ("in_transit", "1002", "快件离开", place),
        ("out_for_delivery", "5", "正在派送", place),
    ]
    assert (box(made).carrier_status, box(made).state) == ("out_for_delivery", "dispatched")


def test_a_push_repeated_has_no_second_effect(shop: None) -> None:
    _, waybill = on_the_road()
    made, told = source("kuaidi100"), said(waybill, ("5", 0, "正在派送"), ("103", 2, "已揽收"))
    assert push(made, told) == OK
    before = everything(but=("subscription",))
    assert push(made, told) == OK
    assert everything(but=("subscription",)) == before


def test_of_events_without_codes_only_the_newest_has_that_of_the_whole(shop: None) -> None:
    """Whatever comes first: what was the newest once keeps the code that it had then."""
    found = set()
    first, second = ("", 2, "快件到达"), ("", 1, "派件中")
    for order in ([0, 1], [1, 0], [1, 0, 1, 0]):
        made, waybill = on_the_road()
        CarrierEvent.objects.all().delete()
        pushes = [said(waybill, first), said(waybill, second, first)]
        pushes[1]["lastResult"]["state"] = "5"  # type: ignore[index]
        account = source("kuaidi100")
        for which in order:
            assert push(account, pushes[which]) == OK
        account.delete()
        found.add((tuple(events()), box(made).carrier_status))
    ((kept, status),) = found
    assert [(code, theirs) for code, theirs, *_ in kept] == [
        ("in_transit", "0"), ("out_for_delivery", "5"),
    ]  # fmt: skip
    assert status == "out_for_delivery"
    assert alarms() == {}


def test_an_event_without_a_code_is_a_sign_of_life_and_decides_nothing(shop: None) -> None:
    made, waybill = on_the_road()
    account = source("kuaidi100")
    push(account, said(waybill, ("5", 1, "派件中"), ("", 2, "已签收，感谢使用顺丰")))
    assert [(code, theirs) for code, theirs, *_ in events()] == [
        ("unknown", ""), ("out_for_delivery", "5"),
    ]  # fmt: skip
    assert (box(made).carrier_status, box(made).proposed) == ("out_for_delivery", "")
    assert alarms() == {}


def test_a_code_nobody_knows_is_kept_and_raises_an_alarm(shop: None) -> None:
    made, waybill = on_the_road()
    push(source("kuaidi100"), said(waybill, ("777", 0, "已签收"), ("103", 2, "已揽收")))
    assert events()[1][:3] == ("unknown", "777", "已签收")
    assert (box(made).carrier_status, box(made).proposed) == ("unknown", "")
    assert alarms() == {"kuaidi100:777": "carrier_code_unknown"}


def test_what_contradicts_itself_ends_with_the_latest_by_its_own_time(shop: None) -> None:
    for order in ([0, 1], [1, 0]):
        made, waybill = on_the_road()
        account = source("kuaidi100")
        pushes = [said(waybill, ("301", 3, "已签收")), said(waybill, ("206", 1, "无法联系"))]
        for which in order:
            push(account, pushes[which])
        account.delete()
        assert (box(made).carrier_status, box(made).proposed) == ("exception", "")
        follow_proposals(world.orders_of([made]))
        assert box(made).state == "dispatched"


def test_a_push_that_comes_too_early_is_asked_for_again(shop: None) -> None:
    (early,) = world.issued()
    world.all_done(dispatch(world.parcels([early]), by=LIN))
    account, ahead = source("kuaidi100"), said(number(early), ("103", -1, "明天的事"))
    assert push(account, ahead)[1]["returnCode"] == "500"
    assert events() == []
    assert push(account, said("SF000", ("103", 1, "不认识"))) == OK  # it would never be known


def test_another_company_than_we_named_is_no_other_parcel(shop: None) -> None:
    _, waybill = on_the_road()
    account, told = source("kuaidi100"), said(waybill, ("103", 1, "已揽收"))
    told["lastResult"]["com"] = "fengwang"  # type: ignore[index]
    assert push(account, told) == OK
    assert events() == []
    assert alarms() == {"来源 kuaidi100: fengwang": "carrier_company_unknown"}
    assert push(account, told | {"comOld": "shunfeng", "autoCheck": "1"}) == OK
    assert len(events()) == 1


def test_aftership_tells_of_checkpoints(shop: None) -> None:
    made, waybill = on_the_road()
    at = clock.now().replace(microsecond=0)
    points = [
        {"checkpoint_time": (at - timedelta(hours=hours)).isoformat(), "message": words,
         "tag": tag, "subtag": subtag, "city": "Berlin", "country_region_name": "Germany"}
        for hours, words, tag, subtag in [
            (5, "Held by customs", "Exception", "Exception_004"),
            (3, "Weather", "Exception", "Exception_017"),
            (1, "Refused", "Exception", "Exception_003"),
        ]
    ]  # fmt: skip
    tracked = {"tracking_number": waybill, "slug": "sf-express", "checkpoints": points}
    body = {"event": "tracking_update", "event_id": "1", "msg": tracked}
    assert tell(source("aftership"), body) == (200, {"kept": 3})
    assert [(code, theirs, place) for code, theirs, _, place in events()] == [
        ("customs", "Exception_004", "Berlin, Germany"),
        ("exception", "Exception", "Berlin, Germany"),
        ("refused", "Exception_003", "Berlin, Germany"),
    ]
    assert box(made).proposed == "come_back"


def test_a_program_says_each_event_and_hears_which_were_kept(shop: None) -> None:
    made, waybill = on_the_road()
    event = {"carrier": "sf", "number": waybill, "key": "1", "at": clock.now().isoformat(),
             "scheme": "ours", "code": "delivered", "text": "门卫代收"}  # fmt: skip
    foreign = event | {"carrier": "van", "key": "2"}
    status, answer = say(source("webhook"), {"events": [event, foreign]})
    assert (status, answer["kept"]) == (200, 1)
    assert [(one["position"], one["code"]) for one in answer["refused"]] == [(1, "no_waybill")]
    assert box(made).proposed == "deliver"
    assert alarms() == {"来源 webhook: van": "carrier_company_unknown"}


def test_who_does_not_know_the_secret_learns_nothing_and_changes_nothing(shop: None) -> None:
    _, waybill = on_the_road()
    told = said(waybill, ("301", 0, "已签收"))
    param = json.dumps(told)
    sources = {kind: source(kind) for kind in ("kuaidi100", "aftership", "webhook")}
    ours = sources["kuaidi100"]
    before = everything()
    forged = [
        post("es_nobody", kuaidi100_form(param)),
        push(ours, told, "another salt"),
        post(ours.key, f"param={param}".encode()),
        post(ours.key, b"sign=&param="),
        post(ours.key, b"\xff\xfe"),
        post(ours.key, kuaidi100_form(param) + b"&param=x" * 30),
        post(sources["aftership"].key, param.encode(), "application/json"),
        post(sources["aftership"].key, b"{}", aftership_hmac_sha256="\u00e9"),
        post(sources["webhook"].key, param.encode(), "application/json"),
        say(sources["webhook"], {"events": []}, secret=ANOTHER),
        # Signed by itself, and sent again when it is old.
        say(sources["webhook"], {"events": []}, datetime.now(UTC) - timedelta(minutes=6)),
    ]
    assert forged == [NOBODY] * len(forged)
    ours.active = False
    ours.save()
    assert push(ours, told) == NOBODY
    ours.active = True
    ours.save()
    assert {table: rows for table, rows in everything().items() if "history" not in table} == {
        table: rows for table, rows in before.items() if "history" not in table
    }


def test_forgers_are_slowed_down_and_large_messages_are_not_read(shop: None) -> None:
    account = source("kuaidi100")
    answers = [post(account.key, b"x")[0] for _ in range(pace.FAILURES + 1)]
    assert answers == [401] * pace.FAILURES + [429]
    assert post(account.key, b"x" * (512 * 1024 + 1))[0] == 413
    _, waybill = on_the_road()
    assert push(account, said(waybill, ("0", 1, "运输中"))) == OK  # who is believed is not slowed


def test_what_is_signed_and_says_nothing_is_told_to_the_house(shop: None) -> None:
    account = source("kuaidi100")
    deep = "[" * 100_000
    for param in ('{"lastResult": null}', "[]", "7", "{", '{"lastResult": {"nu": 1}}', deep):
        assert post(account.key, kuaidi100_form(param))[1]["returnCode"] == "400", param[:20]
    shop = source("aftership")
    for body in (b"{}", b"[]", b'{"msg": 7}', b'{"msg": {"tracking_number": 1}}', deep.encode()):
        signature = aftership.signature(body, AFTERSHIP)
        told = post(shop.key, body, "application/json", aftership_hmac_sha256=signature)
        assert told == (400, {"kept": 0}), body[:20]
    own = source("webhook")
    assert say(own, {"events": []}) == (400, {"kept": 0, "refused": []})
    _, waybill = on_the_road()
    told = said(waybill, ("0", 1, "运输中"))
    told["lastResult"]["data"].append({"time": "gestern", "context": "?"})  # type: ignore[index]
    assert push(account, told) == OK
    assert len(events()) == 1
    assert set(alarms().values()) == {"event_source_not_understood"}
    assert set(alarms()) == {f"来源 {kind}" for kind in ("kuaidi100", "aftership", "webhook")}


def test_many_events_cost_as_many_statements_as_one(shop: None) -> None:
    _, one = on_the_road()
    _, other = on_the_road()
    account = source("kuaidi100")
    counts = []
    many = [("0", 1 + place / 60, f"第 {place} 站") for place in range(50)]
    for told in (said(one, ("0", 1, "运输中")), said(other, *many)):
        with CaptureQueriesContext(connection) as asked:
            assert push(account, told) == OK
        counts.append(len(asked))
    assert counts[0] == counts[1]


# Published: the test of the reference library of Standard Webhooks.
def test_signatures_are_as_published(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = {"webhook-id": PING_ID, "webhook-timestamp": "1614265330",
               "webhook-signature": SIGNED_PING}  # fmt: skip
    at = datetime.fromtimestamp(1614265330, UTC)

    class Then(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # noqa: ARG003
            return at

    assert not signed.is_signed(Push(PING.encode(), headers), WHSEC)  # it is years old
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", Then)
    assert signed.is_signed(Push(PING.encode(), headers), WHSEC)
    assert not signed.is_signed(Push(PING.encode() + b" ", headers), WHSEC)
    # RFC 2104's rule with the digest that AfterShip names; MD5 of both texts in capitals, as
    # 快递100 says: both reckoned with openssl.
    assert aftership.signature(b'{"a":1}', "secret") == OF_AFTERSHIP
    assert kuaidi100.signature('{"a":1}', "salt") == "B218F90555A22945EC35A666B2C7B040"
    assert aftership.is_signed(Push(b"x", {"aftership-hmac-sha256": ""}), AFTERSHIP) is False
    assert kuaidi100.is_signed(Push(b"", {}), SALT) is False
