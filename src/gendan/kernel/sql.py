"""One way to run a named statement, with lists as PostgreSQL's arrays.

The driver looks up an adapter for every element of a list; with columns of thousands of values
that took two fifths of a command's time. Here a list becomes one array literal, whose type the
statement names (`%s::bigint[]`) or implies (`id = ANY(%s)`).
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from django.db import connection

# What PostgreSQL keeps in no text: NUL, and halves of characters. They arrive from faulty programs,
# and one of them would otherwise spoil a whole batch.
UNWRITABLE = re.compile("[\0\ud800-\udfff]")
ESCAPED_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")  # in JSON; after an even number of \
LOST = "\N{REPLACEMENT CHARACTER}"

Parameters = Sequence[object] | Mapping[str, object]


def run(statement: str, parameters: Parameters = ()) -> int:
    """Run it; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _adapted(parameters))
        return int(cursor.rowcount)


def rows(statement: str, parameters: Parameters = ()) -> list[tuple]:  # type: ignore[type-arg]
    """Run it; the rows it gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _adapted(parameters))
        return list(cursor.fetchall())


def columns(of: Sequence[Sequence[object]], width: int) -> list[list[object]]:
    """The columns of rows of that width, as `unnest` wants them; empty ones for no rows."""
    return [[row[column] for row in of] for column in range(width)]


def array(values: Sequence[object]) -> str:
    """The array literal. https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO

    Raises `TypeError` for a value of another type than those in `ELEMENTS`."""
    kinds = set(map(type, values))
    if kinds == {int}:
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


def jsonb(value: object) -> str:
    """The value as JSON; what JSON does not know is written out as text."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return ESCAPED_NUL.sub(rf"\1{LOST}", UNWRITABLE.sub(LOST, text))


def _adapted(parameters: Parameters) -> Sequence[str] | Mapping[str, str]:
    if isinstance(parameters, Mapping):
        given = {n: array(v) if isinstance(v, list) else v for n, v in parameters.items()}
        return cast("Mapping[str, str]", given)
    return cast("Sequence[str]", [array(v) if isinstance(v, list) else v for v in parameters])


def _element(value: object) -> str:
    write = ELEMENTS.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, str):  # an enumeration's member
        return _quoted(str(value))
    raise TypeError(f"no array element: {value!r}")


def _quoted(value: object) -> str:
    text = UNWRITABLE.sub(LOST, cast("str", value))
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
