"""How long orders stay in each status, and how today goes."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from gendan.demo import bulk
from gendan.insight import moments
from gendan.insight.orders import typical
from gendan.insight.orders.typical import Done, done_today, typical_seconds
from gendan.journey.anytime.pauses import pause
from gendan.journey.s2_review.commands import confirm
from gendan.journey.s3_pick.commands import start_pick
from gendan.journey.s4_issue.commands import issue
from gendan.journey.s6_deliver.commands import deliver
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.process.model import Role
from gendan.process.words import PauseReason
from gendan.records.orders.models import CustomerOrder
from gendan.records.places.models import Store
from gendan.records.shipments.models import Shipment
from tests import world
from tests.cast import LIN, MEI, SAM

BEGAN = datetime(2026, 3, 2, 2, tzinfo=UTC)
READ_WHOLE = re.compile(r"Seq Scan on (customer_order|journal)")


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    typical.forget()
    yield
    typical.forget()


def walk(*minutes: int) -> None:
    """An order that is placed, confirmed and begun so many minutes apart."""
    at = BEGAN
    (order,) = world.placed(placed_at=at)
    world.all_done(confirm([order], by=SAM, at=(at := at + timedelta(minutes=minutes[0]))))
    at += timedelta(minutes=minutes[1])
    world.all_done(start_pick(world.boxes([order]), by=MEI, at=at))


def test_the_median_of_each_status_that_orders_left(shop: None) -> None:
    walk(10, 60)
    walk(20, 90)
    walk(90, 300)
    assert typical_seconds() == {"review": 20 * 60, "pending": 90 * 60}


def test_numbers_that_no_entry_has_do_not_matter(shop: None) -> None:
    for _ in range(2):
        sql.rows("SELECT nextval('journal_id_seq') FROM generate_series(1, 50000)")
        walk(10, 60)
    assert typical_seconds() == {"review": 10 * 60, "pending": 60 * 60}


def test_what_happens_within_a_status_ends_no_stay(shop: None) -> None:
    (box,) = world.packed()  # picking and packing are both "processing"
    assert "processing" not in typical_seconds()
    world.all_done(issue([box], by=MEI))
    typical.forget()
    assert "processing" in typical_seconds()


def test_an_empty_house_has_no_typical_times(shop: None) -> None:
    assert typical_seconds() == {}
    assert done_today() == Done(0, 0, 0)
    assert done_today().on_time is None


def test_each_is_one_statement_while_it_is_fresh(
    shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.delivered(3)
    typical.forget()
    with CaptureQueriesContext(connection) as asked:
        for _ in range(2):
            typical_seconds()
            done_today()
        assert len(asked) == 2
        for each in (typical.TYPICALLY, typical.TODAY):
            monkeypatch.setattr(each, "seconds", 0)
            each.forget()
        typical_seconds()
        done_today()
        assert len(asked) == 4


def test_what_was_completed_on_this_day_of_the_house_counts(shop: None) -> None:
    done = world.delivered(2)
    (earlier,) = world.dispatched()
    yesterday = moments.midnight() - timedelta(seconds=1)
    CustomerOrder.objects.filter(shipments=earlier).update(promised_by=yesterday)
    world.all_done(deliver([earlier], by=LIN, at=yesterday))
    assert done_today() == Done(2, 2, 2)
    CustomerOrder.objects.filter(shipments=done[0]).update(promised_by=yesterday)
    typical.forget()
    assert done_today() == Done(2, 2, 1)
    assert done_today().on_time == 0.5


def test_without_a_promised_day_it_is_in_time_that_was_never_late(shop: None) -> None:
    fine, late, stood_still = world.dispatched(3)
    past = timezone.now() - timedelta(hours=3)
    Shipment.objects.filter(id__in=[late, stood_still]).update(due_at=past)
    world.all_done(
        pause([stood_still], by=LIN, reason=PauseReason.CARRIER, at=past - timedelta(hours=1))
    )
    world.all_done(deliver([fine, late, stood_still], by=LIN))
    assert done_today() == Done(3, 3, 2)


def test_only_what_is_within_reach_counts(shop: None) -> None:
    world.delivered(2)
    (other,) = world.delivered()
    elsewhere = Store.objects.get(code="S2").pk
    CustomerOrder.objects.filter(shipments=other).update(store=elsewhere)
    somebody = Actor("somebody", Role.MANAGER, stores=frozenset({elsewhere}))
    assert done_today(somebody).orders == 1
    assert done_today().orders == 3


@override_settings(TIME_ZONE="Pacific/Kiritimati")
def test_the_day_is_the_one_of_the_house() -> None:
    here = timezone.localtime(moments.midnight())
    assert (here.hour, here.minute, str(here.tzinfo)) == (0, 0, "Pacific/Kiritimati")
    assert here.date() == timezone.localtime().date()


def test_neither_reads_a_growing_table_whole(shop: None) -> None:
    bulk.load(3_000)
    sql.run("ANALYZE")
    today = typical.DONE.replace("<<within>>", "true")
    for statement, values in ((typical.TYPICAL, {}), (today, {"midnight": moments.midnight()})):
        plan = "\n".join(line for (line,) in sql.rows("EXPLAIN " + statement, values))
        assert not READ_WHOLE.search(plan), plan
