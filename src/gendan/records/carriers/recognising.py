"""Whose number is this? By pattern and check digit; where several fit, all of them are named."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from gendan.kernel import sql
from gendan.records.carriers import checks
from gendan.records.carriers.models import NUMBER_MAX

PATTERNS = """
SELECT carrier.code, carrier.id, pattern.pattern, pattern.check_kind
  FROM number_pattern AS pattern JOIN carrier ON carrier.id = pattern.carrier_id
 ORDER BY carrier.code, pattern.id
"""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What numbers of a carrier look like. `check_kind`: how the check digit is reckoned."""

    carrier: str
    carrier_id: int
    pattern: str
    check_kind: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A carrier whose number it may be. `checked`: its check digit is right; none: it has none."""

    carrier: str
    checked: bool | None


def patterns() -> list[Pattern]:
    """Every pattern of the house. One statement."""
    return [Pattern(*row) for row in sql.rows(PATTERNS)]


def candidates(number: str, known: Sequence[Pattern]) -> list[Candidate]:
    """Whose it may be, those with a right check digit first, those with a wrong one not at all."""
    found: dict[str, bool | None] = {}
    for pattern in known:
        if _matches(pattern.pattern, number):
            right = checks.fits(pattern.check_kind, number) if pattern.check_kind else None
            if right is not False:
                found[pattern.carrier] = found.get(pattern.carrier) or right
    named = [Candidate(carrier, checked) for carrier, checked in found.items()]
    return sorted(named, key=lambda one: (not one.checked, one.carrier))


def misread(number: str, carrier: str, known: Sequence[Pattern]) -> bool:
    """Whether it looks like a number of that carrier, and only its check digit is wrong."""
    alike = [p for p in known if p.carrier == carrier and _matches(p.pattern, number)]
    return bool(alike) and not any(
        not pattern.check_kind or checks.fits(pattern.check_kind, number) for pattern in alike
    )


def _matches(pattern: str, number: str) -> bool:
    return len(number) <= NUMBER_MAX and bool(_compiled(pattern).fullmatch(number))


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII)
