"""The floor: what the scan screen is told, which waves are proposed, and the lights of orders."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gendan.insight.floor import lights, waves, work
from gendan.journey.anytime.cancel import request_cancel
from gendan.journey.anytime.holds import hold
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s3_pick.commands import pack, pick_listed, start_pick
from gendan.journey.s3_pick.short import Short, report_short
from gendan.journey.s3_pick.waves import plan_wave
from gendan.kernel import clock
from gendan.process.words import ShortReason
from gendan.records.people.models import Staff
from gendan.records.picking.models import Wave
from gendan.records.places.models import Bin, Warehouse
from gendan.records.shipments import numbers
from gendan.records.stock.models import StockLevel
from tests import world
from tests.cast import ADA, MEI, SAM
from tests.desks.people import SignIn

TWO = (NewLine(sku="tea", quantity=2), NewLine(sku="cup", quantity=1))
STATES = ("to_pick", "picking")


@pytest.fixture
def shelves(shop: None) -> None:
    """Cups lie first on the way, tea behind them; pots nowhere."""
    for walk, (sku, code) in enumerate([("cup", "A-01"), ("tea", "B-07")], start=1):
        shelf = Bin.objects.create(warehouse_id=world.warehouse(), code=code, walk=walk)
        StockLevel.objects.filter(product__sku=sku).update(bin=shelf)


def named(ids: list[int]) -> list[str]:
    found = numbers.numbers(ids)
    return [found[id] for id in ids]


def told(client: Client, code: str) -> tuple[int, dict]:  # type: ignore[type-arg]
    answer = client.get("/scan/work", {"code": code})
    return answer.status_code, json.loads(answer.content) if answer.status_code == 200 else {}


def count(client: Client, path: str) -> int:
    client.get(path)  # what is remembered for a minute is asked now
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_a_box_is_told_in_walking_order(shelves: None, signed_in: SignIn) -> None:
    (made,) = world.to_pick(lines=(*TWO, NewLine(sku="pot", quantity=1)))
    status, found = told(signed_in("warehouse"), named([made])[0])
    assert (status, found["kind"]) == (200, "box")
    assert [(one["bin"], one["sku"], one["quantity"]) for one in found["takes"]] == [
        ("A-01", "cup", 1), ("B-07", "tea", 2), ("", "pot", 1),
    ]  # fmt: skip
    (box,) = found["boxes"]
    assert (box["state"], box["held"], box["slot"]) == ("to_pick", "", 0)


def test_a_wave_is_told_with_its_slots_and_what_stops_a_box(
    shelves: None, signed_in: SignIn
) -> None:
    packed, held, left = made = world.to_pick(3, lines=TWO)
    world.all_done(plan_wave(made, by=MEI))
    world.all_done(start_pick(made, by=MEI))
    world.all_done(pick_listed([packed], by=MEI))
    world.all_done(pack([packed], by=MEI))
    world.all_done(request_cancel(world.orders_of([held]), by=ADA))
    (wave,) = Wave.objects.all()
    _, found = told(signed_in("warehouse"), wave.number)
    assert [(one["slot"], one["state"], one["held"]) for one in found["boxes"]] == [
        (1, "packed", ""), (2, "picking", "申请取消中"), (3, "picking", ""),
    ]  # fmt: skip
    assert {one["box"] for one in found["takes"]} == set(named([held, left]))


def test_what_is_out_of_reach_is_not_there(shelves: None, signed_in: SignIn) -> None:
    (made,) = world.to_pick(lines=TWO)
    world.all_done(plan_wave([made], by=MEI))
    (wave,) = Wave.objects.all()
    client = signed_in("warehouse")
    codes = [*named([made]), wave.number, "A-01"]
    assert [told(client, code)[0] for code in codes] == [200, 200, 200]
    Staff.objects.get(username="warehouse").warehouses.add(Warehouse.objects.get(code="W2"))
    assert [told(client, code)[0] for code in codes] == [404, 404, 404]
    page = client.get("/desks/warehouse").content.decode()
    assert all(code not in page for code in codes[:2])


def test_waves_are_proposed_by_collection_hour_and_place(shelves: None) -> None:
    now = clock.now()
    soon, late, next_day = world.to_pick(lines=TWO), world.to_pick(), world.to_pick(2)
    by_due = {soon[0]: 1, late[0]: 1, next_day[0]: 49, next_day[1]: 49}
    for id, hours in by_due.items():
        world.Shipment.objects.filter(id=id).update(due_at=now + timedelta(hours=hours))
    first, second = waves.proposals(MEI)
    # The one with cups begins nearer to the door than the one with tea alone.
    assert list(first.numbers) == named([*soon, *late])
    assert (first.units, first.zones) == (4, ["A", "B"])
    assert list(second.numbers) == named(next_day)
    assert first.cutoff < second.cutoff
    world.all_done(plan_wave(soon, by=MEI))
    assert [list(one.numbers) for one in waves.proposals(MEI)] == [named(next_day)]


def test_no_more_is_proposed_than_a_cart_has_slots(shop: None) -> None:
    world.to_pick(waves.SLOTS + 2)
    assert [len(one.numbers) for one in waves.proposals(MEI)] == [waves.SLOTS, 2]


def test_a_light_says_whether_it_can_be_packed_and_what_blocks_it(shelves: None) -> None:
    free, held, searched, short = world.to_pick(lines=TWO) + world.to_pick(2) + world.to_pick()
    world.all_done(hold(world.orders_of([held]), by=SAM, reason="核实地址"))
    world.all_done(start_pick([short], by=MEI))
    missing = Short(shipment=short, code="tea", quantity=1, reason=ShortReason.DAMAGED)
    world.all_done(report_short([missing], by=MEI))
    found = {row.number: (row.light, row.held) for row in lights.listed(MEI, STATES)}
    assert found == {
        **dict.fromkeys(named([free, searched, short]), ("go", "")),
        **dict.fromkeys(named([held]), ("stop", "manual")),
    }
    lost = Short(shipment=short, code="tea", quantity=1, reason=ShortReason.NOT_FOUND)
    world.all_done(report_short([lost], by=MEI))
    found = {row.number: (row.light, row.blocking) for row in lights.listed(MEI, ("to_pick",))}
    assert found[named([free])[0]] == ("look", "tea")
    assert waves.proposals(MEI) == []


def test_the_floor_costs_the_same_however_much_is_to_be_done(
    shelves: None, signed_in: SignIn
) -> None:
    client = signed_in("warehouse")
    world.all_done(plan_wave(world.to_pick(2), by=MEI))
    world.to_pick(2)
    (one,) = Wave.objects.all()
    paths = ("/desks/warehouse", "/scan", f"/scan/work?code={one.number}")
    few = [count(client, path) for path in paths]
    world.all_done(plan_wave(world.to_pick(60, lines=TWO), by=MEI))
    world.to_pick(60)
    big = Wave.objects.latest("id")
    many = [count(client, path) for path in (*paths[:2], f"/scan/work?code={big.number}")]
    assert many == few


def test_what_lies_on_a_shelf_and_is_wanted_there(shelves: None) -> None:
    first, second = world.to_pick(2, lines=TWO)
    world.all_done(start_pick([second], by=MEI))
    found = [(one.box, one.state, one.sku, one.units) for one in work.at_bin("B-07", MEI)]
    assert found == [
        (named([first])[0], "to_pick", "tea", 2),
        (named([second])[0], "picking", "tea", 2),
    ]
