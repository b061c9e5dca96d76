"""The journal: written once, in order, for ever."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from gendan.journey.s6_deliver.commands import deliver
from gendan.kernel.journal import JournalEntry
from tests import world
from tests.cast import LIN

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET reason = 'x'",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE journal, customer_order CASCADE",
    ],
)
def test_what_happened_is_neither_changed_nor_removed(shop: None, statement: str) -> None:
    world.placed()
    with (
        pytest.raises(IntegrityError, match="journal is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert JournalEntry.objects.count() == 1


def test_an_order_has_no_two_entries_of_one_number(shop: None) -> None:
    (id,) = world.placed()
    (entry,) = JournalEntry.objects.filter(order_id=id)
    entry.pk = None
    with pytest.raises(IntegrityError, match="journal_has_no_gaps"), transaction.atomic():
        entry.save(force_insert=True)


def test_a_whole_life_is_told_without_a_gap(shop: None) -> None:
    orders = world.orders_of(world.delivered(2))
    for id in orders:
        told = JournalEntry.objects.filter(order_id=id).order_by("seq")
        assert [entry.seq for entry in told] == list(range(1, 10))
        assert [entry.step for entry in told] == [
            "place", "confirm", "plan", "start_pick", "pick", "pack", "issue", "dispatch",
            "deliver",
        ]  # fmt: skip
        assert [entry.status for entry in told][-1] == "completed"


def test_it_is_told_when_it_happened_and_when_we_heard(shop: None) -> None:
    (made,) = world.dispatched()
    world.all_done(deliver([made], by=LIN, at=NOON))
    entry = JournalEntry.objects.get(step="deliver")
    assert entry.at == NOON
    assert entry.recorded_at > entry.at
