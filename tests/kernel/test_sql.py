"""Lists go to the server as array literals of our own; whatever a list holds must arrive."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

import pghistory
import pytest
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, connections, transaction
from hypothesis import given
from hypothesis import strategies as st
from psycopg.pq import TransactionStatus

from gendan.kernel import sql

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
VALUES = {
    "text": TEXTS | st.sampled_from(["NULL", "null", "", " ", "{}", '"', "\\", "a,b", "\n\t"]),
    "bigint": st.integers(-(2**63), 2**63 - 1),
    "bool": st.booleans(),
    "numeric": st.decimals(allow_nan=False, allow_infinity=False, places=2),
    "timestamptz": st.datetimes(
        min_value=datetime(1, 1, 3),  # noqa: DTZ001 - the zone is drawn beside it
        max_value=datetime(9999, 12, 29),  # noqa: DTZ001
        timezones=ZONES,
    ),
    "date": st.dates(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", VALUES)
def test_what_is_in_a_list_arrives(kind: str) -> None:
    @given(st.lists(VALUES[kind] | st.none()))
    def arrives(values: list[object]) -> None:
        ((found,),) = sql.rows(f"SELECT %s::{kind}[]", [values])
        assert found == values

    arrives()


@pytest.mark.django_db
def test_lists_and_single_values_may_be_mixed_and_named() -> None:
    statement = "SELECT %(one)s::int, %(many)s::int[], %(none)s::int[]"
    assert sql.rows(statement, {"one": 1, "many": [2, 3], "none": []}) == [(1, [2, 3], [])]
    assert sql.run("SELECT FROM unnest(%s::int[])", [[1, 2, 3]]) == 3


PLANS = "SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements"


@pytest.mark.django_db
def test_what_comes_again_is_planned_once_and_long_lists_each_time() -> None:
    asked = "SELECT %(what)s::int, '%%', count(*) FROM unnest(%(many)s::int[])"
    for few in ([1], [1, 2], [1, 2, 3]):
        assert sql.rows(asked, {"many": few, "what": 5}) == [(5, "%", len(few))]
    long = list(range(sql.LONG + 1))
    assert sql.rows(asked, {"many": long, "what": 5}) == [(5, "%", len(long))]
    assert sql.rows(asked, {"many": [1], "what": 5}, anew=True) == [(5, "%", 1)]
    kept = {text: used for text, used in sql.rows(PLANS) if "unnest" in text}
    assert kept == {"SELECT $1::int, '%', count(*) FROM unnest($2::int[])": 2}


@pytest.mark.django_db
def test_the_history_may_put_words_before_a_statement() -> None:
    with pghistory.context(user=1):
        written = "UPDATE calendar SET code = code WHERE id = ANY(%s) AND code LIKE 'a%%'"
        assert sql.run(written, [[-1]]) == 0
        assert sql.rows("SELECT %(one)s::int", {"one": 1}) == [(1,)]
        with sql.flowing():
            sql.send(written, [[-1]])
            assert sql.run(written, [[-2]]) == 0


class Kind(StrEnum):
    ONE = "one"


@pytest.mark.django_db
def test_a_member_of_an_enumeration_is_its_text() -> None:
    assert sql.rows("SELECT %s::text[]", [[Kind.ONE]]) == [(["one"],)]


@pytest.mark.parametrize("value", [1.5, object(), b"x", [1], {}])
def test_a_value_of_another_kind_is_a_mistake(value: object) -> None:
    with pytest.raises(TypeError, match="no array element"):
        sql.array([value])


def test_columns_of_no_rows_are_empty_columns() -> None:
    assert sql.columns([], 2) == [[], []]
    assert sql.columns([(1, "a"), (2, "b")], 2) == [[1, 2], ["a", "b"]]


@pytest.mark.django_db
def test_the_one_character_that_postgresql_cannot_keep_is_marked_as_lost() -> None:
    assert sql.rows("SELECT %s::text[]", [["a\0b", "\0"]]) == [(["a�b", "�"],)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


@pytest.mark.django_db
def test_json_arrives() -> None:
    @given(JSON | st.sampled_from(["\\u0000", "\\\\u0000", '"\\u0000']))
    def arrives(value: object) -> None:
        ((found,),) = sql.rows("SELECT %s::jsonb::text", [sql.jsonb(value)])
        assert json.loads(found) == value

    arrives()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("\0", "�"),
        ("\\\0", "\\�"),
        ({"a\0": ["\0\0", {"b": "\\u0000"}]}, {"a�": ["��", {"b": "\\u0000"}]}),
        ([Decimal("1.50"), date(2026, 3, 2)], ["1.50", "2026-03-02"]),
        (datetime(2026, 3, 2, tzinfo=UTC), "2026-03-02 00:00:00+00:00"),
    ],
)
def test_json_that_postgresql_cannot_keep_is_kept_as_far_as_it_can(
    value: object, kept: object
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb", [sql.jsonb(value)])
        assert json.loads(cursor.fetchone()[0]) == kept


@pytest.fixture
def table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE told (number int PRIMARY KEY) ON COMMIT DROP")


TELL = "INSERT INTO told SELECT * FROM unnest(%s::int[])"
TOLD = "SELECT number FROM told ORDER BY number"


@pytest.mark.usefixtures("table")
def test_what_flows_arrives_in_its_order() -> None:
    with transaction.atomic(), sql.flowing():
        sql.send(TELL, [[1, 2]])
        before = sql.ask(TOLD)
        sql.send(TELL, [[3]])
        assert sql.run("DELETE FROM told WHERE number < %s", [3]) == 2
        assert sql.rows(TOLD) == [(3,)]
        assert before() == [(1,), (2,)]
        sql.send(TELL, [[4]])
    assert sql.rows(TOLD) == [(3,), (4,)]


@pytest.mark.django_db
def test_an_answer_is_not_kept_waiting_by_what_was_sent_behind_its_question() -> None:
    other = connections[DEFAULT_DB_ALIAS].copy()
    with closing(other), other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with transaction.atomic(), sql.flowing():
            sql.send("SET LOCAL lock_timeout = '20s'")  # it fails then, and does not stand still
            asked = sql.ask("SELECT 1 FROM pg_sleep(0.3)")
            sql.send("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            last = sql.ask("SELECT 2")
            assert asked() == [(1,)]
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
            assert last() == [(2,)]


LOCK = 33


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("first", [True, False], ids=["before", "behind"])
def test_what_is_wrong_is_raised_by_an_answer_before_which_it_was_sent(*, first: bool) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), sql.flowing():  # noqa: PT012
        asked = [sql.ask("SELECT 1")] if first else []
        sql.send(TELL, [[1, 1]])
        asked.append(sql.ask("SELECT 2"))
        if first:
            assert asked[0]() == [(1,)]
        asked[-1]()
        pytest.fail("an answer came from a transaction that was broken")
    assert sql.rows(TOLD) == []


@pytest.mark.usefixtures("table")
def test_where_nothing_flows_it_is_the_same() -> None:
    sql.send(TELL, [[1]])
    asked = sql.ask(TOLD)
    sql.send(TELL, [[2]])
    assert asked() == [(1,)]
    assert sql.rows(TOLD) == [(1,), (2,)]


def tell(*numbers: int, then: str = "") -> None:
    """Each by a statement of its own that flows, in a transaction."""
    with transaction.atomic(), sql.flowing():
        for number in numbers:
            sql.send(TELL, [[number]])
        if then:
            sql.rows(then)


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("then", [TOLD, ""], ids=["the next that waits", "the end"])
def test_what_is_wrong_with_what_was_sent_is_raised_and_undoes_all(then: str) -> None:
    with pytest.raises(IntegrityError):
        tell(1, 2, 1, then=then)
    assert sql.rows(TOLD) == []


@pytest.mark.usefixtures("table")
def test_a_flow_within_another_ends_with_it() -> None:
    went_on = False
    with pytest.raises(IntegrityError), transaction.atomic(), sql.flowing():  # noqa: PT012
        with sql.flowing():
            sql.send(TELL, [[1]])
            sql.send(TELL, [[1]])
        assert sql.flows()
        went_on = True
    assert went_on
    assert not sql.flows()
    tell(2)
    assert sql.rows(TOLD) == [(2,)]


@pytest.mark.usefixtures("table")
def test_a_step_within_another_can_fail_by_itself() -> None:
    with transaction.atomic():
        tell(1)
        with pytest.raises(IntegrityError):
            tell(1, 2)
        tell(3)
    assert sql.rows(TOLD) == [(1,), (3,)]


@pytest.fixture
def kept(open_shop: None) -> Iterator[None]:
    """The same table, which outlives a transaction."""
    sql.run("CREATE UNLOGGED TABLE told (number int PRIMARY KEY)")
    yield
    sql.run("DROP TABLE told")


def tell_and_commit(*numbers: int) -> None:
    """Each by a statement of its own that flows, and the commit behind them."""
    with transaction.atomic(), sql.flowing():
        for number in numbers:
            sql.send(TELL, [[number]])
        sql.commit_along()


@pytest.mark.usefixtures("kept")
def test_a_commit_that_went_along_is_the_transactions_own() -> None:
    done = []
    with transaction.atomic():
        transaction.on_commit(lambda: done.append(len(sql.rows(TOLD))))
        with sql.flowing():
            sql.send(TELL, [[1]])
            sql.commit_along()
        assert connection.connection.info.transaction_status == TransactionStatus.IDLE
        assert done == []
    assert done == [1]
    tell_and_commit(2)
    assert sql.rows(TOLD) == [(1,), (2,)]


@pytest.mark.usefixtures("kept")
def test_a_commit_behind_what_is_wrong_commits_nothing() -> None:
    with pytest.raises(IntegrityError):
        tell_and_commit(1, 2, 1)
    assert sql.rows(TOLD) == []
    tell_and_commit(3)
    assert sql.rows(TOLD) == [(3,)]


@pytest.mark.usefixtures("kept")
def test_within_another_transaction_no_commit_goes_along() -> None:
    with pytest.raises(ValueError, match="over"), transaction.atomic():  # noqa: PT012
        tell_and_commit(1)
        raise ValueError("over")
    assert sql.rows(TOLD) == []
