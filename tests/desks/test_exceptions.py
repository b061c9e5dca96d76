"""Parcels astray on the desks: counted in the frame, listed by clock, told with the order."""

import csv
import io
from dataclasses import replace
from http import HTTPStatus

from django.test import Client

from gendan.journey.s6_deliver.amends import redirect
from gendan.journey.s6_deliver.astray import arrange, take_exception
from gendan.journey.s6_deliver.commands import lose
from gendan.process.words import Arrangement
from gendan.records.cases.models import DeliveryException
from gendan.records.shipments.models import Shipment
from tests import world
from tests.cast import ADA, BO, LIN
from tests.desks.people import SignIn
from tests.journey import every


def number(shipment: int) -> str:
    return Shipment.objects.get(pk=shipment).number


def test_the_queue_counts_lists_and_filters_what_goes_astray(signed_in: SignIn) -> None:
    first, second = every.ASTRAY(2)
    (well,) = every.DISPATCHED(1)
    DeliveryException.objects.filter(shipment=second).update(due_at="2026-01-01T00:00:00Z")
    world.all_done(take_exception([first], by=LIN))
    text = signed_in("logistics").get("/desks/logistics/exceptions").content.decode()
    assert "配送异常" in text
    rows = [text.index(f'id="row-{number(id)}"') for id in (second, first)]
    assert rows == sorted(rows)
    assert f'id="row-{number(well)}"' not in text
    assert "派送失败" in text
    for step in ("arrange", "pursue", "take_exception", "close_exception"):
        assert f'data-step="{step}"' in text
    service = signed_in("service").get("/desks/service/exceptions").content.decode()
    assert 'data-step="arrange"' in service
    assert 'data-step="pursue"' not in service
    listed = signed_in("manager").get("/shipments?exception_kind=lost&sort=exception")
    assert number(first) not in listed.content.decode()
    listed = signed_in("manager").get("/shipments?exception_kind=failed&sort=newest")
    assert number(first) in listed.content.decode()


def test_the_order_and_its_panel_tell_what_is_done_about_it(signed_in: SignIn) -> None:
    (id,) = every.ASTRAY(1)
    world.all_done(arrange([id], by=ADA, action=Arrangement.REDELIVER, note="打 13800000001"))
    order = number(id).partition("-")[0]
    client = signed_in("logistics")
    for address in (f"/orders/{order}", f"/orders/{order}/panel/1"):
        text = client.get(address).content.decode()
        assert "配送异常" in text
        assert "再次派送" in text
        assert "13800000001" not in text
        assert 'data-step="close_exception"' in text
    told = client.get(f"/api/v1/orders/{order}?include=exceptions&include=shipments").json()
    assert [case["kind"]["code"] for case in told["exceptions"]] == ["failed"]
    assert told["exceptions"][0]["actions"][0]["action"]["zh"] == "再次派送"
    assert told["shipments"][0]["exception"]["owner"] == "ada"
    assert len(client.get("/api/v1/shipments?exception=true").json()["items"]) == 1


def post(client: Client, path: str, **body: object) -> dict:
    """The answer of the API to what a desk sends."""
    answer = client.post(
        f"/api/v1/shipments/{path}", body, "application/json",
        headers={"idempotency-key": path, "accept-language": "zh-hans"},
    )  # fmt: skip
    assert answer.status_code == HTTPStatus.OK, answer.content
    told: dict = answer.json()
    return told


def test_a_lost_parcel_is_sent_once_more_and_claimed_and_both_orders_say_so(
    signed_in: SignIn,
) -> None:
    (id,) = every.ASTRAY_PAID(1)
    box, order = number(id), number(id).partition("-")[0]
    logistics = signed_in("logistics")
    assert 'data-step="send_again"' in logistics.get("/desks/logistics/exceptions").content.decode()
    assert post(logistics, "claims", shipments=[box], amount="28.00", note="理赔 7")["done"] == 1
    world.all_done(lose([id], by=BO, reason="认赔"))
    service = signed_in("service")
    page = service.get(f"/orders/{order}").content.decode()
    assert 'data-step="send_again"' in page
    assert 'data-step="settle_claim"' not in page
    (answer,) = post(service, "replacements", shipments=[box])["results"]
    assert (answer["status"], answer["shipment"]) == ("done", box)
    again = answer["made"]
    page = service.get(f"/orders/{order}").content.decode()
    assert f'已免费补发：订单 <a class="mono" href="/orders/{again}">' in page
    assert 'data-step="send_again"' not in page
    assert "¥28.00" in page
    assert "等承运商答复" in page
    (refused,) = post(signed_in("aftersales"), "replacements", shipments=[box])["results"]
    assert refused["message"] == f"已经补发过：{again}。"
    for address in (f"/orders/{again}", f"/orders/{again}/panel"):
        page = service.get(address).content.decode()
        assert "免费补发" in page
        assert f'href="/orders/{order}">{box}</a>' in page
    logistics = signed_in("logistics")
    page = logistics.get("/desks/logistics/claims").content.decode()
    assert f'id="row-{box}"' in page
    assert "索赔 ¥28.00" in page
    told = logistics.get("/api/v1/shipments?claim=true").json()["items"]
    assert [(one["number"], one["claim"]["amount"]) for one in told] == [(box, "28.00")]
    assert post(logistics, "claim-outcomes", shipments=[box], granted="20.00")["done"] == 1
    page = logistics.get(f"/orders/{order}").content.decode()
    assert "赔付 ¥20.00" in page
    (row,) = rows_of(logistics.get(f"/shipments.csv?order={order}"))
    assert (row["索赔金额"], row["赔付金额"]) == ("28.00", "20.00")


def rows_of(answer) -> list[dict[str, str]]:  # type: ignore[no-untyped-def]
    text = b"".join(answer).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_where_a_parcel_goes_now_is_shown_masked_with_what_was_before(signed_in: SignIn) -> None:
    (id,) = every.DISPATCHED(1)
    order = number(id).partition("-")[0]
    for street in ("新路 1 号 2 单元 301", "旧路 2 号 5 单元 801"):
        to = replace(every.ELSEWHERE, street=street)
        world.all_done(redirect([id], by=LIN, to=to))
    client = signed_in("logistics")
    page = client.get(f"/orders/{order}").content.decode()
    assert "改送到" in page
    assert "之前改送到" in page
    assert "旧路" in page
    assert "新路" in page
    for secret in ("单元 801", "单元 301", "13900000000", "李雷"):
        assert secret not in page
    shown = client.post(f"/orders/{order}/person").content.decode()
    assert "旧路 2 号 5 单元 801" in shown
    assert "李雷" in shown
