"""A replay beside people at work: it waits, and where both would wait for ever it tries again."""

import threading
import time
from contextlib import closing

import pytest
from django.db import connection, transaction

from gendan.kernel.journal import JournalEntry
from gendan.records.orders.models import CustomerOrder
from tests.intake.files import OLIST, import_file, olist_rows, write_csv
from tests.world import books_agree

pytestmark = pytest.mark.usefixtures("open_shop")

PATIENCE_SECONDS = 30
WAITERS = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def bring_in(tmp_path, name, rows, *options):
    path = write_csv(tmp_path / name, OLIST, rows)
    return import_file(path, source="olist", options=options)


def lock_the_wrong_way_round(order: int, holds: threading.Event) -> None:
    """First the stock, then the order: no command of ours does that."""
    with closing(connection), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM stock_level FOR UPDATE")
        holds.set()
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            cursor.execute(WAITERS)
            if cursor.fetchone() != (0,):
                break
            time.sleep(0.01)
        cursor.execute("SELECT id FROM customer_order WHERE id = %s FOR UPDATE", [order])


def test_a_deadlock_costs_a_try_and_nothing_else(tmp_path):
    bring_in(tmp_path, "before.csv", olist_rows("before", "canceled"), "--replay")
    life = olist_rows("o", "approved")
    bring_in(tmp_path, "o.csv", life)
    order = CustomerOrder.objects.get(reference="o").pk
    holds = threading.Event()
    other = threading.Thread(target=lock_the_wrong_way_round, args=(order, holds))
    other.start()
    assert holds.wait(PATIENCE_SECONDS)
    imported = bring_in(tmp_path, "o.csv", life, "--replay")
    other.join(PATIENCE_SECONDS)
    assert (imported.status, imported.figures["refused_steps"]) == (0, {})
    entries = JournalEntry.objects.filter(order_id=order).order_by("seq")
    assert [entry.step for entry in entries] == ["place", "record_payment", "confirm", "plan"]
    books_agree()
