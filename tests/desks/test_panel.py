"""The panel beside a list: what it tells of an order or a shipment, and which steps it offers."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gendan.journey.anytime.cancel import cancel
from gendan.journey.anytime.feedback import NewFeedback, record_feedback
from gendan.journey.anytime.holds import hold
from gendan.process.words import FeedbackKind
from gendan.records.orders.numbers import numbers
from gendan.records.people.models import DEPARTMENTS, Staff
from gendan.records.places.models import Store, Warehouse
from gendan.records.shipments.models import Shipment
from tests import world
from tests.cast import SAM, ZOE
from tests.desks.people import SignIn

MOST = 20  # statements of a panel
BUTTON = re.compile(r'<button type="button" data-(?:step|by-line)="(\w+)" data-number="([\d-]+)"')
MAIN = re.compile(r'data-step="(\w+)" data-number="([\d-]+)"[^>]*class="main"')
SECRETS = ("王小明", "13800000001", "文三路")


def number(order: int) -> str:
    return numbers([order])[order]


def beside(client: Client, name: str) -> str:
    order, _, ordinal = name.partition("-")
    answer = client.get(f"/orders/{order}/panel{'/' + ordinal if ordinal else ''}")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def box_of(order: int) -> str:
    return Shipment.objects.get(order=order).number


@pytest.mark.parametrize(
    ("state", "role", "step"),
    [
        ("to_pick", "warehouse", "start_pick"),
        ("picking", "warehouse", "pack"),
        ("packed", "warehouse", "issue"),
        ("issued", "logistics", "dispatch"),
        ("dispatched", "logistics", "deliver"),
        ("coming_back", "warehouse", "receive_back"),
        ("delivered", "warehouse", ""),
        ("to_pick", "aftersales", ""),
    ],
)
def test_the_one_main_step_is_the_usual_one_of_who_looks(
    signed_in: SignIn, state: str, role: str, step: str
) -> None:
    (order,) = world.orders_of(getattr(world, state)())
    client, box = signed_in(role), box_of(order)
    expected = [(step, box)] if step else []
    for name in (number(order), box):
        assert MAIN.findall(beside(client, name)) == expected, name


def test_an_order_to_be_reviewed_is_confirmed_and_a_held_one_released(signed_in: SignIn) -> None:
    (order,) = world.placed(channel="phone")
    client, name = signed_in("sales"), number(order)
    text = beside(client, name)
    assert MAIN.findall(text) == [("confirm", name)]
    assert "还没有审核通过" in text
    assert not {"release", "decide_shortage", "accept_cancel"} & {
        step for step, _ in BUTTON.findall(text)
    }
    hold([order], by=SAM, reason="等客户回电")
    text = beside(client, name)
    assert MAIN.findall(text) == [("release", name)]
    assert "等客户回电" in text


def test_a_shortage_is_decided_beside_the_list(signed_in: SignIn) -> None:
    (order,) = world.confirmed(1, "rare")
    text = beside(signed_in("service"), number(order))
    assert {"record_contact", "decide_shortage"} <= {step for step, _ in BUTTON.findall(text)}
    assert MAIN.findall(text) == [("record_contact", number(order))]


def test_money_of_an_order_that_ended_is_given_back(signed_in: SignIn) -> None:
    paid, unpaid = world.placed(2, channel="phone")
    world.pay(paid, "1.00")
    world.all_done(cancel([paid, unpaid], by=SAM))
    client = signed_in("aftersales")
    main = re.compile(r'class="panel-main"><button type="button" data-step="(\w+)"')
    assert main.findall(beside(client, number(paid))) == ["record_refund"]
    assert main.findall(beside(client, number(unpaid))) == []


def test_a_box_tells_what_is_in_it_and_what_happened_to_it(signed_in: SignIn) -> None:
    (order,) = world.orders_of(world.picking(1, "tea", 2))
    box = box_of(order)
    text = beside(signed_in("warehouse"), box)
    for told in (box, "拣货中", "×2", "¥", "每件", "开始拣货", "录入"):
        assert told in text, told
    steps = re.findall(r"<li><span>([^<]+)</span>", text)
    assert steps.index("开始拣货") < steps.index("录入"), "the newest comes first"


def test_a_person_is_masked_and_what_is_out_of_reach_is_not_there(signed_in: SignIn) -> None:
    (order,) = world.confirmed(
        name="王小明", phone="13800000001", consignee="王小明", street="文三路 1 号 3 幢 502"
    )
    name, box = number(order), box_of(order)
    for role in DEPARTMENTS:
        for each in (name, box):
            text = beside(signed_in(role.value), each)
            assert not any(secret in text for secret in SECRETS), role
    client = signed_in("sales")
    assert client.get(f"/orders/{name}/panel/2").status_code == 404
    Staff.objects.get(username="sales").stores.add(Store.objects.get(code="S2"))
    picker = signed_in("warehouse")
    Staff.objects.get(username="warehouse").warehouses.add(Warehouse.objects.get(code="W2"))
    for who in (client, picker):
        for path in ("panel", "panel/1"):
            assert who.get(f"/orders/{name}/{path}").status_code == 404


def test_a_panel_costs_as_many_statements_however_much_happened(signed_in: SignIn) -> None:
    client = signed_in("manager")
    spent = set()
    for boxes in (world.to_pick(1), world.dispatched(1, "tea", 3)):
        (order,) = world.orders_of(boxes)
        for path in ("panel", "panel/1"):
            client.get(f"/orders/{number(order)}/{path}")
            with CaptureQueriesContext(connection) as asked:
                client.get(f"/orders/{number(order)}/{path}")
            spent.add(len(asked))
    assert len(spent) == 1
    assert spent.pop() <= MOST


def test_looking_anew_brings_what_is_inside_alone(signed_in: SignIn) -> None:
    (order,) = world.placed(channel="phone")
    client, address = signed_in("sales"), f"/orders/{number(order)}/panel"
    whole, inside = (
        client.get(address, headers=headers).content.decode()
        for headers in ({}, {"HX-Request": "true"})
    )
    assert f'data-live-number="{number(order)}"' in whole
    assert "data-live-number" not in inside
    assert inside.strip() in whole


def test_what_nothing_calls_for_is_not_offered(signed_in: SignIn) -> None:
    """Goods are promised where some are owed, and a customer is answered who asks."""
    (whole,), (short,) = world.confirmed(), world.confirmed(sku="rare")
    asked = NewFeedback(order=whole, kind=FeedbackKind.OTHER, words="什么时候到？")
    client = signed_in("manager")

    def offered(order: int) -> set[str]:
        pages = (beside(client, number(order)), client.get(f"/orders/{number(order)}"))
        texts = (pages[0], pages[1].content.decode())
        steps = [{step for step, _ in BUTTON.findall(text)} for text in texts]
        both = {"reserve_again", "answer_feedback"}
        assert steps[0] & both == steps[1] & both
        return steps[0] & both

    assert (offered(whole), offered(short)) == (set(), {"reserve_again"})
    world.all_done(record_feedback([asked], by=ZOE))
    assert (offered(whole), offered(short)) == ({"answer_feedback"}, {"reserve_again"})
