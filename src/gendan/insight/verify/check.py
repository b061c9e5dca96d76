"""What a check is: one rule of the house, and the statement that finds what breaks it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gendan.kernel import sql

# Every check's statement gives (document, stored, computed) as text for each thing that differs.
# `{low}` to `{high}` are ids of orders; what belongs to no order there is found by its neighbours.
BOUNDED = """
SELECT document, stored, computed, count(*) OVER ()
  FROM ({statement}) AS differing (document, stored, computed)
 ORDER BY document, stored, computed LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Slice:
    """Orders by id, both ends included, and how many of them there are."""

    low: int
    high: int
    orders: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not what it should be: which, what is stored, what was computed."""

    document: str
    stored: str
    computed: str


@dataclass(frozen=True, slots=True)
class Found:
    """How many things differ, and the first of them."""

    count: int = 0
    examples: tuple[Difference, ...] = ()

    def plus(self, other: "Found", limit: int) -> "Found":
        """Both together, with at most `limit` examples."""
        return Found(self.count + other.count, (self.examples + other.examples)[:limit])


Find = Callable[[Slice, int], Found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A rule, and how to find what breaks it.

    `sentence` tells of one difference; `find` takes a slice of orders and the most examples that
    are wanted. A check of the whole house looks at everything at once and needs no slice."""

    name: str
    rule: str
    sentence: str
    find: Find
    whole: bool = False

    def tell(self, difference: Difference) -> str:
        """The difference, in a sentence."""
        return self.sentence.format(
            document=difference.document, stored=difference.stored, computed=difference.computed
        )


def by_statement(statement: str, parameters: Mapping[str, object] | None = None) -> Find:
    """Find what differs with a statement over `%(low)s` to `%(high)s`. One statement."""
    bounded = BOUNDED.format(statement=statement)

    def find(part: Slice, limit: int) -> Found:
        values = {"low": part.low, "high": part.high, "limit": limit, **(parameters or {})}
        rows = sql.rows(bounded, values)
        examples = tuple(Difference(*(str(text) for text in row[:3])) for row in rows)
        return Found(rows[0][3] if rows else 0, examples)

    return find
