"""Rows of one order belong together, wherever in the file they stand."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from gendan.intake import cells
from gendan.intake.cells import BadCell
from gendan.intake.faults import bad_file
from gendan.intake.tables import Row

SCATTERED_MAX = 200_000  # rows held in memory because their orders are torn apart


def torn(read: Callable[[], Iterable[Row]], name: str) -> Counter[str]:
    """Orders whose rows do not stand together, and how many rows each has.

    Reads the file once, and again when there are any. Raises `BadFile` when they are so many
    that the file should be sorted first."""
    apart = _apart(read())
    rows: Counter[str] = Counter()
    if not apart:
        return rows
    for row in read():
        if (key := key_of(row)) in apart:
            rows[key] += 1
    if rows.total() > SCATTERED_MAX:
        raise bad_file(
            f"{name} 的订单行散落各处。",
            f"The rows of {name} are not together by order.",
            "先按订单号排序再导入。",
            "Sort it by order number first.",
        )
    return rows


def _apart(rows: Iterable[Row]) -> set[str]:
    # Numbers instead of texts: the one thing here that grows with the file, by some 60 bytes an
    # order. Two keys of one number would only be held in memory needlessly.
    seen: set[int] = set()
    apart: set[str] = set()
    before = None
    for row in rows:
        key = key_of(row)
        if key != before:
            if hash(key) in seen:
                apart.add(key)
            seen.add(hash(key))
            before = key
    return apart


def grouped(rows: Iterable[Row], torn: Counter[str]) -> Iterator[list[Row]]:
    """The rows of each order, in the order of the file."""
    held: dict[str, list[Row]] = {}
    group: list[Row] = []
    before = None
    for row in rows:
        key = key_of(row)
        if key in torn:
            held.setdefault(key, []).append(row)
            if len(held[key]) == torn[key]:
                yield held.pop(key)
            continue
        if group and key != before:
            yield group
            group = []
        group.append(row)
        before = key
    if group:
        yield group


def key_of(row: Row) -> str:
    """The order's number; one of its own for a row whose number is missing or cannot be read."""
    try:
        number = cells.identifier(row.raw("reference"))
    except BadCell:
        number = ""
    return number or f"{row.header.file}:{row.line}"
