"""Numbers that carriers gave in advance: each goes out once, however many ask at the same time."""

from collections.abc import Mapping
from dataclasses import dataclass

from gendan.kernel import sql
from gendan.records.carriers import checks

# Whoever asks meanwhile waits here until these have gone out.
LOCK = """
SELECT id, carrier_id, prefix, suffix, digits, check_kind, next, last FROM number_block
 WHERE carrier_id = ANY(%s) AND next <= last AND closed_at IS NULL
 ORDER BY id FOR UPDATE
"""
HAND_OUT = """
UPDATE number_block AS block SET next = asked.next
  FROM unnest(%s::bigint[], %s::bigint[]) AS asked (id, next) WHERE block.id = asked.id
"""


@dataclass(frozen=True, slots=True)
class Block:
    """A block as it was locked; `next` to `last` are still there."""

    id: int
    carrier: int
    prefix: str
    suffix: str
    digits: int
    check_kind: str
    next: int
    last: int

    def number(self, running: int) -> str:
        """The waybill number of a running number."""
        digits = f"{running:0{self.digits}}"
        check = checks.check_digit(self.check_kind, digits) if self.check_kind else ""
        return f"{self.prefix}{digits}{check}{self.suffix}"


def draw(wanted: Mapping[int, int]) -> dict[int, list[str]]:
    """So many numbers of each carrier (by id), fewer where fewer are left. Two statements."""
    drawn: dict[int, list[str]] = {carrier: [] for carrier in wanted}
    taken: list[tuple[int, int]] = []
    for row in sql.rows(LOCK, [list(wanted)]):
        block = Block(*row)
        numbers = drawn[block.carrier]
        count = min(wanted[block.carrier] - len(numbers), block.last + 1 - block.next)
        numbers += [block.number(block.next + nth) for nth in range(count)]
        if count:
            taken.append((block.id, block.next + count))
    sql.run(HAND_OUT, sql.columns(taken, 2))
    return drawn
