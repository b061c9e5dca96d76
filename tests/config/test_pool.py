"""A pool of connections gives out none that its server ended, and asks no server that stands."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from gendan.config import database
from gendan.config.postgres.base import check

# What this connection asked last, apart from this question.
ASKED = "SELECT pid, state_change FROM pg_stat_activity WHERE pid = ANY(%s)"

Pool = ConnectionPool[psycopg.Connection[Any]]


@pytest.fixture
def pool() -> Iterator[Pool]:
    with ConnectionPool(
        database.url(), min_size=1, max_size=1, check=check, kwargs={"autocommit": True}
    ) as made:
        yield made


@pytest.fixture
def witness() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database.url(), autocommit=True) as connection:
        yield connection


def test_one_that_stands_is_given_without_a_word_to_the_server(
    pool: Pool, witness: psycopg.Connection[Any]
) -> None:
    with pool.connection() as connection:
        pid = connection.info.backend_pid
        connection.execute("SELECT 1")
    before = witness.execute(ASKED, [[pid]]).fetchall()
    with pool.connection() as connection:
        assert connection.info.backend_pid == pid
    assert witness.execute(ASKED, [[pid]]).fetchall() == before


def test_one_that_was_ended_is_replaced(pool: Pool, witness: psycopg.Connection[Any]) -> None:
    with pool.connection() as connection:
        pid = connection.info.backend_pid
    witness.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with pool.connection() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert connection.info.backend_pid != pid
