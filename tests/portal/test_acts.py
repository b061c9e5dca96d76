"""What a customer does on their page: by plain forms, once, as the stage allows."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gendan.journey.anytime.feedback import answer_feedback
from gendan.portal import counts
from gendan.portal.acts import ACTS
from gendan.records.cases.models import Feedback, FeedbackPicture, ShortageCase, SilentWay
from gendan.records.orders.models import CustomerOrder
from tests import world
from tests.cast import ADA
from tests.journey import every
from tests.journey.facts import holds, signature
from tests.portal.test_track import path, text

ADDRESS = {
    "consignee": "李雷", "phone": "13900000000", "province": "浙江省", "city": "杭州市",
    "district": "西湖区", "street": "新路 1 号",
}  # fmt: skip


class Door:
    """A browser without scripts, with forgeries looked for."""

    def __init__(self, order: int) -> None:
        self.order = order
        self.client = Client(enforce_csrf_checks=True)

    def send(self, what: str, at: str = "", **given: object) -> object:
        """Fetch the page, fill in its form, send it."""
        page = self.client.get(path(self.order, at)).content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        key = re.search(r'name="key" value="([^"]+)"', page)
        assert token, page
        assert key, page
        self.last = {"csrfmiddlewaretoken": token[1], "key": key[1], **given}
        return self.client.post(path(self.order, what), self.last)

    def again(self, what: str) -> object:
        """The same once more: a second tap."""
        return self.client.post(path(self.order, what), self.last)


def done(answer: object, order: int, what: str) -> None:
    assert answer.status_code == 302, answer.content.decode()  # type: ignore[attr-defined]
    assert answer["Location"] == f"{path(order)}?done={what}"  # type: ignore[index]


def actors(order: int, step: str) -> list[tuple[str, str]]:
    """Who took that step with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT actor, role FROM journal WHERE order_id = %s AND step = %s", [order, step]
        )
        return list(cursor.fetchall())


BY_THEM = [("customer", "customer")]


def test_a_choice_takes_one_tap_and_counts_once(shop: None) -> None:
    (order,) = every.SHORT(1)
    shown = text(order)
    for word in ("换替代品", "等货齐发", "取消订单", "twin"):
        assert word in shown
    with CaptureQueriesContext(connection) as asked:
        text(order)
    assert len(asked) <= 5  # the order, its choices, substitutes and their names, days
    door = Door(order)
    done(door.send("choose", decision="reduce"), order, "choose")
    done(door.again("choose"), order, "choose")
    assert actors(order, "decide_shortage") == BY_THEM
    assert ShortageCase.objects.get(order=order).decision == "reduce"


def test_an_offer_that_expired_is_told_politely(shop: None) -> None:
    (order,) = every.SHORT(1)
    door = Door(order)
    page = door.client.get(path(order)).content.decode()
    ShortageCase.objects.update(decide_by=timezone.now())
    key = re.search(r'name="key" value="([^"]+)"', page)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert key
    assert token
    answer = door.client.post(
        path(order, "choose"),
        {"key": key[1], "csrfmiddlewaretoken": token[1], "decision": "wait"},
    )
    assert answer.status_code == 422
    assert "选择的期限已过" in answer.content.decode()
    assert actors(order, "decide_shortage") == []


@pytest.mark.parametrize(
    ("build", "step"), [(every.CONFIRMED, "change_address"), (every.PROCESSING, "request_address")]
)
def test_the_address_is_corrected_as_the_stage_allows(
    shop: None, build: every.Build, step: str
) -> None:
    (order,) = build(1)
    door = Door(order)
    bad = door.send("address", "address", **{**ADDRESS, "phone": "12"})
    assert bad.status_code == 422  # type: ignore[attr-defined]
    assert "电话号码好像不对" in bad.content.decode()  # type: ignore[attr-defined]
    assert "新路 1 号" in bad.content.decode()  # type: ignore[attr-defined]
    done(door.send("address", "address", **ADDRESS), order, "address")
    assert actors(order, step) == BY_THEM
    moved = CustomerOrder.objects.get(pk=order).street == "新路 1 号"
    assert moved == (step == "change_address")


@pytest.mark.parametrize(
    ("build", "step"), [(every.CONFIRMED, "cancel"), (every.PROCESSING, "request_cancel")]
)
def test_cancelling_is_done_or_asked_for(shop: None, build: every.Build, step: str) -> None:
    (order,) = build(1)
    done(Door(order).send("cancel", "cancel", words="不要了"), order, "cancel")
    assert actors(order, step) == BY_THEM
    assert ("cancel_requested" in holds(order)) == (step == "request_cancel")
    assert "/cancel" not in text(order)


def test_what_left_the_house_cannot_be_cancelled_even_by_a_form_from_before(shop: None) -> None:
    (order,) = world.orders_of(every.DISPATCHED(1))
    answer = Door(order).send("cancel", "cancel", words="")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert actors(order, "request_cancel") == []


def test_a_parcel_is_confirmed_or_said_to_be_missing(shop: None) -> None:
    first, second = world.orders_of(every.DISPATCHED(2))
    (other,) = world.boxes([second])
    name = f"{CustomerOrder.objects.get(pk=first).number}-1"
    door = Door(first)
    done(door.send("missing", shipment=name), first, "missing")
    (row,) = Feedback.objects.filter(order=first)
    assert (row.kind, row.words, row.answered_at) == ("not_arrived", name, None)
    strange = door.send("received", shipment=f"{CustomerOrder.objects.get(pk=second).number}-1")
    assert strange.status_code == 422  # type: ignore[attr-defined]
    assert world.state([other]) == ["dispatched"]
    done(door.send("received", shipment=name), first, "received")
    assert actors(first, "deliver") == BY_THEM
    assert world.status([first]) == ["completed"]


def test_what_is_wrong_is_told_with_photos_and_answered(shop: None) -> None:
    (order,) = world.orders_of(world.delivered())
    door = Door(order)
    photo = SimpleUploadedFile("杯.png", signature().content, "image/png")
    done(door.send("tell", "tell", kind="exchange", words="杯口<b>裂</b>", pictures=photo),
         order, "tell")  # fmt: skip
    assert FeedbackPicture.objects.count() == 1
    shown = text(order)
    assert "杯口&lt;b&gt;裂&lt;/b&gt;" in shown
    world.all_done(answer_feedback([order], by=ADA, answer="今天换发"))
    assert "今天换发" in text(order)
    script = SimpleUploadedFile("photo.png", b"<script>", "image/png")
    bad = door.send("tell", "tell", kind="other", words="看", pictures=script)
    assert bad.status_code == 422  # type: ignore[attr-defined]
    assert "JPEG" in bad.content.decode()  # type: ignore[attr-defined]


def test_news_need_not_come(shop: None) -> None:
    (order,) = world.placed()
    done(Door(order).send("messages", "messages", email="on"), order, "messages")
    assert list(SilentWay.objects.filter(order=order).values_list("way", flat=True)) == ["sms"]
    assert actors(order, "choose_messages") == BY_THEM


def test_a_forged_form_and_a_hasty_hand_get_nowhere(shop: None) -> None:
    (order,) = world.placed()
    forged = Client(enforce_csrf_checks=True)
    for what in ACTS:
        assert forged.post(path(order, what), {"key": "0" * 8}).status_code == 403
    answers = [
        Client().post(path(order, "cancel"), {"key": "x"}).status_code
        for _ in range(counts.ACTS_OF_ORDER.times + 1)
    ]
    assert answers == [422] * counts.ACTS_OF_ORDER.times + [429]
    assert world.status([order]) == ["review"]
