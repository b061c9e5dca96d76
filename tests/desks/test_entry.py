"""Writing down an order: what the page asks and is told, through the door."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gendan.process.definition import PROCESS
from gendan.records.orders.models import CustomerOrder, Disclosure
from gendan.records.parties.models import Address, Channel, Customer
from gendan.records.people.models import DEPARTMENTS, Staff
from gendan.records.places.models import Division, Store
from tests import world
from tests.desks.people import SignIn

PLACES = (
    ("330000", "浙江省", 1, None),
    ("330100", "杭州市", 2, "330000"),
    ("330106", "西湖区", 3, "330100"),
    ("360000", "江西省", 1, None),
    ("360100", "南昌市", 2, "360000"),
    ("360103", "西湖区", 3, "360100"),
)


@pytest.fixture
def divisions(db: None) -> None:
    for code, name, level, parent in PLACES:
        Division.objects.create(code=code, name=name, level=level, parent_id=parent)


def ask(client: Client, name: str, body: object, status: int = 200) -> Any:
    answer = client.post(
        f"/orders/new/{name}", json.dumps(body), content_type="application/json",
        headers={"Accept-Language": "zh-CN"},
    )  # fmt: skip
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def line(sku: str, quantity: int, **rest: object) -> dict[str, object]:
    return {"sku": sku, "quantity": quantity, **rest}


def quote(client: Client, *orders: dict[str, object]) -> Any:
    return ask(client, "quote", {"store": "S1", "orders": list(orders)})


def test_only_who_may_place_orders_gets_the_page(signed_in: SignIn) -> None:
    for role in DEPARTMENTS:
        may = role in PROCESS.step("place").by
        client = signed_in(role.value)
        assert client.get("/orders/new").status_code == (200 if may else 403), role
        asked = {"store": "S1", "text": "tea"}
        told = ask(client, "articles", asked, 200 if may else 403)
        assert may or told["code"] == "forbidden"
    assert ask(Client(), "articles", asked, 401)["code"] == "unauthenticated"


def test_a_seller_chooses_among_their_own_stores(signed_in: SignIn) -> None:
    Channel.objects.create(code="till", name="门店", kind="store")
    client = signed_in("sales")
    page = client.get("/orders/new").content.decode()
    assert 'value="S1"' in page
    assert 'value="S2"' in page
    assert page.index('value="till"') < page.index('value="phone"')
    assert 'value="web"' not in page
    assert 'id="entry" class="entry" method="dialog"' in page  # nothing typed gets into an address
    Staff.objects.get(username="sales").stores.add(Store.objects.get(code="S2"))
    page = client.get("/orders/new").content.decode()
    assert 'value="S1"' not in page
    quoted = {"store": "S1", "orders": [{"fulfilment": "carry", "lines": [line("tea", 1)]}]}
    assert ask(client, "quote", quoted, 404)["code"] == "not_found"
    found = ask(client, "articles", {"store": "S1", "text": "tea"})["found"]
    assert found[0]["free"] == 0  # nothing is told of a store that is not theirs


@pytest.mark.parametrize("text", ["6901234567892", "06901234567892", "tea", "红茶", "hc"])
def test_an_article_is_found_by_whatever_is_known_of_it(signed_in: SignIn, text: str) -> None:
    world.Product.objects.filter(sku="tea").update(name="红茶", initials="hc")
    found = ask(signed_in("sales"), "articles", {"store": "S1", "text": text})["found"]
    is_code = text[-1] == "2" or text == "tea"
    assert found == [
        {
            "sku": "tea", "name": "红茶", "gtin": "6901234567892", "price": "30.00",
            "free": world.PLENTY, "exact": is_code,
        }
    ]  # fmt: skip


def test_what_is_no_longer_sold_is_not_found(signed_in: SignIn) -> None:
    client = signed_in("sales")
    world.Product.objects.filter(sku="tea").update(is_sold=False)
    assert ask(client, "articles", {"store": "S1", "text": "tea"})["found"] == []
    assert ask(client, "articles", {"store": "S1", "text": "%"})["found"] == []


def test_a_receipt_is_quoted_with_what_is_short_and_what_may_stand_in(signed_in: SignIn) -> None:
    world.receive("rare", 2, "W2")
    told = quote(
        signed_in("sales"),
        {"fulfilment": "carry", "lines": [line("rare", 1), line("tea", 2, discount="1.00")]},
        {"fulfilment": "delivery", "charges": "8.00",
         "lines": [line("rare", 3, unit_price="60.50"), line("none", 1)]},
    )  # fmt: skip
    carried, delivered = told["orders"]
    assert (carried["total"], delivered["total"], told["total"]) == ("125.00", "189.50", "314.50")
    assert [(one["free"], one["short"], one["leaves_on"]) for one in carried["lines"]] == [
        (2, 0, None),
        (world.PLENTY, 0, None),
    ]
    rare, unknown = delivered["lines"]
    assert (rare["price"], rare["amount"], rare["free"], rare["short"]) == ("66.00", "181.50", 2, 2)
    assert rare["leaves_on"]
    assert [(other["sku"], other["free"]) for other in rare["instead"]] == [("twin", world.PLENTY)]
    assert unknown == {"known": False}


def test_many_lines_are_quoted_with_as_many_statements_as_one(signed_in: SignIn) -> None:
    client = signed_in("sales")
    few = {"fulfilment": "carry", "lines": [line("tea", 1)]}
    many = {"fulfilment": "delivery", "lines": [line(sku, 9) for sku in ("tea", "rare") * 40]}
    counted = []
    for order in (few, few, many):
        with CaptureQueriesContext(connection) as asked:
            quote(client, order)
        counted.append(len(asked))
    assert counted[1] == counted[2] == 4 + 4  # four of the session and the person


def test_a_customer_is_known_by_phone_and_shown_masked(signed_in: SignIn, divisions: None) -> None:
    orders = [world.placed(phone="13800138000", sku=sku)[0] for sku in ("tea", "cup", "pot")]
    customer = Customer.objects.get(phone="+8613800138000")
    Address.objects.create(
        customer=customer, consignee="王大明", phone="+8613900139000",
        division_id="330106", street="公司 3 号 8 楼", is_usual=True,
    )  # fmt: skip
    client = signed_in("sales")
    told = ask(client, "customer", {"phone": "138 0013 8000"})["customer"]
    assert (told["name"], told["phone"]) == ("王**", "138******00")
    assert [one["consignee"] for one in told["addresses"]] == ["王**", "王**"]
    assert [one["street"] for one in told["addresses"]] == [
        "公司 3 号 * 楼",
        "文三路 1 号 * 单元 ***",
    ]
    assert told["addresses"][0]["city"] == "杭州市"
    assert told["addresses"][0]["district"] == "西湖区"
    numbers = dict(CustomerOrder.objects.values_list("id", "number"))
    assert [one["number"] for one in told["orders"]] == [numbers[id] for id in orders[::-1]]
    assert told["orders"][0]["href"] == f"/orders/{numbers[orders[-1]]}"
    taken = {name: told["addresses"][0][name] for name in ("kept", "id")}
    full = ask(client, "address", {"phone": "13800138000", **taken})
    assert full["name"] == "王小明"
    assert (full["consignee"], full["street"]) == ("王大明", "公司 3 号 8 楼")
    assert ask(client, "address", {"phone": "13800138001", **taken}, 404)["code"] == "not_found"
    assert ask(client, "customer", {"phone": "13800138001"}) == {"whole": True, "customer": None}
    assert ask(client, "customer", {"phone": "1"}) == {"whole": False, "customer": None}


def test_who_bought_elsewhere_is_not_known_here(signed_in: SignIn) -> None:
    world.placed(phone="13800138000")
    client = signed_in("sales")
    assert ask(client, "customer", {"phone": "13800138000"})["customer"]
    Staff.objects.get(username="sales").stores.add(Store.objects.get(code="S2"))
    assert ask(client, "customer", {"phone": "13800138000"})["customer"] is None


def test_taking_a_person_over_is_written_down(signed_in: SignIn) -> None:
    first, latest = world.placed(2, phone="13800138000")
    client = signed_in("sales")
    ask(client, "customer", {"phone": "13800138000"})
    assert not Disclosure.objects.exists()
    ask(client, "address", {"phone": "13800138000"})
    ask(client, "address", {"phone": "13800138000", "kept": "order", "id": latest})
    noted = Disclosure.objects.order_by("id").values_list("order_id", "staff__username")
    assert list(noted) == [(latest, "sales"), (latest, "sales")]
    asked = {"phone": "13800138000", "kept": "order", "id": first}
    ask(client, "address", asked, 404)  # the same address: only the latest is shown
    assert Disclosure.objects.count() == 2


def test_an_address_is_taken_apart_and_doubts_are_asked(signed_in: SignIn, divisions: None) -> None:
    client = signed_in("sales")
    told = ask(client, "split", {"text": "张三13800138000浙江省杭州市西湖区文三路1号2单元301"})
    assert told == {
        "consignee": "张三", "phone": "13800138000", "street": "文三路1号2单元301",
        "region": {"division": "330106", "province": "浙江省", "city": "杭州市",
                   "district": "西湖区", "is_whole": True},
        "doubts": [],
    }  # fmt: skip
    text = "西湖区文三路1号 张三 13800138000"
    told = ask(client, "split", {"text": text})
    (doubt,) = told["doubts"]
    assert told["region"] is None
    assert (doubt["about"], [one["city"] for one in doubt["choices"]]) == (
        "division", ["杭州市", "南昌市"],
    )  # fmt: skip
    told = ask(client, "split", {"text": text, "division": "360103"})
    assert (told["region"]["city"], told["street"], told["doubts"]) == ("南昌市", "文三路1号", [])


def test_what_was_placed_says_what_happens_next(signed_in: SignIn) -> None:
    (carried,) = world.placed(fulfilment="carry")
    (waiting,) = world.placed(channel="phone", cash_on_delivery=True)
    (held,) = world.placed(awaits_payment=True)
    numbers = dict(CustomerOrder.objects.values_list("id", "number"))
    asked = {"numbers": [numbers[id] for id in (carried, waiting, held)]}
    told = ask(signed_in("sales"), "placed", asked)["orders"]
    assert [one["number"] for one in told] == asked["numbers"]
    assert [one["status"] for one in told] == ["已完成", "待确认", "待确认"]
    assert told[1]["payment"] == "货到付款"
    assert told[0]["next"] == "货已当面交付，不用再做什么。"
    assert told[1]["next"].startswith("接下来由销售处理，时限 ")
    assert told[2]["next"] == "已挂起：等待付款。钱到了在订单里点“收款”，就放行。"


def test_what_is_asked_wrongly_is_told_as_the_api_tells_it(signed_in: SignIn) -> None:
    client = signed_in("sales")
    told = ask(client, "articles", {"store": "S1"}, 422)
    assert [(one["pointer"], one["field"]) for one in told["errors"]] == [("/text", "text")]
    assert client.get("/orders/new/articles").status_code == 405
