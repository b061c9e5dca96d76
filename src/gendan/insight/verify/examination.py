"""Run every check over every order, slice by slice, on one unchanging picture of the database."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from gendan.insight.verify import (
    answers,
    exceptions,
    journal,
    orders,
    papers,
    shipments,
    shortages,
    stock,
)
from gendan.insight.verify.check import Check, Found, Slice
from gendan.kernel import sql

CHECKS: tuple[Check, ...] = (
    *orders.CHECKS,
    *shipments.CHECKS,
    *shortages.CHECKS,
    *exceptions.CHECKS,
    *journal.CHECKS,
    *stock.CHECKS,
    *papers.CHECKS,
    *answers.CHECKS,
)
SLICE = 50_000  # orders
LOWEST, HIGHEST = 1 - 2**63, 2**63 - 1  # of a bigint

# Seen by nobody and in nobody's way: people go on working while it reads.
SNAPSHOT = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL work_mem = '128MB'",
)

SLICES = """
SELECT min(id), max(id), count(*)
  FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %(size)s AS slice
          FROM customer_order WHERE id BETWEEN %(low)s AND %(high)s) AS numbered
 GROUP BY slice ORDER BY slice
"""

IDS = "SELECT number, id FROM customer_order WHERE number = ANY(%s)"


class UnknownOrder(LookupError):
    """There is no order of that number."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: nothing, one hopes."""

    check: Check
    found: Found


@dataclass(frozen=True, slots=True)
class Report:
    """What all checks found. `seconds` of wall-clock time."""

    orders: int
    seconds: float
    findings: tuple[Finding, ...]

    @property
    def differences(self) -> int:
        """How many things differ."""
        return sum(finding.found.count for finding in self.findings)

    def sentences(self) -> Iterator[str]:
        """Each example in a sentence."""
        for finding in self.findings:
            for difference in finding.found.examples:
                yield finding.check.tell(difference)

    def as_json(self) -> dict[str, object]:
        """The report as other programs read it."""
        return {
            "clean": not self.differences,
            "orders": self.orders,
            "seconds": round(self.seconds, 3),
            "differences": self.differences,
            "checks": [
                {
                    "name": finding.check.name,
                    "rule": finding.check.rule,
                    "differences": finding.found.count,
                    "examples": [
                        {
                            "document": difference.document,
                            "stored": difference.stored,
                            "computed": difference.computed,
                            "sentence": finding.check.tell(difference),
                        }
                        for difference in finding.found.examples
                    ],
                }
                for finding in self.findings
            ],
        }


Tell = Callable[[str, int, int], None]


def verify(
    *,
    first: str = "",
    last: str = "",
    examples: int = 5,
    size: int = SLICE,
    tell: Tell = lambda *_: None,
) -> Report:
    """Hold everything against everything. Inside a transaction of the caller's it sees what that
    sees; else it takes a snapshot of its own, so that work going on does not disturb it.

    1. `first` and `last` are order numbers; with either, only the orders entered from the one to
       the other are looked at, and nothing of the house as a whole. `UnknownOrder` when there is
       none of that number.
    2. `examples` is how many differences of each check are kept; all are counted.
    3. `size` is how many orders are looked at together.
    4. `tell` hears what is looked at, how many orders are done, and of how many."""
    began = time.monotonic()
    chosen = [check for check in CHECKS if not (check.whole and (first or last))]
    found = {check.name: Found() for check in chosen}
    with _snapshot():
        low, high = _ends(first, last)
        slices = _slices(low, high, size)
        total = sum(part.orders for part in slices)
        done = 0
        for part in slices:
            for check in chosen:
                if not check.whole:
                    tell(check.rule, done, total)
                    found[check.name] = found[check.name].plus(check.find(part, examples), examples)
            done += part.orders
        for check in chosen:
            if check.whole:
                tell(check.rule, done, total)
                found[check.name] = check.find(Slice(low, high, total), examples)
    tell("", total, total)
    findings = tuple(Finding(check, found[check.name]) for check in chosen)
    return Report(total, time.monotonic() - began, findings)


@contextmanager
def _snapshot() -> Iterator[None]:
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        for statement in SNAPSHOT:
            sql.run(statement)
        yield


def _ends(first: str, last: str) -> tuple[int, int]:
    wanted = [number for number in (first, last) if number]
    ids = dict(sql.rows(IDS, [wanted])) if wanted else {}
    for number in wanted:
        if number not in ids:
            raise UnknownOrder(number)
    return ids.get(first, LOWEST), ids.get(last, HIGHEST)


def _slices(low: int, high: int, size: int) -> Sequence[Slice]:
    """Slices without a gap between them, so that what belongs to no order is seen too."""
    rows = sql.rows(SLICES, {"low": low, "high": high, "size": size})
    slices = [Slice(*row) for row in rows] or [Slice(low, high, 0)]
    begins = [low, *(part.high + 1 for part in slices[:-1])]
    ends = [*(part.high for part in slices[:-1]), high]
    return [
        Slice(begin, end, part.orders)
        for begin, end, part in zip(begins, ends, slices, strict=True)
    ]
