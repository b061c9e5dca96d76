"""Doing it twice is harmless, also for two who do it at the same time."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from gendan.journey.s1_place.api import Arrival, OrderToPlace, place_arrivals
from gendan.kernel import sql
from gendan.kernel.repeat import Asked
from gendan.process.model import Role
from gendan.records.orders.models import CustomerOrder
from tests import world
from tests.api.operations import numbers, order_to_place
from tests.api.programs import program
from tests.cast import SAM
from tests.together.crowd import at_once


def test_a_repeated_request_has_the_same_answer_and_no_second_effect(shop: None) -> None:
    me = program(Role.SALES)
    body = {"orders": [order_to_place(reference=None), order_to_place(store="none")]}
    first = me.post("/orders", body, key="a b~c")
    again = me.post("/orders", body, key="a b~c")
    assert (first.status, again.status) == (200, 200)
    assert again.json == first.json
    assert first.json["done"] == 1
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert CustomerOrder.objects.count() == 1
    other = program(Role.SALES).post("/orders", body, key="a b~c")
    assert "Idempotency-Replayed" not in other.headers, "keys are each program's own"


def test_what_was_refused_as_a_whole_leaves_its_key_free(shop: None) -> None:
    me = program(Role.WAREHOUSE)
    box = numbers("shipment", world.packed())
    assert me.post("/shipments/issues", {"shipment": box}, key="k").status == 422
    assert me.post("/shipments/dispatches", {"parcels": []}, key="k").status == 422
    assert me.post("/shipments/issues", {"shipments": box}, key="k").json["done"] == 1


def test_a_crowd_with_one_key_places_one_order(open_shop: None) -> None:
    me = program(Role.SALES)
    body = {"orders": [order_to_place(reference=None)]}
    answers = at_once([lambda: me.post("/orders", body, key="k")] * 6)
    assert {answer.status for answer in answers} == {200}
    assert len({answer.json["results"][0]["made"] for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 5
    assert CustomerOrder.objects.count() == 1


def asked(key: str, count: int = 1) -> Arrival:
    orders = [OrderToPlace.model_validate(order_to_place()) for _ in range(count)]
    return Arrival(SAM, Asked(key, f"request {key}".strip), orders)


def test_many_requests_may_share_a_transaction_and_answer_as_if_alone(shop: None) -> None:
    with CaptureQueriesContext(connection) as alone:
        place_arrivals([asked("one")])
    other_under_its_key = Arrival(SAM, Asked("one", "else".strip), [])
    group = [asked("a", 2), asked("b"), asked("a"), other_under_its_key, asked("c", 3)]
    with CaptureQueriesContext(connection) as shared:
        placed_of_each = place_arrivals(group)
    assert len(shared) == len(alone) + 1, "the answers already given are read at once"
    a, b, again, other, c = (placed.answer for placed in placed_of_each)
    assert a
    assert b
    assert again
    assert c
    assert [len(answer.outcome.made) for answer in (a, b, c)] == [2, 1, 3]
    assert (again.outcome, again.repeated, other) == (a.outcome, True, None)
    placed = {id for answer in (a, b, c) for id in answer.outcome.made.values()}
    assert CustomerOrder.objects.filter(id__in=placed).count() == 6
    assert sql.rows("SELECT count(*) FROM customer_order") == [(7,)]
