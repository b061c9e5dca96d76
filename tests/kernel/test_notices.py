"""Notices: one row a message, and nobody hears the same thing twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from gendan.journey.s1_place.commands import place
from gendan.journey.s6_deliver.commands import deliver, undo_deliver
from gendan.kernel.notices import Notice, Telling, write
from tests import world
from tests.cast import BO, LIN, SAM
from tests.journey.facts import news

NOW = datetime.now(UTC)
TELLING = Telling("deliver", "shipment", 1, 0, "customer", 1, 2, 3, NOW)


@pytest.mark.django_db
def test_a_message_is_written_once_however_often_it_is_told() -> None:
    write([TELLING, TELLING])
    write([TELLING])
    (found,) = Notice.objects.values_list("key", "recipient", "store_id", "warehouse_id", "state")
    assert found == ("deliver", "customer", 2, 3, "due")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "other",
    [
        {"key": "dispatch"},
        {"document": "order"},
        {"document_id": 2},
        {"recipient": "service"},
        {"occurrence": 1},
    ],
)
def test_another_message_is_another_message(other: dict[str, object]) -> None:
    write([TELLING, replace(TELLING, **other)])  # type: ignore[arg-type]
    assert Notice.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"state": "lost"}, {"attempts": -1}])
def test_a_message_is_due_sent_refused_or_expired(wrong: dict[str, object]) -> None:
    write([TELLING])
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(**wrong)


def test_a_step_that_happens_once_is_told_once(shop: None) -> None:
    (made,) = world.delivered()
    world.all_done(undo_deliver([made], by=BO, reason="记错"))
    with news() as came:
        world.all_done(deliver([made], by=LIN))
    assert came.told == set()


def test_the_department_is_told_of_its_store_and_warehouse(shop: None) -> None:
    (made,) = world.to_pick()
    (told,) = Notice.objects.filter(key="plan", document_id=made)
    assert (told.recipient, told.warehouse_id) == ("warehouse", world.warehouse("W1"))
    assert told.order_id == world.orders_of([made])[0]
    placed = Notice.objects.filter(key="place", recipient="sales").get()
    assert (placed.store_id, placed.warehouse_id) == (world.Store.objects.get(code="S1").pk, None)


@pytest.mark.django_db
def test_what_happened_more_than_a_day_ago_is_never_sent() -> None:
    old = replace(TELLING, document_id=2, at=NOW - timedelta(hours=25))
    write([TELLING, old])
    found = Notice.objects.order_by("document_id").values_list("state", "settled_at")
    (fresh, unsettled), (expired, settled) = found
    assert (fresh, unsettled) == ("due", None)
    assert expired == "expired"
    assert settled is not None


def test_orders_of_last_month_are_told_to_nobody(shop: None) -> None:
    then = NOW - timedelta(days=30)
    world.all_done(place([world.new(placed_at=then)], by=SAM))
    assert set(Notice.objects.values_list("state", flat=True)) == {"expired"}
