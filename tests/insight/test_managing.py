"""What managers watch over: late documents, hand-overs nobody saw, and who does how much."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gendan.demo import bulk
from gendan.insight.managing import clocks, handoffs, workload
from gendan.insight.managing.clocks import NOBODY, Wanted, groups, urgent
from gendan.insight.managing.handoffs import unseen
from gendan.insight.managing.pickers import pickers
from gendan.insight.managing.workload import Did, departments
from gendan.insight.moments import midnight
from gendan.journey.s3_pick.commands import pack, pick_listed, start_pick, stop_pick, unpack
from gendan.journey.s3_pick.short import Short, report_short
from gendan.journey.s4_issue.commands import issue, reverse_issue
from gendan.journey.s6_deliver.commands import undo_deliver
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.process.model import Role
from gendan.process.words import ShortReason
from gendan.records.orders.models import CustomerOrder
from gendan.records.people.models import Staff
from gendan.records.places.models import Store, Warehouse
from gendan.records.shipments.models import Shipment
from tests import world
from tests.cast import BO, MEI

READ_WHOLE = re.compile(r"Seq Scan on (customer_order|shipment|journal)\b")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    workload.forget()
    yield
    workload.forget()


def person(name: str, department: Role = Role.WAREHOUSE) -> int:
    return Staff.objects.create(username=name, name=name.title(), department=department.value).pk


def as_actor(name: str, role: Role = Role.WAREHOUSE) -> Actor:
    return Actor(name, role, staff=person(name, role))


def late(shipments: list[int], by: timedelta = HOUR) -> None:
    past = timezone.now() - by
    Shipment.objects.filter(id__in=shipments).update(at_risk_at=past, due_at=past)


def told(actor: Actor = BO) -> list[tuple[str, str, int, int, int]]:
    return [(g.owner, g.state.code, g.holder, g.late, g.at_risk) for g in groups(actor)]


def of(name: str) -> Did:
    found = [p.did for d in departments(BO) for p in d.people if p.name == name.title()]
    return found[0] if found else Did()


def test_what_is_late_is_told_by_state_and_by_who_holds_it(shop: None) -> None:
    mei, sam = person("mei"), person("sam", Role.SALES)
    picked = world.picking(3)
    Shipment.objects.filter(id__in=picked[:2]).update(picker=mei)
    late(picked, 3 * HOUR)
    packed = world.packed(2)  # whoever picked them holds them no more
    Shipment.objects.filter(id__in=packed).update(picker=mei)
    late(packed, 2 * HOUR)
    past = timezone.now() - HOUR
    CustomerOrder.objects.filter(id__in=world.placed(2)).update(
        salesperson=sam, at_risk_at=past, due_at=timezone.now() + HOUR
    )
    assert sorted(told()) == [
        ("sales", "review", sam, 0, 2),
        ("warehouse", "packed", NOBODY, 2, 0),
        ("warehouse", "picking", NOBODY, 1, 0),
        ("warehouse", "picking", mei, 2, 0),
    ]
    assert [round(group.seconds / 3600) for group in groups(BO)] == [3, 3, 2, -1]


def test_a_clock_that_stands_still_grows_no_later(shop: None) -> None:
    late_before, in_time = world.to_pick(2)
    now = timezone.now()
    Shipment.objects.filter(id=late_before).update(
        at_risk_at=now - 5 * HOUR, due_at=now - 4 * HOUR, paused_at=now - 3 * HOUR
    )
    Shipment.objects.filter(id=in_time).update(
        at_risk_at=now - 3 * HOUR, due_at=now - 2 * HOUR, paused_at=now - 4 * HOUR
    )
    (only,) = urgent(BO, Wanted(), 1, 10)
    assert only.number == Shipment.objects.get(id=late_before).number
    assert (only.is_late, only.seconds) == (True, 3600)


def test_only_what_is_within_reach_is_told(shop: None) -> None:
    here, far = world.to_pick(2)
    receive_far()
    late([here, far])
    Shipment.objects.update(acknowledge_by=timezone.now() - HOUR)
    CustomerOrder.objects.filter(shipments=far).update(store=Store.objects.get(code="S2"))
    store = frozenset({Store.objects.get(code="S2").pk})
    nowhere = frozenset({Warehouse.objects.get(code="W2").pk})
    at_store = Actor("a", Role.MANAGER, stores=store)
    at_warehouse = Actor("b", Role.MANAGER, warehouses=nowhere)
    number = Shipment.objects.get(id=far).number
    assert [document.number for document in urgent(at_store, Wanted(), 1, 10)] == [number]
    assert [one.number for place in unseen(at_store) for one in place.oldest] == [number]
    assert told(at_store) == [("warehouse", "to_pick", NOBODY, 1, 0)]
    assert told(at_warehouse) == []
    assert unseen(at_warehouse) == []


def receive_far() -> None:
    world.receive("tea", 5, "W2")


def test_hand_overs_stand_by_warehouse_the_oldest_first(shop: None) -> None:
    here, older = world.to_pick(2)
    receive_far()
    now = timezone.now()
    Shipment.objects.filter(id=older).update(warehouse=Warehouse.objects.get(code="W2"))
    Shipment.objects.filter(id=here).update(acknowledge_by=now - HOUR)
    Shipment.objects.filter(id=older).update(acknowledge_by=now - 2 * HOUR)
    assert [(place.code, place.passed, place.near) for place in unseen(BO)] == [
        ("W2", 1, 0),
        ("W1", 1, 0),
    ]


def test_steps_count_for_whoever_took_them_and_for_their_department(shop: None) -> None:
    mei = as_actor("mei")
    boxes = world.to_pick(3)
    world.all_done(start_pick(boxes, by=mei))
    world.all_done(pick_listed(boxes[:1], by=mei))
    world.all_done(start_pick(world.to_pick(1), by=MEI))  # a program, no person
    assert of("mei") == Did(today=4, week=4)
    (floor,) = [d for d in departments(BO) if d.role is Role.WAREHOUSE]
    assert floor.did == Did(today=5, week=5)
    assert [(one.name, one.picks) for one in floor.people] == [("Mei", 3)]


def test_a_week_is_today_and_six_days_before(shop: None) -> None:
    mei = as_actor("mei")
    today, yesterday, sixth, eighth = world.to_pick(4)
    began = midnight()
    for box, at in (
        (today, began),
        (yesterday, began - timedelta(seconds=1)),
        (sixth, began - timedelta(days=6)),
        (eighth, began - timedelta(days=6, seconds=1)),
    ):
        world.all_done(start_pick([box], by=mei, at=at))
    assert of("mei") == Did(today=1, week=3)


def test_what_is_taken_back_is_on_the_account_of_who_did_it(shop: None) -> None:
    mei, tom = as_actor("mei"), as_actor("tom")
    (box,) = world.to_pick()
    world.all_done(start_pick([box], by=tom))
    world.all_done(stop_pick([box], by=mei))
    world.all_done(start_pick([box], by=mei))
    world.all_done(pick_listed([box], by=mei))
    world.all_done(pack([box], by=tom))
    world.all_done(unpack([box], by=mei))
    world.all_done(pick_listed([box], by=mei))
    world.all_done(pack([box], by=mei))
    world.all_done(issue([box], by=tom))
    world.all_done(reverse_issue([box], by=mei))
    assert (of("mei").back, of("tom").back) == (0, 3)
    (delivered,) = world.delivered()
    world.all_done(undo_deliver([delivered], by=BO, reason="记错了"))  # delivered by a program
    workload.forget()
    assert (of("mei").back, of("tom").back) == (0, 3)


def test_short_picks_count(shop: None) -> None:
    mei = as_actor("mei")
    (box,) = world.picking(1, "tea", 2)
    missing = Short(shipment=box, code="tea", quantity=1, reason=ShortReason.DAMAGED)
    world.all_done(report_short([missing], by=mei))
    assert of("mei").short == 1


def test_people_elsewhere_are_not_listed_nor_their_work(shop: None) -> None:
    near, far = as_actor("near"), as_actor("far")
    w1, w2 = (Warehouse.objects.get(code=code) for code in ("W1", "W2"))
    Staff.objects.get(id=near.staff).warehouses.add(w1)
    Staff.objects.get(id=far.staff).warehouses.add(w2)
    mine, theirs = world.to_pick(2)
    Shipment.objects.filter(id=theirs).update(warehouse=w2)
    world.all_done(start_pick([mine], by=near))
    world.all_done(start_pick([theirs], by=far))
    limited = dataclasses.replace(BO, warehouses=frozenset({w1.pk}))
    people = [one for department in departments(limited) for one in department.people]
    assert [(one.name, one.picks, one.did.week) for one in people] == [("Near", 1, 1)]


def test_who_has_left_is_listed_while_there_is_something_of_theirs(shop: None) -> None:
    mei, idle = as_actor("mei"), person("idle")
    (box,) = world.to_pick()
    world.all_done(start_pick([box], by=mei))
    Staff.objects.filter(id__in=[mei.staff, idle]).update(is_active=False)
    assert [one.name for d in departments(BO) for one in d.people] == ["Mei"]
    assert pickers() == []


def test_many_cost_as_many_statements_as_one(shop: None) -> None:
    def statements() -> int:
        workload.forget()
        with CaptureQueriesContext(connection) as asked:
            groups(BO)
            urgent(BO, Wanted(owner=Role.WAREHOUSE, late=True), 1, 50)
            unseen(BO)
            departments(BO)
            departments(BO)
            pickers()
        return len(asked)

    assert statements() == 1 + 1 + 1 + 2 + 1 + 1
    late(world.to_pick(40) + world.picking(40))
    assert statements() == 1 + 1 + 1 + 2 + 1 + 1


def test_no_growing_table_is_read_whole(shop: None) -> None:
    bulk.load(3_000)
    sql.run("ANALYZE")
    everything = {"<<shipments>>": "true", "<<orders>>": "true", "<<within>>": "true",
                  "<<wanted>>": "is_late", "<<here>>": "true"}  # fmt: skip
    asked = {
        clocks.GROUPS: {},
        clocks.DOCUMENTS: {"upto": 20, "limit": 20},
        handoffs.UNSEEN: {"near": handoffs.NEAR},
        workload.PEOPLE: {},
    }
    found = {}
    for statement, values in asked.items():
        text = statement
        for blank, condition in everything.items():
            text = text.replace(blank, condition)
        plan = "\n".join(line for (line,) in sql.rows("EXPLAIN " + text, values))
        found[statement] = READ_WHOLE.findall(plan)
    assert {text: tables for text, tables in found.items() if tables} == {}


def test_the_days_of_the_week_are_found_by_the_index_of_time(shop: None) -> None:
    bulk.load(3_000)
    sql.run("ANALYZE")
    text = workload.STEPS.replace("<<within>>", "true")
    values = {"today": midnight(), "first": midnight() - timedelta(days=6)}
    plan = "\n".join(line for (line,) in sql.rows("EXPLAIN " + text, values))
    assert "journal_by_time" in plan
    assert not READ_WHOLE.search(plan), plan
