"""The order page: the whole story, why the status is what it is, and only what one may do."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gendan.desks.steps.forms import form_of
from gendan.insight.personal import NEED
from gendan.journey.anytime.holds import hold
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s3_pick.commands import Scan, pick, undo_pick
from gendan.journey.s3_pick.marks import Marks
from gendan.kernel.actor import Actor
from gendan.kit.rest.commands import BODIES
from gendan.process.definition import PROCESS
from gendan.process.model import Role
from gendan.records.orders.models import CustomerOrder, Disclosure
from gendan.records.orders.numbers import numbers
from gendan.records.people.models import DEPARTMENTS, Staff
from gendan.records.places.models import Store, Warehouse
from gendan.records.products.models import Product
from tests import world
from tests.cast import MEI, SAM
from tests.desks.people import SignIn
from tests.stockroom import stock

MOST = 20  # statements of a page
BUTTON = re.compile(r'data-(?:step|by-line)="(\w+)" data-number="([\d-]+)"')
# What answers a hold, a shortage, an exception, a customer or a clock that stands still: none has
# one here, and nothing is owed.
ANSWERS = {"release", "accept_cancel", "refuse_cancel", "accept_address", "refuse_address",
           "record_contact", "decide_shortage", "resume",
           "answer_feedback", "reserve_again",
           "take_exception", "arrange", "pursue", "close_exception",
           "send_again", "claim", "settle_claim"}  # fmt: skip
PRESET = re.compile(r"""data-step="(\w+)"[^>]* data-preset='([^']+)'""")
SECRETS = ("王小明", "13800000001", "3 幢 502")


def number(order: int) -> str:
    return numbers([order])[order]


def page(client: Client, name: str) -> str:
    answer = client.get(f"/orders/{name}")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def offered(text: str) -> set[tuple[str, str]]:
    return set(BUTTON.findall(text))


def mains(text: str) -> list[str]:
    """The steps whose buttons stand out, but for those of dialogues."""
    return re.findall(r'data-step="(\w+)"[^>]*class="main"', text)


def allowed(role: Role, name: str, status: str, boxes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What the process says that role may do on a desk."""
    somebody = Actor("", role)
    documents = [("order", name, status), *(("shipment", box, at) for box, at in boxes.items())]
    for document, its, state in documents:
        for step in PROCESS.steps_from(document, state):
            on_a_desk = form_of(step.name) or step.name in ("edit", "split")
            if step.called and somebody.may(step) and on_a_desk and step.name not in ANSWERS:
                yield step.name, its


@pytest.mark.parametrize("status", ["review", "pending", "processing", "ready", "shipped"])
def test_each_department_is_offered_what_the_process_lets_it_do(
    signed_in: SignIn, status: str
) -> None:
    (order,) = world.ORDERS[status](1)
    name = number(order)
    boxes = {f"{name}-1": world.state(world.boxes([order]))[0]} if world.boxes([order]) else {}
    for role in DEPARTMENTS:
        shown = offered(page(signed_in(role.value), name))
        assert shown == set(allowed(role, name, status, boxes)), role


def test_the_main_step_is_the_one_that_the_order_waits_for(signed_in: SignIn) -> None:
    (order,) = world.placed()
    assert mains(page(signed_in("sales"), number(order))) == ["confirm"]
    hold([order], by=SAM, reason="客户改主意")
    text = page(signed_in("sales"), number(order))
    assert mains(text) == ["release"]
    assert ("release", number(order)) in offered(text)
    (box,) = world.to_pick()
    text = page(signed_in("warehouse"), number(world.orders_of([box])[0]))
    assert mains(text) == ["start_pick"]


def test_what_a_button_fills_in_is_asked_in_its_dialogue(signed_in: SignIn) -> None:
    """Each order is held, short or owes money; a field that is missing would break the dialogue."""
    (held,) = world.placed(channel="phone")
    hold([held], by=SAM, reason="客户改主意")
    (short,) = world.confirmed(lines=(NewLine(sku="rare", quantity=5),))
    client = signed_in("sales")
    filled = {}
    for order in (held, short):
        for step, values in PRESET.findall(page(client, number(order))):
            asked = client.post(f"/steps/{step}", {"n": [number(order)]}).content.decode()
            for name in json.loads(values):
                assert f'data-field="{name}"' in asked, (step, name)
                filled[step] = name
    assert filled == {"release": "kind", "record_payment": "amount", "decide_shortage": "decision"}


def test_what_an_edited_order_still_owes_is_told(signed_in: SignIn) -> None:
    (order,) = world.placed(quantity=2, paid=Decimal("20.00"), awaits_payment=True)
    assert re.search(r"还欠</dt><dd[^>]*><b>[^<]*40\.00", page(signed_in("sales"), number(order)))


def test_the_arithmetic_tells_where_every_unit_is(signed_in: SignIn) -> None:
    world.receive("rare", 2)
    lines = (NewLine(sku="rare", quantity=5), NewLine(sku="tea", quantity=1))
    (order,) = world.confirmed(lines=lines)
    text = page(signed_in("sales"), number(order))
    assert "因为：有未决的缺货协商" in text
    assert "2 × 待拣货" in text
    assert "3 × 缺货" in text
    assert "换替代品" in text, "the options of the shortage, with their money"


def test_beside_the_choices_stands_when_the_goods_are_expected(signed_in: SignIn) -> None:
    (order,) = world.confirmed(sku="rare")
    client = signed_in("service")
    assert "预计到货" not in page(client, number(order))
    there = timezone.localdate() + timedelta(days=3)
    stock.expected(lines={"rare": 9}, due_on=there)
    assert page(client, number(order)).count(f"预计到货 {there}") == 2  # of five choices


def test_a_held_order_says_why(signed_in: SignIn) -> None:
    (order,) = world.placed()
    hold([order], by=SAM, reason="客户改主意")
    text = page(signed_in("service"), number(order))
    assert "客户改主意" in text


def test_what_is_out_of_reach_is_not_there(signed_in: SignIn) -> None:
    (order,) = world.to_pick()
    name = number(world.orders_of([order])[0])
    client = signed_in("sales")
    Staff.objects.get(username="sales").stores.add(Store.objects.get(code="S2"))
    assert client.get(f"/orders/{name}").status_code == 404
    assert client.get(f"/orders/{name}/edit").status_code == 404
    assert client.post(f"/orders/{name}/person").status_code == 404
    picker = signed_in("warehouse")
    Staff.objects.get(username="warehouse").warehouses.add(Warehouse.objects.get(code="W2"))
    assert picker.get(f"/orders/{name}").status_code == 404
    assert not Disclosure.objects.exists()


def test_a_person_is_masked_until_somebody_asks_and_that_is_noted(signed_in: SignIn) -> None:
    (order,) = world.placed(
        name="王小明", phone="13800000001", consignee="王小明", street="文三路 1 号 3 幢 502"
    )
    name = number(order)
    for role in DEPARTMENTS:
        client = signed_in(role.value)
        text = page(client, name)
        assert not any(secret in text for secret in SECRETS), role
        before = Disclosure.objects.count()
        answer = client.post(f"/orders/{name}/person")
        if role in NEED:
            told = answer.content.decode()
            assert "王小明" in told
            assert "3 幢 502" in told
            noted = Disclosure.objects.latest("id")
            assert (noted.order_id, noted.staff.username) == (order, role.value)
            assert Disclosure.objects.count() == before + 1
        else:
            assert answer.status_code == 403, role
            assert Disclosure.objects.count() == before


def test_looking_people_up_one_after_the_other_comes_to_an_end(signed_in: SignIn) -> None:
    (order,) = world.placed()
    client = signed_in("sales")
    answers = [client.post(f"/orders/{number(order)}/person").status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]


def test_a_page_takes_as_many_statements_for_a_long_order_as_for_a_short_one(
    signed_in: SignIn,
) -> None:
    many = tuple(NewLine(sku=sku, quantity=2) for sku in ("tea", "cup", "pot", "twin") * 5)
    (short,), (long,) = world.confirmed(), world.confirmed(lines=many)
    client = signed_in("manager")
    page(client, number(short))
    counts = []
    for order in (short, long):
        with CaptureQueriesContext(connection) as asked:
            page(client, number(order))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= MOST


def test_a_form_asks_whoever_may_take_the_step_and_nobody_else(signed_in: SignIn) -> None:
    clients = {role: signed_in(role.value) for role in DEPARTMENTS}
    for name in [*BODIES, "moon"]:
        form = form_of(name)
        for role, client in clients.items():
            answer = client.post(f"/steps/{name}", {"n": ["12345674", "12345687"]})
            expected = 404 if form is None else 200 if role in form.step.by else 403
            assert answer.status_code == expected, (name, role)
            if form and expected == 200:
                text = answer.content.decode()
                assert form.href in text
                assert all(f'data-field="{field.name}"' in text for field in form.asked.inputs)


def test_every_form_can_make_a_body_that_the_step_understands() -> None:
    """The inputs of a form, filled in, are a valid body: nothing required is left out."""
    given = {"text": "x", "long": "x", "number": 1, "money": "1.00", "tick": True, "picker": "mei",
             "carrier": "sf", "moment": "2026-11-27T10:00:00Z"}  # fmt: skip
    forms = {name: form for name in BODIES if (form := form_of(name))}
    assert len(forms) > 30
    for name, form in forms.items():
        filled = {
            field.name: field.choices[0][0] if field.kind == "choice" else given[field.kind]
            for field in form.asked.inputs
        }
        if form.asked.version:
            filled["version"] = 1
        one = {form.asked.documents: "12345674", **filled}
        many = {form.asked.documents: ["12345674"], **filled}
        BODIES[name].model_validate({form.asked.items: [one]} if form.asked.items else many)


def test_lines_are_asked_for_one_by_one(signed_in: SignIn) -> None:
    (box,) = world.to_pick(quantity=3)
    (order,) = world.orders_of([box])
    name = number(order)
    client = signed_in("sales")
    edit = client.get(f"/orders/{name}/edit").content.decode()
    assert 'data-line="1"' in edit
    assert 'value="3"' in edit
    split = client.get(f"/orders/{name}/split/1").content.decode()
    assert f'data-number="{name}-1"' in split
    assert client.get(f"/orders/{name}/split/7").status_code == 404


def test_english_is_whole(signed_in: SignIn) -> None:
    (order,) = world.ORDERS["shipped"](1)
    client = signed_in("manager")
    client.post("/language", {"language": "en", "next": "/"})
    text = page(client, number(order))
    words = re.sub(r"<[^>]*>", "", text)
    names = ("湖滨店", "官网", "顺丰", "自有车队", "浙江省杭州市西湖区", "文三路", "单元",
             "王小明", "顾客")  # fmt: skip
    story = words[words.index("because") : words.index("Notices")]
    assert [told for told in re.findall(r"[一-鿿]{2,}", story) if told not in names] == []


def test_what_was_picked_shows_its_lot_serial_number_and_last_day(signed_in: SignIn) -> None:
    Product.objects.filter(sku="tea").update(asks_lot=True, asks_serial=True, asks_expiry=True)
    (made,) = world.picking(quantity=2)
    units = [
        Scan(
            shipment=made,
            code="tea",
            marks=Marks(lot="L7", serial=serial, expires_on=date(2030, 1, 31)),
        )
        for serial in ("S1", "S2")
    ]
    world.all_done(pick(units, by=MEI))
    world.all_done(undo_pick(units[:1], by=MEI))
    number = CustomerOrder.objects.get(id=world.orders_of([made])[0]).number
    page = signed_in("service").get(f"/orders/{number}").content.decode()
    assert all(word in page for word in ("L7", "S2", "2030-01-31"))
    assert "S1<" not in page
