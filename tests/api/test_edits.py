"""Nobody overwrites what they have not seen: ETag, If-Match, and a version for each of many."""

import pytest

from gendan.kit.rest.etags import etag
from gendan.process.model import Role
from gendan.records.orders.models import CustomerOrder
from tests import world
from tests.api.operations import ADDRESS, numbers, version
from tests.api.programs import program

EDITS = {
    "edits": {"remark": "周末送"},
    "address-changes": ADDRESS,
    "address-requests": ADDRESS,
}


@pytest.mark.parametrize("path", EDITS)
def test_an_edit_of_one_order_says_which_version_it_saw(shop: None, path: str) -> None:
    me = program(Role.SALES)
    (order,) = world.orders_of(world.picking()) if path == "address-requests" else world.confirmed()
    (number,) = numbers("order", [order])
    seen = etag(version(order))
    where = f"/orders/{number}/{path}"
    assert me.post(where, EDITS[path]).status == 428
    first = me.post(where, EDITS[path], key="k", **{"If-Match": seen})
    assert (first.status, first.json["done"]) == (200, 1), first.json
    again = me.post(where, EDITS[path], key="k", **{"If-Match": seen})
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    stale = me.post(where, EDITS[path], **{"If-Match": seen})
    assert (stale.status, stale.code) == (412, "stale")
    other = me.post(where, EDITS[path], key="k", **{"If-Match": etag(version(order))})
    assert (other.status, other.code) == (422, "key_reused"), "another version, another request"


def test_a_tag_made_weak_by_a_proxy_counts_and_a_star_is_any(shop: None) -> None:
    me = program(Role.SALES)
    (order,) = world.placed()
    (number,) = numbers("order", [order])
    for tag, remark in ((f"W/{etag(version(order))}", "one"), ("*", "two")):
        answer = me.post(f"/orders/{number}/edits", {"remark": remark}, **{"If-Match": tag})
        assert answer.status == 200, answer.json
        assert CustomerOrder.objects.get(id=order).remark == remark


def test_many_edits_say_each_which_version_they_saw(shop: None) -> None:
    me = program(Role.SALES)
    orders = world.placed(2)
    first, second = numbers("order", orders)
    edits = [
        {"order": first, "version": version(orders[0]), "lines": [{"line": 1, "quantity": 3}]},
        {"order": second, "version": version(orders[1]) - 1, "remark": "旧"},
        {"order": second, "version": version(orders[1]), "lines": [{"line": 9, "quantity": 1}]},
    ]
    results = me.post("/orders/edits", {"edits": edits}).json["results"]
    assert [result["code"] for result in results] == [None, "stale", "repeated_in_batch"]
    strange = me.post("/orders/edits", {"edits": edits[2:]}).json["results"][0]
    assert (strange["code"], strange["field"]) == ("unknown_line", "lines")
    assert "9" in strange["message"]
    unsaid = me.post("/orders/edits", {"edits": [{"order": first, "remark": "x"}]})
    assert unsaid.json["errors"][0]["pointer"] == "/edits/0/version"
