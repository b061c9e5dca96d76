"""One order as the world reads it: whole, within reach, and as much of a person as one may see."""

import json
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import resolve

from gendan.insight.orders.next_steps import next_steps
from gendan.insight.orders.parts import PARTS
from gendan.journey.anytime.address import NewAddress, change_address, request_address
from gendan.journey.anytime.holds import hold
from gendan.journey.anytime.split import Part, split
from gendan.journey.s3_pick.commands import reassign
from gendan.journey.s6_deliver.feed import CarrierWord, record_carrier_event
from gendan.kernel import clock
from gendan.kernel.notices import Notice
from gendan.process.definition import PROCESS
from gendan.process.model import Role
from gendan.process.words import HoldKind
from gendan.records.orders.models import OrderLine
from gendan.records.people.models import Staff
from gendan.records.shipments.models import Shipment
from tests import world
from tests.cast import BO, CAST, MEI, SAM
from tests.insight.reading.readers import ALL, number, reader, statements

EVERYTHING = "&".join(f"include={part}" for part in PARTS)


def test_an_order_is_told_with_its_lines_and_shipments(shop: None) -> None:
    (order,) = world.partly_shipped()
    answer = reader().get(f"/orders/{number(order)}")
    told = answer.json
    assert answer.status == 200
    assert answer.headers["ETag"] == f'"{told["version"]}"'
    assert told["status"] == {"code": "partly_shipped", "zh": "部分发货", "en": "Partly shipped"}
    assert (told["total"], told["currency"], told["payment_status"]["code"]) == (
        "96.00",
        "CNY",
        "unpaid",
    )
    assert [
        (line["sku"], line["ordered"], line["sent"], line["waiting"]) for line in told["lines"]
    ] == [
        ("tea", 1, 1, 0),
        ("rare", 1, 0, 0),
    ]
    going, waiting = told["shipments"]
    assert (going["state"]["code"], waiting["state"]["code"]) == ("dispatched", "to_pick")
    assert going["waybill"]["carrier"] == "sf"
    assert going["contents"] == [
        {"line": 1, "sku": "tea", "quantity": 1, "picked": 1, "withdrawn": 0}
    ]
    assert told["lines"][0]["shipments"] == [
        {"number": going["number"], "state": "dispatched", "quantity": 1}
    ]
    assert told["due_at"] == min(going["due_at"], waiting["due_at"])
    assert told["holds"] == []
    assert told["shortage_case"] is None
    assert not {"journal", "notices", "payments", "carrier_events"} & set(told)


def test_all_of_an_order_is_one_statement(shop: None) -> None:
    (order,) = world.partly_shipped()
    (short,) = world.confirmed(1, "rare")
    who = reader(personal=False)
    assert statements(who, f"/orders/{number(order)}") == 1
    assert statements(who, f"/orders/{number(short)}?{EVERYTHING}") == 1
    told = who.get(f"/orders/{number(short)}?include=shortage_case").json
    assert told["shortage_case"]["items"] == [{"line": 1, "sku": "rare", "quantity": 1}]
    assert "lines" not in told


def test_the_journal_speaks_the_callers_language_and_in_numbers(shop: None) -> None:
    (shipment,) = world.picking(1, quantity=3)
    (order,) = world.orders_of([shipment])
    line = OrderLine.objects.values_list("id", flat=True).get(order=order)
    ann = Staff.objects.create(username="ann", name="安", department="warehouse")
    world.all_done(split([Part(shipment=shipment, units={line: 1})], by=MEI))
    world.all_done(reassign([shipment], by=MEI, to=ann.pk))
    path = f"/orders/{number(order)}?include=journal"
    entries = reader().get(path).json["journal"]
    told = {entry["step"]["code"]: entry for entry in reversed(entries)}
    assert told["confirm"]["words"] == "审核通过 待确认 → 待处理"
    assert told["confirm"]["number"] == number(order)
    assert told["split"]["changed"] == {"into": f"{number(order)}-2", "units": [[1, 1]]}
    assert told["reassign"]["changed"] == {"picker": "ann"}
    english = reader().get(path, **{"Accept-Language": "en"}).json["journal"]
    assert english[0]["words"] == "Place order"


@pytest.mark.parametrize("role", Role)
def test_what_may_be_done_next_is_what_the_process_gives(role: Role) -> None:
    actor = CAST[role]
    for document in PROCESS.documents:
        for state in document.codes():
            shipments = {} if document.name == "order" else {"12345674-1": state}
            status = state if document.name == "order" else "completed"
            told = json.loads(next_steps(actor, "12345674", status, shipments, []))
            found = [step for step in told if step["document"] == document.name]
            expected = [
                step.name
                for step in PROCESS.steps_from(document.name, state)
                if step.called and actor.may(step)
            ]
            assert list(dict.fromkeys(step["step"]["code"] for step in found)) == expected
            for step in found:
                assert step["number"] == ("12345674" if document.name == "order" else "12345674-1")
                assert resolve(step["href"])
                assert step["operation_id"].removesuffix("_one") == step["step"]["code"]


def test_a_token_bound_to_steps_is_offered_no_others_and_a_hold_is_named(shop: None) -> None:
    (order,) = world.placed()
    world.all_done(hold([order], by=SAM, reason="等电话"))
    who = reader(Role.SALES, steps=frozenset({"confirm", "cancel"}))
    told = who.get(f"/orders/{number(order)}").json
    assert [(step["step"]["code"], step["held_by"]) for step in told["next"]] == [
        ("confirm", [HoldKind.MANUAL.value]),
        ("cancel", []),
    ]
    assert told["holds"][0]["kind"]["zh"] == "人工挂起"


SECRETS = ("王小明", "李大壮", "13900001111", "2 单元 301", "9 幢 808", "13700002222")
NEW = {"consignee": "李大壮", "phone": "13900001111", "street": "文二路 8 号 9 幢 808"}


def told_everywhere() -> list[int]:
    """Orders whose head, journal, holds, notices and carrier's words name persons."""
    (shipment,) = world.dispatched(remark="电话 13700002222 联系王小明")
    orders = world.orders_of([shipment])
    said = CarrierWord(
        carrier="sf",
        number=Shipment.objects.values_list("waybill__number", flat=True).get(id=shipment),
        key="1",
        at=clock.now(),
        scheme="kuaidi100",
        code="5",
        text="快递员 13900001111 正在送给王小明",
    )
    world.all_done(record_carrier_event([said], by=CAST[Role.CARRIER]))
    orders += world.confirmed()
    stepped_in = replace(BO, override="王小明打 13900001111 来催，销售没人")
    world.all_done(change_address([NewAddress(order=orders[1], **NEW)], by=stepped_in))
    orders += world.orders_of(world.picking())
    world.all_done(request_address([NewAddress(order=orders[2], **NEW)], by=SAM))
    Notice.objects.filter(order_id__in=orders).update(
        subject="王小明，您好", rendered="王小明 13900001111", address="13900001111", state="sent"
    )
    return orders


def test_persons_are_shown_to_a_program_that_was_let_and_needs_them(shop: None) -> None:
    orders = told_everywhere()
    who = reader(Role.SERVICE)
    everything = "".join(
        json.dumps(who.get(f"/orders/{number(order)}?{EVERYTHING}").json, ensure_ascii=False)
        for order in orders
    )
    assert [secret for secret in SECRETS if secret not in everything] == []


@pytest.mark.parametrize(
    ("role", "personal"), [(Role.SERVICE, False), (Role.WAREHOUSE, True), (Role.CUSTOMER, True)]
)
def test_nothing_of_a_person_leaks_to_others(shop: None, role: Role, *, personal: bool) -> None:
    orders = told_everywhere()
    who = reader(role, personal=personal)
    told = [who.get(f"/orders/{number(order)}?{EVERYTHING}").json for order in orders]
    told += [who.get(path).json for path in ("/orders", "/shipments", "/shortage-cases")]
    told.append(who.post("/customers/searches", {}).json)
    everything = json.dumps(told, ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in everything] == []
    assert told[0]["consignee"] == "王**"
    assert told[1]["street"] == "文二路 8 号 * 幢 ***"
    (wanted,) = [hold["wanted"] for hold in told[2]["holds"]]
    assert (wanted["phone"], wanted["consignee"]) == ("139******11", "李**")
    assert {notice["text"] for notice in told[0]["notices"]} == {"***"}


def test_at_a_desk_persons_are_masked(shop: None) -> None:
    (order,) = world.placed()
    person = Staff.objects.create(username="bo", name="博", department="manager")
    browser = Client()
    browser.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    told = browser.get(f"/api/v1/orders/{number(order)}").json()
    assert told.get("consignee") == "王**", told


def test_what_is_out_of_reach_is_not_there(shop: None) -> None:
    (order,) = world.confirmed()
    (fresh,) = world.placed()
    path, early = f"/orders/{number(order)}", f"/orders/{number(fresh)}"
    for bound, seen, seen_early in (
        ({}, 200, 200),
        ({"stores": frozenset({"S1"})}, 200, 200),
        ({"stores": frozenset({"S2"})}, 404, 404),
        ({"warehouses": frozenset({"W1"})}, 200, 200),
        ({"warehouses": frozenset({"W2"})}, 404, 200),  # without shipments it is everybody's
        ({"stores": frozenset({"S2"}), "warehouses": frozenset({"W1"})}, 404, 404),
    ):
        who = reader(**bound)
        assert who.get(path).status == seen, bound
        assert who.get(early).status == seen_early, bound
    absent = reader().get("/orders/99999999")
    foreign = reader(stores=frozenset({"S2"})).get(path)
    assert (absent.status, absent.code) == (404, "not_found")
    assert {**absent.json, "instance": ""} == {**foreign.json, "instance": ""}


def test_reading_is_given_kind_by_kind(shop: None) -> None:
    (order,) = world.placed()
    paths = {
        f"/orders/{number(order)}": "orders",
        "/orders": "orders",
        "/shipments": "orders",
        "/shortage-cases": "orders",
        "/river": "orders",
        "/stock": "stock",
        "/stock/movements?sku=tea": "stock",
        "/products": "products",
    }
    for kind in ALL:
        who = reader(reads=ALL - {kind})
        found = {path: who.get(path).status for path in paths}
        assert found == {path: 403 if of == kind else 200 for path, of in paths.items()}
        assert who.post("/customers/searches", {}).status == (403 if kind == "customers" else 200)
        assert who.get("/process").status == 200


def test_a_part_nobody_knows_is_refused_with_what_there_is(shop: None) -> None:
    (order,) = world.placed()
    strange = reader().get(f"/orders/{number(order)}?include=soul")
    assert (strange.status, strange.code) == (422, "invalid")
    assert "carrier_events" in strange.json["errors"][0]["remedy"]
    assert reader().get(f"/orders/{number(order)}?with=journal").status == 422
