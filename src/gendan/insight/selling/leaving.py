"""By when goods ordered now leave the warehouse: the promises of every stage, one after another."""

from datetime import date, datetime
from itertools import takewhile
from zoneinfo import ZoneInfo

from gendan.process.deadlines import Calendar, promise
from gendan.process.definition import PROCESS

REVIEW = PROCESS.document("order").states[0]
ON_THE_FLOOR = tuple(
    takewhile(
        lambda state: state.code != PROCESS.step("dispatch").target,
        PROCESS.document("shipment").states,
    )
)


def leaves_on(now: datetime, store: Calendar, warehouse: Calendar) -> date | None:
    """The day, as the warehouse counts days; `None` where a calendar opens on no day of a year."""
    try:
        since = promise(REVIEW, now, store).due_at or now
        for state in ON_THE_FLOOR:
            since = promise(state, since, warehouse).due_at or since
    except ValueError:
        return None
    return since.astimezone(ZoneInfo(warehouse.zone)).date()
