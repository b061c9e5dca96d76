"""Parcels astray on the desks: counted in the frame, listed by clock, told with the order."""

from gendan.journey.s6_deliver.astray import arrange, take_exception
from gendan.process.words import Arrangement
from gendan.records.cases.models import DeliveryException
from gendan.records.shipments.models import Shipment
from tests import world
from tests.cast import ADA, LIN
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
