"""The screens of stock work: lists, papers, and forms that take their steps over the API."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gendan.records.people.models import Staff
from gendan.records.places.models import Bin, Warehouse
from gendan.records.stock.models import StockLevel
from gendan.records.stock.numbers import numbers
from gendan.stockroom.levels import Put, put_away
from tests import world
from tests.cast import BO, MEI
from tests.desks.people import SignIn
from tests.stockroom import stock

MOST = 24  # statements of a page
KINDS = ["receipts", "counts", "transfers"]
BUILDS = {"receipts": stock.receiving, "counts": stock.counting, "transfers": stock.sent}


def address(kind: str, id: int) -> str:
    return f"/stock/{kind}/{numbers(kind.removesuffix('s'), [id])[id]}"


@pytest.mark.parametrize("kind", KINDS)
def test_papers_are_listed_and_opened_within_reach(signed_in: SignIn, kind: str) -> None:
    (id,) = BUILDS[kind]()
    client = signed_in("warehouse")
    text = client.get(f"/stock/{kind}").content.decode()
    assert address(kind, id) in text
    assert 'class="stock-form"' in text
    assert 'data-scan="' in client.get(address(kind, id)).content.decode()
    part = client.get(address(kind, id), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "data-state=" in part
    assert "这个条件不能用" in client.get(f"/stock/{kind}?state=moon").content.decode()
    nowhere = Warehouse.objects.create(code="W3", name="W3", calendar_id=_calendar())
    Staff.objects.get(username="warehouse").warehouses.add(nowhere)
    assert address(kind, id) not in client.get(f"/stock/{kind}").content.decode()
    assert client.get(address(kind, id)).status_code == 404


def test_each_end_of_a_transfer_is_offered_its_own_steps(signed_in: SignIn) -> None:
    (id,) = stock.sent()
    client, staff = signed_in("warehouse"), Staff.objects.get(username="warehouse")
    for code, offered in (("W1", ["recall_transfer"]), ("W2", ["receive_transfer"])):
        staff.warehouses.set([Warehouse.objects.get(code=code)])
        text = client.get(address("transfers", id)).content.decode()
        steps = ("receive_transfer", "recall_transfer")
        assert [step for step in steps if reverse(f"api:{step}") in text] == offered
        assert "接下来由这个仓库的人办" in text
    staff.warehouses.clear()
    assert "接下来由" not in client.get(address("transfers", id)).content.decode()


def _calendar() -> int:
    return Warehouse.objects.values_list("calendar_id", flat=True)[0]


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_not_take_the_steps_reads_only(signed_in: SignIn, kind: str) -> None:
    (id,) = BUILDS[kind]()
    client = signed_in("sales")
    assert 'class="stock-form"' not in client.get(f"/stock/{kind}").content.decode()
    text = client.get(address(kind, id)).content.decode()
    assert "data-stock=" not in text
    assert 'href="/stock/receipts"' not in text.split("</nav>")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_costs_the_same_for_many(signed_in: SignIn, kind: str) -> None:
    BUILDS[kind]()
    client = signed_in("manager")
    client.get(f"/stock/{kind}")
    with CaptureQueriesContext(connection) as one:
        client.get(f"/stock/{kind}")
    BUILDS[kind](5)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/stock/{kind}")
    assert len(many) <= len(one) <= MOST


def test_the_books_stay_hidden_until_a_count_is_over(signed_in: SignIn) -> None:
    (paper,) = stock.counting()
    client = signed_in("manager")
    assert str(world.PLENTY) not in client.get(address("counts", paper)).content.decode()
    stock.enter(paper, MEI, tea=5, cup=world.PLENTY)
    assert str(world.PLENTY) not in client.get(address("counts", paper)).content.decode()
    stock.enter(paper, BO, tea=4)
    text = client.get(address("counts", paper)).content.decode()
    assert f"{4 - world.PLENTY}" in text
    assert "确认盘点" in text


def test_stock_is_cared_for_where_it_is_shown(signed_in: SignIn) -> None:
    floor = signed_in("warehouse").get("/stock?sku=tea").content.decode()
    assert 'data-stock="quarantines"' in floor
    assert 'data-stock="adjustments"' not in floor
    office = signed_in("manager").get("/stock?sku=tea").content.decode()
    assert 'data-stock="adjustments"' in office
    assert 'data-stock="scraps"' in office
    assert "data-stock=" not in signed_in("sales").get("/stock?sku=tea").content.decode()


def test_what_came_and_lies_on_no_shelf_waits_to_be_put_away(signed_in: SignIn) -> None:
    stock.receiving()  # three units of what is rare
    shelf = Bin.objects.create(warehouse_id=world.warehouse("W1"), code="A-01")
    StockLevel.objects.update(bin=shelf)
    client = signed_in("warehouse")
    assert shown(client) == [("rare", "W1", "A-01", 3)]
    asked = "/stock/put-away/scanned?warehouse=W1&code="
    assert client.get(f"{asked}rare").json()["article"]["waits"] == 3
    assert client.get(f"{asked}{world.GTINS['tea']}").json()["article"]["sku"] == "tea"
    assert client.get(f"{asked}A-01").json() == {"article": None, "bin": "A-01"}
    assert client.get(f"{asked}moon").json() == {"article": None, "bin": ""}
    world.all_done(put_away([Put(warehouse="W1", code="rare", bin="A-01", quantity=2)], by=MEI))
    assert shown(client) == [("rare", "W1", "A-01", 1)]
    world.all_done(put_away([Put(warehouse="W1", code="rare", bin="A-01", quantity=1)], by=MEI))
    assert shown(client) == []
    StockLevel.objects.filter(product__sku="cup").update(bin=None)
    assert shown(client) == [("cup", "W1", "", world.PLENTY)]
    Staff.objects.get(username="warehouse").warehouses.add(Warehouse.objects.get(code="W2"))
    assert shown(client) == []
    assert client.get(f"{asked}A-01").json() == {"article": None, "bin": ""}
    assert client.get(f"{asked}tea").json()["article"] is None


def shown(client: Client) -> list[tuple[str, str, str, int]]:
    rows = client.get("/stock/put-away").context["rows"]
    return [(row.sku, row.warehouse, row.bin, row.waits) for row in rows]
