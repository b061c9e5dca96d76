"""How often somebody may try: counted in the database, for all web processes together.

Of a number four digits are to be guessed, so a number takes few guesses, whoever makes them; and an
address takes few, whatever the numbers. The names of counts are digests: no address is kept.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gendan.kernel import sql

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# A flood of tries beyond the limit is only read, and writes nothing.
KNOWN = "SELECT key, times, until FROM portal_count WHERE key = ANY(%s) AND until > %s"
# One statement, so that a hundred who ask at once are counted as a hundred; in the order of the
# keys, so that no two wait for each other.
COUNT = """
INSERT INTO portal_count AS known (key, until, times)
SELECT key, until, 1 FROM unnest(%(keys)s::text[], %(untils)s::timestamptz[]) AS new (key, until)
 ORDER BY key
ON CONFLICT (key) DO UPDATE
   SET until = CASE WHEN known.until <= %(at)s THEN excluded.until ELSE known.until END,
       times = CASE WHEN known.until <= %(at)s THEN 1 ELSE known.times + 1 END
RETURNING key, times, until
"""
FORGET = "DELETE FROM portal_count WHERE until <= %s"


@dataclass(frozen=True, slots=True)
class Limit:
    """So often within so long, for everything that has one name."""

    what: str
    times: int
    within: timedelta

    def key(self, name: str) -> str:
        """Under which it is counted."""
        return hashlib.sha256(f"{self.what} {name}".encode()).hexdigest()


# Ten thousand ends of a number at ten a day: one guesser in a thousand days, however many machines.
GUESSES_OF_NUMBER = Limit("number", 10, DAY)
GUESSES_OF_ADDRESS = Limit("address", 30, HOUR)
UNKNOWN_LINKS = Limit("links", 60, HOUR)  # of one address
ACTS_OF_ORDER = Limit("acts", 30, HOUR)


def counted(asked: Sequence[tuple[Limit, str]], at: datetime) -> datetime | None:
    """Count this try under each name; until when nothing more is taken, if it is one too many.

    Two statements; one where that many were counted already."""
    limits = {limit.key(name): limit for limit, name in asked}
    known = sql.rows(KNOWN, [list(limits), at])
    if over := [until for key, times, until in known if times >= limits[key].times]:
        return max(over)
    untils = [at + limit.within for limit in limits.values()]
    found = sql.rows(COUNT, {"keys": list(limits), "untils": untils, "at": at})
    # Others may have asked meanwhile.
    return max((until for key, times, until in found if times > limits[key].times), default=None)


def forget(at: datetime) -> None:
    """Remove what counts no longer. One statement."""
    sql.run(FORGET, [at])
