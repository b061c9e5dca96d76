"""Six digits against which goods are handed over in the store. They are kept nowhere.

A code follows from a nonce of its shipment and the program's own key, so a copy of the database
opens no parcel. Guessing is slow: some wrong ones, and nothing is taken for a while.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from gendan.kernel import sql

DIGITS = 6
MISSES_MAX = 5  # wrong codes of one pickup
WAIT = timedelta(minutes=15)  # after so many, and the time in which they count

TOLD = """
INSERT INTO pickup_code AS kept (shipment_id, nonce, told_at, keep_until)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[])
ON CONFLICT (shipment_id) DO UPDATE
   SET nonce = excluded.nonce, told_at = excluded.told_at, told = kept.told + 1,
       keep_until = excluded.keep_until, misses = 0, misses_since = NULL
"""
OF = "SELECT shipment_id, nonce, misses, misses_since FROM pickup_code WHERE shipment_id = ANY(%s)"
MISSED = """
UPDATE pickup_code AS kept SET misses = asked.misses, misses_since = asked.since
  FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[]) AS asked (id, misses, since)
 WHERE kept.shipment_id = asked.id
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a code."""

    shipment: int
    nonce: str
    misses: int
    misses_since: datetime | None

    def is_shut(self, at: datetime) -> bool:
        """Whether no code is taken now."""
        return self.misses >= MISSES_MAX and not self.is_forgotten(at)

    def is_forgotten(self, at: datetime) -> bool:
        """Whether earlier misses no longer count."""
        return self.misses_since is None or at - self.misses_since > WAIT

    def missed(self, at: datetime) -> tuple[int, int, datetime]:
        """It, after one miss more."""
        if self.is_forgotten(at) or self.misses_since is None:
            return self.shipment, 1, at
        return self.shipment, self.misses + 1, self.misses_since


def code(shipment: int, nonce: str) -> str:
    """The code that the customer is told."""
    return _code(str(settings.SECRET_KEY), shipment, nonce)


def is_right(kept: Kept, given: str) -> bool:
    """Whether that is the code; under a former key of the program too."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    codes = [_code(str(key), kept.shipment, kept.nonce) for key in keys]
    return any(hmac.compare_digest(known.encode(), given.strip().encode()) for known in codes)


def renew(waiting: Mapping[int, tuple[datetime, datetime]]) -> None:
    """A new code for each shipment: when it is told, until when the goods are kept. One
    statement."""
    rows = [(id, secrets.token_hex(16), at, until) for id, (at, until) in waiting.items()]
    sql.run(TOLD, sql.columns(rows, 4))


def kept(shipments: Collection[int]) -> dict[int, Kept]:
    """By shipment, what is kept of its code; those without one are absent. One statement."""
    return {row[0]: Kept(*row) for row in sql.rows(OF, [list(shipments)])}


def count_misses(misses: Sequence[tuple[int, int, datetime]]) -> None:
    """Remember wrong codes. One statement."""
    sql.run(MISSED, sql.columns(misses, 3))


def _code(key: str, shipment: int, nonce: str) -> str:
    digest = hmac.new(
        f"pickup code {key}".encode(), f"{shipment} {nonce}".encode(), hashlib.sha256
    ).digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}}"
