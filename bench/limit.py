"""The limits beside our figures, measured on the same server with its own tools."""

import os
import re
import subprocess
import time
from pathlib import Path

import psycopg

from bench.wares import CUSTOMERS, PRODUCTS, sku
from gendan.embedded import binaries
from gendan.kernel.numbers import with_check_digits

SCRIPT = Path(__file__).with_name("place.sql")
CLIENTS = 8
PER_SECOND_MAX = 5_000  # orders; so many numbers with check digits are made ready
TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)

NUMBERS = """
CREATE TABLE IF NOT EXISTS bench_number (id bigserial PRIMARY KEY, number text NOT NULL);
CREATE SEQUENCE IF NOT EXISTS bench_taken;
"""
LEFT = """
SELECT (SELECT count(*) FROM bench_number)
       - (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM bench_taken)
"""
TAKE = "SELECT nextval('order_number') FROM generate_series(1, %s)"
GIVEN = """
SELECT (SELECT id FROM product WHERE sku = %s), (SELECT id FROM channel), (SELECT id FROM store),
       (SELECT id FROM warehouse)
"""

# Every column of every row that verify looks at, once.
TABLES = (
    "customer_order", "order_line", "shipment", "shipment_line", "journal", "notice", "payment",
    "pick_record", "stock_movement", "waybill", "hold", "shortage_case", "stock_level", "repeat",
)  # fmt: skip
READ = "SELECT count(t), sum(length(t::text)) FROM {table} AS t"


def placed_per_second(url: str, seconds: int) -> float:
    """Orders placed and reserved by eight clients of pgbench, one order a transaction.

    Raises `RuntimeError` with pgbench's own words when a transaction fails."""
    with psycopg.connect(url) as connection:
        _make_numbers(connection, seconds * PER_SECOND_MAX)
        row = connection.execute(GIVEN, [sku(0)]).fetchone()
    assert row is not None, "a house was built"
    first, channel, store, warehouse = row
    given = {
        "first": first,
        "products": PRODUCTS,
        "customers": CUSTOMERS,
        "channel": channel,
        "store": store,
        "warehouse": warehouse,
    }
    defined = [f"--define={name}={value}" for name, value in given.items()]
    return _pgbench(url, seconds, "--protocol=prepared", f"--file={SCRIPT}", *defined)


def tpcb_per_second(url: str, seconds: int) -> float:
    """Transactions of pgbench's own TPC-B, scale 10, eight clients, in an empty database.

    Raises `RuntimeError` with pgbench's own words when a transaction fails."""
    _run("--initialize", "--quiet", "--scale=10", url)
    return _pgbench(url, seconds)


def read_once_seconds(url: str) -> float:
    """How long PostgreSQL takes to read every row that verify reads, once, as text."""
    with psycopg.connect(url) as connection:
        began = time.perf_counter()
        for table in TABLES:
            connection.execute(READ.format(table=table))
        return time.perf_counter() - began


def _pgbench(url: str, seconds: int, *words: str) -> float:
    said = _run("--no-vacuum", "--jobs=2", f"--client={CLIENTS}", f"--time={seconds}", *words, url)
    found = TPS.search(said)
    if not found:
        raise RuntimeError(f"pgbench: {said.strip()}")
    return float(found[1])


def _run(*words: str) -> str:
    done = subprocess.run(
        [binaries.find().program("pgbench"), *words],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    if done.returncode:
        raise RuntimeError(f"pgbench: {done.stderr.strip()}")
    return done.stdout


def _make_numbers(connection: psycopg.Connection[tuple], wanted: int) -> None:
    """Check digits are arithmetic that a program does; pgbench finds them done."""
    connection.execute(NUMBERS)
    row = connection.execute(LEFT).fetchone()
    assert row is not None, "there is always an answer"
    missing = wanted - row[0]
    if missing <= 0:
        return
    serials = [serial for (serial,) in connection.execute(TAKE, [missing]).fetchall()]
    with connection.cursor().copy("COPY bench_number (number) FROM STDIN") as rows:
        for number in with_check_digits(serials):
            rows.write_row((number,))
