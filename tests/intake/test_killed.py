"""A replay that is killed in the middle goes on where it was, and does nothing twice."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from gendan.kernel.journal import JournalEntry
from gendan.records.orders.models import CustomerOrder
from tests.intake.files import DAY, OLIST, olist_rows, write_csv
from tests.world import books_agree

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("open_shop")]

ORDERS = 3_000
PATIENCE_SECONDS = 120
# Steps of which each document takes one, by the document that the acknowledgement names.
OF_ORDER = ("confirm", "cancel")
OF_SHIPMENT = ("start_pick", "pick", "pack", "issue", "dispatch", "deliver")
STATUSES = ("delivered", "delivered", "shipped", "canceled", "unavailable")


def address() -> str:
    """The test's database, for a program of its own."""
    known = connection.get_connection_params()
    words = ("user", "password", "host", "port")
    pairs = [f"{word}={known[word]}" for word in words if known.get(word)]
    return f"postgresql:///{known['dbname']}?{'&'.join(pairs)}"


def begin(path: Path, told: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "gendan", "import", str(path), "--source", "olist", "--replay",
         "--acknowledge", str(told)],
        env={**os.environ, "DATABASE_URL": address()},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def acknowledged(told: Path) -> list[tuple[str, int]]:
    lines = told.read_text().splitlines() if told.exists() else []
    entries = [json.loads(line) for line in lines if line.endswith("}")]
    return [(entry["step"], document) for entry in entries for document in entry["documents"]]


def test_what_was_acknowledged_before_the_kill_is_there_once_and_the_rest_follows(tmp_path):
    rows = [
        row
        for number in range(ORDERS)
        for row in olist_rows(
            f"o{number}",
            STATUSES[number % len(STATUSES)],
            goods=((f"p{number % 40}", f"s{number % 7}"), (f"p{number % 13}", "s0")),
            handed=DAY.format(5)
            if STATUSES[number % len(STATUSES)] in ("delivered", "shipped")
            else "",
            delivered=DAY.format(9) if STATUSES[number % len(STATUSES)] == "delivered" else "",
        )
    ]
    path, told = write_csv(tmp_path / "orders.csv.gz", OLIST, rows), tmp_path / "told.jsonl"
    program = begin(path, told)
    until = time.monotonic() + PATIENCE_SECONDS
    while len(set(acknowledged(told))) < 2_000 and time.monotonic() < until:
        assert program.poll() is None, "it ended before it could be killed"
        time.sleep(0.01)
    program.send_signal(signal.SIGKILL)
    program.wait()
    before = acknowledged(told)
    assert len(before) >= 2_000
    assert CustomerOrder.objects.exclude(status="review").exists()
    assert CustomerOrder.objects.count() < ORDERS or CustomerOrder.objects.filter(status="review")

    assert begin(path, told).wait(PATIENCE_SECONDS) == 0
    assert Counter(CustomerOrder.objects.values_list("status", flat=True)) == {
        "completed": ORDERS * 2 // 5, "shipped": ORDERS // 5, "cancelled": ORDERS // 5,
        "shortage": ORDERS // 5,
    }  # fmt: skip
    written = Counter(
        JournalEntry.objects.filter(step__in=(*OF_ORDER, *OF_SHIPMENT)).values_list(
            "step", "document_id"
        )
    )
    assert set(written.values()) == {1}
    assert set(acknowledged(told)) & set(written) >= {
        entry for entry in before if entry[0] in (*OF_ORDER, *OF_SHIPMENT)
    }
    books_agree()
