"""An order is asked for by its number and the end of a phone: counted first, then looked for."""

import re
from dataclasses import dataclass
from datetime import datetime

from gendan.portal import counts
from gendan.portal.facts import find

TAIL = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Found:
    """The order, if it is theirs; or until when nothing more is taken, whatever they ask."""

    order: int | None = None
    until: datetime | None = None


def ask(number: str, tail: str, address: str, now: datetime) -> Found:
    """Who asks once too often is told nothing, were it right. The same statements for
    a number that nobody has and a wrong end."""
    limits = [(counts.GUESSES_OF_NUMBER, number), (counts.GUESSES_OF_ADDRESS, address)]
    if until := counts.counted(limits, now):
        return Found(until=until)
    return Found(find(number, tail if TAIL.fullmatch(tail) else ""))
