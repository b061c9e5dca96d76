"""At the desk and over the API, a manager who overrides says why: once for all of a batch."""

import json
import re
from itertools import count

import pytest
from django.test import Client

from gendan.kernel.journal import JournalEntry
from gendan.process.model import Role
from gendan.records.orders.models import CustomerOrder
from gendan.records.shipments.models import Shipment
from tests import world
from tests.api.programs import program
from tests.desks.browser import CHROMIUM, Page, chromium
from tests.desks.people import PASSWORD, SignIn
from tests.desks.test_browser import address, show
from tests.desks.test_manager import late

__all__ = ["address"]  # the served shop, a fixture

_keys = count(1)
CONFIRM = "/api/v1/orders/confirmations"
needs_chromium = pytest.mark.skipif(
    not CHROMIUM, reason="THERE IS NO CHROMIUM: nothing is tried in a browser. Install chromium."
)


def orders(ids: list[int]) -> list[str]:
    found = CustomerOrder.objects.in_bulk(ids)
    return [found[id].number for id in ids]


def send(client: Client, path: str, **body: object) -> dict:
    answer = client.post(path, json.dumps(body), "application/json",
                         headers={"Idempotency-Key": f"override-{next(_keys)}"})  # fmt: skip
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def overrides() -> list[tuple[str, str]]:
    kept = JournalEntry.objects.exclude(override="").order_by("id")
    return list(kept.values_list("step", "override"))


def test_over_the_api_a_person_says_why(shop: None, signed_in: SignIn) -> None:
    numbers = orders(world.placed(2))
    client = signed_in("manager")
    told = send(client, CONFIRM, orders=numbers)
    assert [one["code"] for one in told["results"]] == ["override_reason"] * 2
    assert told["results"][0]["field"] == "override"
    assert send(client, CONFIRM, orders=numbers, override="店里没人")["done"] == 2
    assert overrides() == [("confirm", "店里没人")] * 2


def test_the_reason_of_the_step_itself_will_do(shop: None, signed_in: SignIn) -> None:
    numbers = orders(world.placed(2))
    client = signed_in("manager")
    address = "/api/v1/orders/rejections"
    assert send(client, address, orders=numbers[:1], reason="地址送不到")["done"] == 1
    told = send(client, address, orders=numbers[1:], reason="x", override="销售休假")
    assert told["done"] == 1
    assert overrides() == [("reject", "地址送不到"), ("reject", "销售休假")]
    reasons = JournalEntry.objects.filter(step="reject").order_by("id")
    assert list(reasons.values_list("reason", flat=True)) == ["地址送不到", "x"]


def test_an_edit_of_one_order_takes_it_too(shop: None, signed_in: SignIn) -> None:
    (number,) = orders(world.placed())
    client = signed_in("manager")
    path = f"/api/v1/orders/{number}/edits"
    for body, code in (({}, "override_reason"), ({"override": "客户找到我"}, None)):
        answer = client.post(
            path, json.dumps({"remark": "周末送", **body}), "application/json",
            headers={"Idempotency-Key": f"one-{next(_keys)}", "If-Match": "*"},
        )  # fmt: skip
        assert answer.json()["results"][0].get("code") == code
    assert overrides() == [("edit", "客户找到我")]


def test_a_program_of_a_manager_is_not_asked(shop: None) -> None:
    numbers = orders(world.placed(2))
    robot = program(Role.MANAGER)
    assert robot.post("/orders/confirmations", {"orders": numbers[:1]}).json["done"] == 1
    body = {"orders": numbers[1:], "override": "ERP 规则 7"}
    assert robot.post("/orders/confirmations", body).json["done"] == 1
    assert overrides() == [("confirm", "ERP 规则 7")]


@pytest.mark.parametrize(
    ("login", "asked"), [("manager", True), ("sales", False)], ids=["manager", "sales"]
)
def test_the_dialogue_asks_who_overrides_only(
    shop: None, signed_in: SignIn, login: str, asked: bool
) -> None:
    (number,) = orders(world.placed())
    client = signed_in(login)
    form = client.post("/steps/confirm", {"n": [number]}).content.decode()
    assert ('data-field="override"' in form) is asked
    edit = client.get(f"/orders/{number}/edit").content.decode()
    assert ('data-field="override"' in edit) is asked
    # A step that asks for a reason of its own asks for no second one.
    own = client.post("/steps/release", {"n": [number]}).content.decode()
    assert 'data-field="override"' not in own
    assert bool(re.search(r'data-field="reason"[^>]* required', own)) is asked


@pytest.mark.parametrize(("login", "at_once"), [("manager", False), ("warehouse", True)])
def test_one_press_does_it_only_where_nothing_is_to_be_said(
    shop: None, signed_in: SignIn, login: str, at_once: bool
) -> None:
    number = Shipment.objects.get(id=world.to_pick()[0]).number
    client = signed_in(login)
    for path in (f"/orders/{number.split('-')[0]}", "/desks/warehouse/to-pick"):
        buttons = re.findall(r'data-step="start_pick"[^>]*>', client.get(path).content.decode())
        assert [("data-plain" in each) for each in buttons] == [at_once], path


def test_the_story_and_the_managers_desk_tell_it(shop: None, signed_in: SignIn) -> None:
    (number,) = orders(world.placed())
    client = signed_in("manager")
    send(client, CONFIRM, orders=[number], override="店里没人 <b>")
    for path in (f"/orders/{number}", f"/orders/{number}/panel", "/desks/manager"):
        text = client.get(path).content.decode()
        assert "代行" in text, path
        assert "店里没人 &lt;b&gt;" in text, path
    told = client.get(f"/api/v1/orders/{number}?include=journal").json()["journal"]
    assert {one["step"]["code"]: one["override"] for one in told}["confirm"] == "店里没人 <b>"


def test_whom_to_call_is_hidden_in_the_reason_as_in_every_other(
    shop: None, signed_in: SignIn
) -> None:
    (number,) = orders(world.placed())
    client = signed_in("manager")
    send(client, CONFIRM, orders=[number], override="打 13900001111 问过了")
    for path in (f"/orders/{number}", f"/orders/{number}/panel", "/desks/manager"):
        text = client.get(path).content.decode()
        assert "打 139******11 问过了" in text, path
        assert "13900001111" not in text, path


def test_the_desk_lists_the_newest_and_leads_to_more(shop: None, signed_in: SignIn) -> None:
    numbers = orders(world.placed(9))
    client = signed_in("manager")
    for place, number in enumerate(numbers):
        send(client, CONFIRM, orders=[number], override=f"第{place}次")
    first = client.get("/desks/manager").content.decode()
    assert "第8次" in first
    assert "第0次" not in first
    (more,) = re.findall(r'href="(/desks/manager\?overrides=\d+)#overrides"', first)
    assert "第0次" in client.get(more).content.decode()


def test_a_row_offers_what_moves_the_document_on(shop: None, signed_in: SignIn) -> None:
    client = signed_in("manager")
    (packed,) = world.packed()
    (waiting,) = world.to_pick()
    (held,) = world.packed()
    late([packed, waiting, held])
    name = {id: Shipment.objects.get(id=id).number for id in (packed, waiting, held)}
    send(client, "/api/v1/orders/holds", orders=[name[held].split("-")[0]], reason="核对")
    text = client.get("/desks/manager").content.decode()
    rows = {
        one: re.findall(r'data-step="(\w+)"', inner)
        for one, inner in re.findall(r'<tr id="row-([\d-]+)"(.*?)</tr>', text, re.DOTALL)
    }
    assert rows == {name[packed]: ["issue"], name[waiting]: [], name[held]: ["release"]}


def late_box() -> Shipment:
    """One that is packed, and late."""
    (box,) = world.packed()
    late([box])
    return Shipment.objects.get(id=box)


@needs_chromium
def test_in_a_browser_one_reason_goes_for_a_batch_and_a_row_is_moved_on(address: str) -> None:
    numbers, box = orders(world.placed(3)), late_box()
    with chromium() as tab:
        sign_in(tab, address)
        tab.go(f"{address}/orders?status=review")
        tab.run("document.getElementById('page-all').click()")
        tab.run("document.querySelector('#bulk [data-step=confirm]').click()")
        tab.wait("document.querySelector('#step[open] [data-field=override]')")
        show(tab, "override-bulk")
        tab.run("document.querySelector('#step button[type=submit]').click()")
        assert tab.run("Boolean(document.querySelector('#step[open] :invalid'))")  # not without
        tab.run("document.querySelector('#step [data-field=override]').value = '店里没人'")
        tab.run("document.querySelector('#step button[type=submit]').click()")
        tab.wait("document.querySelector('#toasts .said.success')")
        assert overrides() == [("confirm", "店里没人")] * len(numbers)
        tab.go(f"{address}/desks/manager")
        tab.run(f"document.querySelector('#row-{box.number} .acts [data-step=issue]').click()")
        tab.wait("document.querySelector('#step[open] [data-field=override]')")
        tab.run("document.querySelector('#step [data-field=override]').value = '车要走了'")
        tab.run("document.querySelector('#step button[type=submit]').click()")
        tab.wait("document.querySelector('#overrides').textContent.includes('车要走了')")
        show(tab, "override-desk")
        box.refresh_from_db()
        assert box.state == "issued"
        assert [text for text in tab.complaints if "Content Security Policy" in text] == []


@needs_chromium
def test_in_a_browser_the_panel_opens_beside_the_late_ones(address: str) -> None:
    name = late_box().number
    with chromium() as tab:
        sign_in(tab, address)
        tab.go(f"{address}/desks/manager")
        tab.run(f"document.querySelector('#row-{name} [data-beside]').click()")
        tab.wait(f"document.querySelector('#panel [data-shown=\"{name}\"] .panel-others')")
        show(tab, "override-panel")
        assert not tab.run("document.documentElement.scrollWidth > window.innerWidth")
        tab.run("document.querySelector('#panel .panel-main [data-step=issue]').click()")
        tab.wait("document.querySelector('#step[open] [data-field=override]')")
        tab.size(390, 844)
        tab.go(f"{address}/desks/manager")
        assert not tab.run("document.documentElement.scrollWidth > window.innerWidth")
        show(tab, "override-phone")


def sign_in(tab: Page, address: str) -> None:
    tab.size(1440, 900)
    tab.go(f"{address}/accounts/login/")
    tab.fill(login="manager", password=PASSWORD)
    tab.press("main button[type=submit]")
    tab.wait("location.pathname != '/accounts/login/'")
