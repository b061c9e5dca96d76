"""Moments as customers say them: today, yesterday, the day; on the shop's clock."""

from datetime import date, datetime, timedelta

from gendan.kit.words import said
from gendan.process.model import Text

DAYS = {
    0: Text("今天 {time}", "today {time}"),
    1: Text("明天 {time}", "tomorrow {time}"),
    -1: Text("昨天 {time}", "yesterday {time}"),
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
DAY = Text("{month}月{day}日 {time}", "{day} {name} {time}")
YEAR = Text("{year}年{month}月{day}日", "{day} {name} {year}")
NEXT = {0: Text("今天", "today"), 1: Text("明天", "tomorrow")}
A_DAY = Text("{month}月{day}日", "on {day} {name}")
NEAR = timedelta(days=300)


def when(moment: datetime, now: datetime) -> str:
    """The moment in words, seen from `now`: on the clock that `now` is told by."""
    there = moment.astimezone(now.tzinfo)
    time = f"{there.hour:02}:{there.minute:02}"
    if near := DAYS.get(there.toordinal() - now.toordinal()):
        return said(near).format(time=time)
    return said(DAY if abs(moment - now) < NEAR else YEAR).format(
        time=time, year=there.year, month=there.month, day=there.day, name=MONTHS[there.month - 1]
    )


def day(there: date, now: datetime) -> str:
    """The day in words, seen from `now`."""
    near = NEXT.get((there - now.date()).days)
    return said(near or A_DAY).format(
        month=there.month, day=there.day, name=MONTHS[there.month - 1]
    )


def exactly(moment: datetime, now: datetime) -> str:
    """The whole moment, on the same clock."""
    return moment.astimezone(now.tzinfo).isoformat(" ")[: len("2026-12-31 23:59")]
