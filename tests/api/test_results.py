"""What a command answers: a result for each item, with words in the caller's language."""

from dataclasses import replace

from gendan.process.model import Role
from tests import world
from tests.api.operations import UNKNOWN, numbers, order_to_place
from tests.api.programs import program
from tests.calls import colleague

NOTHING = {"made": None, "code": None, "message": None, "remedy": None, "field": None}


def test_placing_gives_each_order_its_number_or_the_reason(shop: None) -> None:
    colleague()
    me = program(Role.SALES)
    good = order_to_place(salesperson="li", lines=[{"sku": "tea", "quantity": 1,
                          "unit_price": 30.1}])  # fmt: skip
    bad = order_to_place(salesperson="nobody")
    answer = me.post("/orders", {"orders": [good, bad, good]})
    made = answer.json["results"][0]["made"]
    assert made.isdigit()
    done = {"item": 0, "order": made, "status": "done", **NOTHING, "made": made}
    refused = {
        "item": 1,
        "order": None,
        "status": "refused",
        "made": None,
        "code": "unknown_person",
        "message": "没有员工 nobody，或已离职。",
        "remedy": "选一位在岗的同事。",
        "field": "salesperson",
    }
    same = {**done, "item": 2}
    assert answer.json == {"done": 2, "refused": 1, "results": [done, refused, same]}
    again = me.post("/orders", {"orders": [good]})
    assert again.json["results"] == [done], "the channel's number is placed once"
    other = me.post("/orders", {"orders": [good | {"lines": [{"sku": "cup", "quantity": 9}]}]})
    assert other.json["results"][0]["code"] == "reference_taken"


def test_splitting_gives_the_new_shipment_its_number(shop: None) -> None:
    (box,) = world.packed(quantity=3)
    (number,) = numbers("shipment", [box])
    parts = [
        {"shipment": number, "units": [{"line": 1, "quantity": 1}]},
        {"shipment": number, "units": [{"line": 7, "quantity": 1}]},
    ]
    me = program(Role.WAREHOUSE)
    done, refused = me.post("/shipments/splits", {"parts": parts}).json["results"]
    order, _, ordinal = number.rpartition("-")
    assert done["made"] == f"{order}-{int(ordinal) + 1}"
    assert refused["code"] == "repeated_in_batch"
    strange = me.post("/shipments/splits", {"parts": parts[1:]}).json["results"][0]
    assert (strange["code"], strange["field"]) == ("unknown_line", "units")
    assert "7" in strange["message"], "the line is named as the caller named it"


def test_what_is_out_of_scope_is_as_if_it_were_not_there(shop: None) -> None:
    near, far = world.packed(2)
    known = numbers("shipment", [near, far])
    everywhere = program(Role.WAREHOUSE, warehouses=frozenset({"W1"}))
    elsewhere = program(Role.WAREHOUSE, warehouses=frozenset({"W2"}))
    mistyped = {"shipments": [known[0], UNKNOWN, known[0]]}
    codes = [one["code"] for one in elsewhere.post("/shipments/issues", mistyped).json["results"]]
    assert codes == ["not_found", "not_found", "repeated_in_batch"]
    codes = [one["code"] for one in everywhere.post("/shipments/issues", mistyped).json["results"]]
    assert codes == [None, "not_found", "repeated_in_batch"]
    assert world.state([near, far]) == ["issued", "packed"]
    wrong = everywhere.post("/shipments/issues", {"shipments": known[:1]}).json["results"][0]
    assert wrong["message"] == "已经做过了。"
    english = replace(everywhere, language="en-GB,en;q=0.9")
    wrong = english.post("/shipments/issues", {"shipments": known[:1]}).json["results"][0]
    assert (wrong["message"], wrong["remedy"]) == (
        "This was done already.", "Nothing more to do.",
    )  # fmt: skip
