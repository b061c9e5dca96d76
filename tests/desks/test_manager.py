"""The manager's desk: what is late with whom, what nobody saw, and who does how much."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gendan.insight.managing import workload
from gendan.journey.s3_pick.commands import stop_pick
from gendan.records.orders.models import CustomerOrder
from gendan.records.people.models import DEPARTMENTS, Staff
from gendan.records.places.models import Store, Warehouse
from gendan.records.shipments.models import Shipment
from tests import world
from tests.cast import MEI
from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.people import PASSWORD, SignIn
from tests.desks.test_browser import address, show

__all__ = ["address"]  # the served shop, a fixture

DESK = "/desks/manager"


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    workload.forget()
    yield
    workload.forget()


def late(shipments: list[int], minutes: int = 60) -> None:
    past = timezone.now() - timedelta(minutes=minutes)
    Shipment.objects.filter(id__in=shipments).update(at_risk_at=past, due_at=past)


def at_risk(shipments: list[int]) -> None:
    now = timezone.now()
    hour = timedelta(hours=1)
    Shipment.objects.filter(id__in=shipments).update(at_risk_at=now - hour, due_at=now + hour)


def numbers(text: str) -> list[str]:
    """The numbers in the list of documents, from above."""
    return re.findall(r'<tr id="row-([\d-]+)"', text)


def number(shipment: int) -> str:
    return Shipment.objects.get(id=shipment).number


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"{DESK}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def links(text: str) -> list[tuple[str, int]]:
    """Every link with a count, and the count."""
    found = re.findall(
        r'<a class="(?:late|risk)" href="/desks/manager\?([^"#]+)#urgent">'
        r"<span[^>]*>[^<]*</span>(\d+)</a>",
        text,
    )
    return [("?" + query.replace("&amp;", "&"), int(count)) for query, count in found]


def test_it_is_for_managers(signed_in: SignIn) -> None:
    got = {role.value: signed_in(role.value).get(DESK).status_code for role in DEPARTMENTS}
    assert {who for who, status in got.items() if status == 200} == {"manager"}
    assert {status for who, status in got.items() if who != "manager"} == {403}
    assert Client().get(DESK).status_code == 302


def test_every_count_leads_to_exactly_those(signed_in: SignIn) -> None:
    late(world.to_pick(3))
    late(world.issued(2), 30)
    picked = world.picking(4)
    late(picked[:3], 10)
    picker = Staff.objects.get(username="warehouse")
    Shipment.objects.filter(id__in=picked[:2]).update(picker=picker)
    at_risk(picked[3:])
    sold = world.placed(2)
    past = timezone.now() - timedelta(hours=5)
    CustomerOrder.objects.filter(id__in=sold).update(
        at_risk_at=past, due_at=past, salesperson=Staff.objects.get(username="sales")
    )
    client = signed_in("manager")
    counted = links(page(client))
    # What is late of three departments, of four states, with two people and twice with nobody;
    # and one at risk of a department, of a state, with nobody.
    assert len(counted) == 3 + 4 + 4 + 3
    for query, count in counted:
        assert len(numbers(page(client, query))) == count, query


def test_the_most_overdue_come_first_and_those_at_risk_last(signed_in: SignIn) -> None:
    boxes = world.to_pick(3)
    late(boxes[:1], 10)
    late(boxes[1:2], 500)
    at_risk(boxes[2:])
    text = page(signed_in("manager"))
    assert numbers(text) == [number(boxes[1]), number(boxes[0]), number(boxes[2])]
    assert "超时" in text
    assert "8 小时 20 分" in text
    order = CustomerOrder.objects.get(shipments=boxes[1]).number
    assert f'href="/orders/{order}"' in text


def test_a_house_in_time_says_so(signed_in: SignIn) -> None:
    text = page(signed_in("manager"))
    assert "都在时限内。" in text
    assert "交过来的都有人接了。" in text
    assert numbers(text) == []


def test_what_was_handed_over_and_not_seen_stands_by_its_warehouse(signed_in: SignIn) -> None:
    passed, near, fresh, seen = world.to_pick(4)
    now = timezone.now()
    Shipment.objects.filter(id=passed).update(acknowledge_by=now - timedelta(minutes=12))
    Shipment.objects.filter(id=near).update(acknowledge_by=now + timedelta(minutes=2))
    Shipment.objects.filter(id=fresh).update(acknowledge_by=now + timedelta(minutes=14))
    Shipment.objects.filter(id=seen).update(
        acknowledge_by=now - timedelta(hours=1), acknowledged_at=now
    )
    text = page(signed_in("manager"))
    waiting = text.partition('id="unseen"')[2].partition("</section>")[0]
    assert re.findall(r">([\d-]+)</a>", waiting) == [number(passed), number(near)]
    assert "1 过时没接" in waiting
    assert "1 快到时" in waiting
    assert "/shipments?warehouse=W1&amp;unacknowledged=true" in waiting


def test_a_picking_may_be_given_to_those_who_pick_there(signed_in: SignIn) -> None:
    (box,) = world.picking()
    late([box])
    elsewhere = Staff.objects.create_user("far", name="远", department="warehouse")
    elsewhere.warehouses.add(Warehouse.objects.get(code="W2"))
    Staff.objects.create_user("gone", name="走", department="warehouse", is_active=False)
    text = page(signed_in("manager"))
    form = text.partition("<form data-reassign")[2].partition("</form>")[0]
    assert re.findall(r'<option value="(\w+)"', form) == ["warehouse", "manager"]
    assert 'action="/api/v1/shipments/reassignments"' in form


def test_only_managers_steps_are_reached(signed_in: SignIn) -> None:
    text = page(signed_in("manager"))
    assert "/shipments?state=delivered&amp;sort=newest" in text  # undo_deliver
    assert "/shipments?state=dispatched&amp;state=coming_back&amp;sort=newest" in text  # lose
    assert "/orders?held=true" in text


def test_nothing_out_of_reach_is_counted_or_named(signed_in: SignIn) -> None:
    (mine, other) = world.to_pick(2)
    late([mine, other])
    far = Store.objects.get(code="S2")
    CustomerOrder.objects.filter(shipments=other).update(store=far)
    Shipment.objects.filter(id__in=[mine, other]).update(
        acknowledge_by=timezone.now() - timedelta(hours=1)
    )
    manager = Staff.objects.get(username="manager")
    manager.stores.add(far)
    text = page(signed_in("manager"))
    assert numbers(text) == [number(other)]
    assert number(mine) not in text
    assert {count for _, count in links(text)} == {1}


def test_what_cannot_be_asked_is_left_out(signed_in: SignIn) -> None:
    (box,) = world.to_pick()
    late([box])
    client = signed_in("manager")
    for query in (
        "?owner=nobody&holder=x&late=2&page=0",
        "?state=shipment.nowhere",
        "?page=999999",
    ):
        assert numbers(page(client, query)) == [number(box)], query


def test_many_are_paged(signed_in: SignIn) -> None:
    boxes = world.to_pick(53)
    late(boxes)
    client = signed_in("manager")
    assert len(numbers(page(client))) == 20
    first = page(client, "?owner=warehouse&late=1")
    further = re.search(r'href="/desks/manager(\?[^"#]+)#urgent" rel="next"', first)
    assert further
    second = page(client, further[1].replace("&amp;", "&"))
    assert sorted(numbers(first) + numbers(second)) == sorted(number(box) for box in boxes)
    assert 'rel="next"' not in second


def test_many_cost_as_many_statements_as_one(signed_in: SignIn) -> None:
    client = signed_in("manager")

    def statements() -> int:
        workload.forget()
        with CaptureQueriesContext(connection) as asked:
            page(client)
        return len(asked)

    late(world.to_pick(1) + world.picking(1))
    page(client)  # the first after signing in notes when somebody was there
    few = statements()
    late(world.to_pick(30) + world.picking(30))
    assert statements() == few
    with CaptureQueriesContext(connection) as asked:
        assert client.get(DESK, headers={"HX-Request": "true"}).status_code == 200
    # The session, the person, their stores and warehouses; groups, documents, hand-offs, people,
    # who picks, and what was overridden. What was done is remembered for a minute.
    assert len(asked) == 4 + 6


def test_an_open_page_asks_for_what_changes_only(signed_in: SignIn) -> None:
    answer = signed_in("manager").get(DESK, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert 'id="urgent"' in answer.content.decode()


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium")
def test_in_a_browser_a_picking_goes_to_somebody_else_or_says_why_not(address: str) -> None:
    boxes = world.picking(2)
    late(boxes)
    late(world.to_pick(3), 600)
    at_risk(world.issued(1))
    past = timezone.now() - timedelta(minutes=40)
    CustomerOrder.objects.filter(id__in=world.placed(2)).update(at_risk_at=past, due_at=past)
    given, done = (number(box) for box in boxes)
    with chromium() as tab:
        tab.size(1440, 900)
        tab.go(f"{address}/accounts/login/")
        tab.fill(login="manager", password=PASSWORD)
        tab.press("main button[type=submit]")
        tab.wait("location.pathname != '/accounts/login/'")
        tab.go(f"{address}{DESK}")
        show(tab, "manager")
        assert not tab.run("document.documentElement.scrollWidth > window.innerWidth")
        choose(tab, given)
        tab.wait("document.querySelector('#why')")  # it is the warehouse's step
        tab.run("document.querySelector('#why').value = '病了'")
        tab.run("document.querySelector('dialog[open] button.main').click()")
        tab.wait("document.querySelector('#toasts .said.success')")
        assert tab.run(f"{row(given)}.querySelector('[data-holder]').textContent") == "Warehouse"
        assert Shipment.objects.get(number=given).picker.username == "warehouse"  # type: ignore[union-attr]
        world.all_done(stop_pick([boxes[1]], by=MEI))
        choose(tab, done)
        tab.wait(f"!{row(done)}.querySelector('.refusal').hidden")
        assert "待拣货" in str(tab.run(f"{row(done)}.querySelector('.refusal').textContent"))
        tab.size(390, 844)
        assert not tab.run("document.documentElement.scrollWidth > window.innerWidth")
        assert [text for text in tab.complaints if "Content Security Policy" in text] == []


def row(name: str) -> str:
    return f"document.getElementById('row-{name}')"


def choose(tab: Page, name: str) -> None:
    """Open the form in the row of that shipment, choose the first who is offered, and send it."""
    tab.run(f"{row(name)}.querySelector('summary').click()")
    tab.run(f"{row(name)}.querySelector('select').selectedIndex = 1")
    tab.run(f"{row(name)}.querySelector('form button').click()")
