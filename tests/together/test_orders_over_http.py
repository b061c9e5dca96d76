"""Orders that come over HTTP at the same time share a transaction; none suffers from another."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection, connections

from gendan.kernel import sql
from gendan.process.model import Role
from tests.api.operations import order_to_place
from tests.api.programs import Answer, Program, program

CROWD = 16
TRANSACTIONS = "SELECT xmin::text, count(*) FROM customer_order GROUP BY xmin"
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ 'repeat'"
)


def crowded(who: list[Program], body: dict[str, object]) -> list[Answer]:
    """Each posts an order while the keys of all are locked away; the answers once they are not."""

    def post(me: Program) -> Answer:
        try:
            return me.post("/orders", {"orders": [body | {"reference": None}]})
        finally:
            connections.close_all()

    settings = connection.get_connection_params()
    address = {name: settings[name] for name in ("host", "dbname", "user")}
    with psycopg.connect(**address) as other, ThreadPoolExecutor(len(who)) as pool:
        other.execute("LOCK TABLE repeat IN EXCLUSIVE MODE")
        answers = [pool.submit(post, me) for me in who]
        while sql.rows(WAITING) == [(0,)]:
            time.sleep(0.01)
        time.sleep(0.5)  # for the others to queue up; fewer of them would only share less
        other.rollback()
        return [answer.result(30) for answer in answers]


def test_orders_that_come_together_are_committed_together(open_shop: None) -> None:
    me = program(Role.SALES, per_minute=1_000)
    answers = crowded([me] * CROWD, order_to_place())
    assert {answer.json["done"] for answer in answers} == {1}
    assert len({answer.json["results"][0]["made"] for answer in answers}) == CROWD
    sizes = sorted(count for _, count in sql.rows(TRANSACTIONS))
    assert sum(sizes) == CROWD
    assert len(sizes) < CROWD, "nobody shared a transaction"


@pytest.mark.parametrize("wrong", ["sku", "store"])
def test_one_that_is_refused_hurts_none_that_came_with_it(open_shop: None, wrong: str) -> None:
    good, bad = order_to_place(), order_to_place()
    if wrong == "sku":
        bad["lines"] = [{"sku": "nothing", "quantity": 1}]
    else:
        bad["store"] = "S9"
    me = program(Role.SALES, per_minute=1_000)
    bodies = [good, bad] * (CROWD // 2)
    with ThreadPoolExecutor(CROWD) as pool:
        answers = list(pool.map(lambda body: _post(me, body), bodies))
    codes = Counter(answer.json["results"][0]["code"] for answer in answers)
    assert codes == {None: CROWD // 2, f"unknown_{wrong}": CROWD // 2}
    assert sql.rows("SELECT count(*) FROM customer_order") == [(CROWD // 2,)]


def test_who_may_not_place_is_refused_alone(open_shop: None) -> None:
    sales, dock = program(Role.SALES), program(Role.LOGISTICS)
    answers = crowded([sales, dock] * 4, order_to_place())
    assert [answer.status for answer in answers] == [200, 403] * 4
    assert not any("Idempotency-Replayed" in answer.headers for answer in answers)
    assert sql.rows("SELECT count(*) FROM customer_order") == [(4,)]


def _post(me: Program, body: dict[str, object]) -> Answer:
    try:
        return me.post("/orders", {"orders": [body | {"reference": None}]})
    finally:
        connections.close_all()
