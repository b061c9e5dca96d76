"""A file with one row per order line becomes orders, and rows that are left out with a reason."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from gendan.intake.drafts import Found, Rejected
from gendan.intake.faults import BadOrder, BadRow
from gendan.intake.grouping import grouped, torn
from gendan.intake.reading import Advance
from gendan.intake.source import Source
from gendan.intake.tables import Row, table


def read_orders(
    files: Sequence[Path],
    source: Source,
    read: Callable[[list[Row]], Sequence[Found]],
    advance: Advance,
) -> Iterator[Found]:
    """What `read` makes of the rows of each order, file by file and from top to bottom.

    Each file is read through once before, so that one that cannot be used changes nothing."""

    def rows(path: Path, tell: Advance) -> Iterator[Row]:
        corrected = source.corrected_in(path)
        return table(path, source.columns, source.needed, tell, corrected)[1]

    apart = [torn(partial(rows, path, lambda _: None), path.name) for path in files]
    for path, own in zip(files, apart, strict=True):
        for group in grouped(rows(path, advance), own):
            yield from made_of(group, read)


def made_of(rows: list[Row], read: Callable[[list[Row]], Sequence[Found]]) -> Sequence[Found]:
    """What `read` makes of the rows; `Rejected` as a whole when one of them is bad."""
    if faults := [row.trouble for row in rows if row.trouble]:
        return [Rejected(rows=rows, faults=faults)]
    try:
        return read(rows)
    except BadOrder as bad:
        return [Rejected(rows=rows, faults=bad.faults)]
    except BadRow as bad:
        return [Rejected(rows=rows, faults=[bad.fault])]
