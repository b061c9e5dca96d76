"""The kernel's tables, gathered where Django looks for them."""

from gendan.kernel.alarms import Alarm
from gendan.kernel.clock import Holiday, WorkCalendar
from gendan.kernel.journal import JournalEntry
from gendan.kernel.later import AwaitingRound
from gendan.kernel.notices import Notice
from gendan.kernel.repeat import Repeat

__all__ = [
    "Alarm",
    "AwaitingRound",
    "Holiday",
    "JournalEntry",
    "Notice",
    "Repeat",
    "WorkCalendar",
]
