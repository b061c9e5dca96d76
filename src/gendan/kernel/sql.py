"""One way to run a named statement, with lists as PostgreSQL's arrays, planned once.

The driver looks up an adapter for every element of a list; with columns of thousands of values
that took two fifths of a command's time. Here a list becomes one array literal, whose type the
statement names (`%s::bigint[]`) or implies (`id = ANY(%s)`).

Planning a statement for few rows takes longer than running it, so each connection keeps the plans
of those that come again. Of long lists PostgreSQL should know the length: those it plans each time.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.utils import CursorWrapper
from psycopg.abc import PQGen
from psycopg.generators import fetch_many
from psycopg.generators import send as push
from psycopg.pq import PipelineStatus

# What PostgreSQL keeps in no text: NUL, and halves of characters. They arrive from faulty programs,
# and one of them would otherwise spoil a whole batch.
UNWRITABLE = re.compile("[\0\ud800-\udfff]")
ESCAPED_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")  # in JSON; after an even number of \
LOST = "\N{REPLACEMENT CHARACTER}"

Parameters = Sequence[object] | Mapping[str, object]

COMMIT = "COMMIT"
PLACEHOLDER = re.compile(r"%(?:s|\((\w+)\)s|%)")
LONG = 200  # elements of a list, beyond which a statement is planned for it
PLANS = 300  # kept by a connection


def run(statement: str, parameters: Parameters = ()) -> int:
    """Run it; how many rows it touched."""
    with _asked(statement, parameters) as cursor:
        cursor._fetch_pipeline()  # where statements flow, its answer may be on its way
        return int(cursor.rowcount)


def send(statement: str, parameters: Parameters = ()) -> None:
    """Run it where nobody asks what it touched; where statements flow, without waiting for it."""
    with _asked(statement, parameters):
        pass


def ask(statement: str, parameters: Parameters = ()) -> Callable[[], list[tuple]]:  # type: ignore[type-arg]
    """Run it; call what this gives for its rows. Where statements flow, only that waits."""
    with _asked(statement, parameters) as cursor:
        if flows():
            # The server keeps small answers back until more have come, unless it is told not to.
            cursor.connection.pgconn.send_flush_request()
            return partial(_answer, cursor)
        found = list(cursor.fetchall())
        return lambda: found


def rows(statement: str, parameters: Parameters = (), *, anew: bool = False) -> list[tuple]:  # type: ignore[type-arg]
    """Run it; the rows it gives. `anew`: plan it for these values, which decide how it is best
    run."""
    with _asked(statement, parameters, anew=anew) as cursor:
        return list(cursor.fetchall())


@contextmanager
def flowing() -> Iterator[None]:
    """Within it, the database is at work on what was sent or asked while the program goes on.

    For a transaction of `send`, `ask`, `run` and `rows` alone; cursors of others do not know that
    an answer may be on its way. What is wrong with a statement is raised by one that waits, or at
    the end: of the outermost, where one is within another. Where something else looks at statements
    on their way each is waited for. https://www.psycopg.org/psycopg3/docs/advanced/pipeline.html"""
    connection.ensure_connection()
    begins = not (flows() or connection.execute_wrappers or connection.queries_logged)
    with (
        connection.wrap_database_errors,
        connection.connection.pipeline() if begins else nullcontext(),
    ):
        yield


def commit_along() -> None:
    """Where statements flow, send the outermost transaction's commit behind the last of them, so
    that nobody waits for those before it is sent. What breaks then is raised at the end of
    `flowing`, and nothing was done: the database does not commit what has failed."""
    if flows() and connection.in_atomic_block and len(connection.atomic_blocks) == 1:
        send(COMMIT)


def flows() -> bool:
    """Whether statements flow just now."""
    return _flows(connection.connection)


def _flows(raw: psycopg.Connection[Any] | None) -> bool:
    return raw is not None and raw.pgconn.pipeline_status != PipelineStatus.OFF


def _answer(cursor: psycopg.RawCursor[Any]) -> list[tuple]:  # type: ignore[type-arg]
    """Its rows as soon as they are there. The driver itself waits for all that was sent since."""
    pipeline = cursor.connection._pipeline
    while pipeline and cursor.pgresult is None and cursor.connection.wait(_next(pipeline)):
        pass
    return list(cursor.fetchall())


def _next(pipeline: psycopg.Pipeline) -> PQGen[bool]:
    """Fetch the answer to the oldest statement that has none; whether there was one."""
    yield from push(pipeline.pgconn)
    results = yield from fetch_many(pipeline.pgconn)
    if results:
        pipeline._process_results(pipeline.result_queue.popleft(), results)
    return bool(results)


def _asked(
    statement: str, parameters: Parameters, *, anew: bool = False
) -> AbstractContextManager[Any]:
    """A cursor that was given the statement."""
    given, is_long = _adapted(parameters)
    django = connections[DEFAULT_DB_ALIAS]
    if django.execute_wrappers:  # the history puts words of its own before a statement
        wrapped = django.cursor()
        wrapped.execute(statement, given)
        return wrapped
    text, names = _numbered(statement)
    values = [given[name] for name in names]  # type: ignore[index]
    if not django.connection:
        django.ensure_connection()
    raw = cast("psycopg.Connection[Any]", django.connection)
    raw.prepared_max = PLANS
    # Of our statements; Django's own cursors never prepare.
    raw.prepare_threshold = None if anew or is_long else 1
    own = psycopg.RawCursor(raw)
    if _flows(raw):  # `flowing` sees to its errors
        return nullcontext(own.execute(text, values))
    cursor: CursorWrapper = django._prepare_cursor(own)  # type: ignore[attr-defined]
    cursor.execute(text, values)
    return cursor


@lru_cache(maxsize=1_000)
def _numbered(statement: str) -> tuple[str, Sequence[str | int]]:
    """The statement with PostgreSQL's own placeholders, and which parameter each stands for. The
    driver would look for its own anew in every long statement, each time."""
    names: dict[str | int, int] = {}

    def numbered(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        return f"${names.setdefault(found[1] or len(names), len(names) + 1)}"

    return PLACEHOLDER.sub(numbered, statement), tuple(names)


def columns(of: Sequence[Sequence[object]], width: int) -> list[list[object]]:
    """The columns of rows of that width, as `unnest` wants them; empty ones for no rows."""
    return [[row[column] for row in of] for column in range(width)]


def array(values: Sequence[object]) -> str:
    """The array literal. https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO

    Raises `TypeError` for a value of another type than those in `ELEMENTS`."""
    kinds = set(map(type, values))
    if kinds == {int} or kinds == {Decimal}:
        return "{" + ",".join(map(str, values)) + "}"
    if kinds == {str}:
        # Most columns hold nothing that needs an escape; one look at the whole tells.
        text = '","'.join(cast("Sequence[str]", values))
        if "\\" not in text and text.count('"') == 2 * (len(values) - 1) and text.isprintable():
            return '{"' + text + '"}'
    if kinds <= REPEATED:
        written = {value: _element(value) for value in set(values)}
        return "{" + ",".join([written[value] for value in values]) + "}"
    return "{" + ",".join([_element(value) for value in values]) + "}"


def written(text: str) -> str:
    """A text as the database keeps it."""
    return UNWRITABLE.sub(LOST, text)


def jsonb(value: object) -> str:
    """The value as JSON; what JSON does not know is written out as text."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return ESCAPED_NUL.sub(rf"\1{LOST}", written(text))


def _adapted(parameters: Parameters) -> tuple[Sequence[str] | Mapping[str, str], bool]:
    """The parameters with each list as an array literal, and whether one of the lists is long."""
    is_named = isinstance(parameters, Mapping)
    values = list(parameters.values()) if isinstance(parameters, Mapping) else parameters
    is_long = any(isinstance(value, list) and len(value) > LONG for value in values)
    given = [array(value) if isinstance(value, list) else value for value in values]
    adapted = dict(zip(parameters, given, strict=True)) if is_named else given
    return cast("Sequence[str] | Mapping[str, str]", adapted), is_long


def _element(value: object) -> str:
    write = ELEMENTS.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, str):  # an enumeration's member
        return _quoted(str(value))
    raise TypeError(f"no array element: {value!r}")


def _quoted(value: object) -> str:
    text = written(cast("str", value))
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _moment(value: object) -> str:
    return '"' + cast("date", value).isoformat() + '"'


# A batch happens at few moments; each is written out once.
REPEATED = {datetime, type(None)}

ELEMENTS: Mapping[type, Callable[[object], str]] = {
    type(None): lambda _: "NULL",
    bool: lambda value: "t" if value else "f",
    int: str,
    Decimal: str,
    str: _quoted,
    datetime: _moment,
    date: _moment,
}
