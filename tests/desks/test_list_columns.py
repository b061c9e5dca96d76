"""The columns of a list, through the door: chosen, remembered, and in an address."""

import re

from django.test import Client

from gendan.desks.lists.columns import COLUMNS
from gendan.records.people.models import ShownColumns
from tests import world
from tests.desks.listing import choose, page_of, selling
from tests.desks.people import SignIn

__all__ = ["selling"]  # fixtures


def columns_shown(client: Client, address: str) -> str | None:
    found = re.search(r'id="rows" class="scroll" data-columns="([^"]*)"', page_of(client, address))
    return found[1] if found else None


def test_every_column_that_cells_name_can_be_chosen(signed_in: SignIn) -> None:
    world.to_pick()
    client = signed_in("manager")
    for kind, address in (("order", "/orders"), ("shipment", "/shipments")):
        found = re.findall(r'<t[hd] data-column="(\w+)"', page_of(client, address))
        assert set(found) == set(COLUMNS[kind])
        offered = re.findall(r'name="column" value="(\w+)" checked', page_of(client, address))
        assert offered == [name for name in COLUMNS[kind] if name != "bin"], "who picks wants bins"


def test_columns_are_remembered_for_a_person_and_a_kind_of_list(
    signed_in: SignIn,
) -> None:
    client, other = signed_in("sales"), signed_in("manager")
    assert columns_shown(client, "/orders") is None
    assert choose(client, "orders", "total", "goods", "moon") == "/orders"
    assert columns_shown(client, "/orders") == "goods total"
    assert columns_shown(client, "/desks/sales/review") == "goods total"
    assert columns_shown(client, "/shipments") is None
    assert columns_shown(other, "/orders") is None
    assert choose(client, "desks/sales/review", query="store=S1&columns=goods") == (
        "/desks/sales/review?store=S1"
    )
    assert columns_shown(client, "/orders") == "none"
    assert ShownColumns.objects.count() == 1


def test_columns_in_the_address_come_before_ones_own(selling: Client) -> None:
    choose(selling, "orders", "goods")
    assert columns_shown(selling, "/orders?columns=total,since") == "total since"
    assert columns_shown(selling, "/orders?columns=none") == "none"
    page = page_of(selling, "/orders?columns=total,since")
    assert 'name="columns" value="total,since" form="filters"' in page


def test_a_script_that_chooses_gets_no_page(selling: Client) -> None:
    given = {"path": "orders", "column": ["goods"]}
    answer = selling.post("/lists/columns", given, headers={"HX-Request": "true"})
    assert answer.status_code == 204


def test_columns_are_chosen_in_lists_that_one_sees_only(signed_in: SignIn) -> None:
    client = signed_in("sales")
    for path, status in {
        "desks/warehouse/to-pick": 403, "desks/sales/nothing": 404, "//evil.example": 404, "": 404,
    }.items():  # fmt: skip
        assert client.post("/lists/columns", {"path": path}).status_code == status, path
        assert client.post("/lists/views", {"path": path, "name": "x"}).status_code == status, path
    assert not ShownColumns.objects.exists()
