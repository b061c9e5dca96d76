"""What is loaded in bulk is as true as what the commands write."""

import pytest

from gendan.demo import bulk
from gendan.insight.verify.examination import verify
from gendan.kernel import sql
from gendan.records.orders.models import CustomerOrder
from tests import world


def analyzed() -> None:
    """Tell the planner what came, which PostgreSQL does by itself once it is committed."""
    sql.run("ANALYZE")


@pytest.mark.parametrize("orders", [1, 2_000])
def test_bulk_agrees(shop: None, orders: int) -> None:
    heard: list[int] = []
    assert bulk.load(orders, progress=heard.append) == orders
    assert heard == [orders]
    analyzed()
    report = verify()
    assert list(report.sentences()) == []
    assert report.orders == orders


def test_bulk_has_orders_on_every_way(shop: None) -> None:
    bulk.load(2_000)
    counts = dict(
        sql.rows("SELECT status, count(*) FROM customer_order GROUP BY status ORDER BY status")
    )
    assert counts == {
        "cancelled": 95,
        "closed": 76,
        "completed": 1729,
        "pending": 30,
        "processing": 25,
        "ready": 10,
        "review": 10,
        "shipped": 25,
    }


def test_the_commands_go_on_where_bulk_ended(shop: None) -> None:
    """Its open orders can be worked on, beside others."""
    from gendan.journey.s2_review.commands import confirm
    from gendan.journey.s3_pick.commands import start_pick
    from gendan.records.shipments.models import Shipment
    from tests.cast import MEI, SAM

    bulk.load(1_000)
    analyzed()
    waiting = CustomerOrder.objects.filter(status="review").values_list("id", flat=True)
    world.all_done(confirm(list(waiting), by=SAM))
    boxes = Shipment.objects.filter(state="to_pick").values_list("id", flat=True)
    world.all_done(start_pick(list(boxes), by=MEI))
    world.dispatched(3)
    assert list(verify().sentences()) == []


def test_bulk_twice_goes_on_counting(shop: None) -> None:
    bulk.load(100)
    bulk.load(100)
    assert verify().orders == 200
    assert list(verify().sentences()) == []


def test_bulk_wants_a_house(db: None) -> None:
    with pytest.raises(bulk.NothingToSell):
        bulk.load(1)
