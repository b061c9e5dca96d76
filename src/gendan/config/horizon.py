"""How far the table of holidays reaches, and what to say when that is not far."""

from datetime import date, timedelta

from django.db import connection

from gendan.process.model import Text

WARN_BEFORE = timedelta(days=60)

LAST_HOLIDAY = """
SELECT min(last) FROM (SELECT max(day) AS last FROM holiday GROUP BY calendar_id) AS of_calendar
"""

RUN_OUT = Text(
    "节假日只登记到 {until}，之后的时限会把假日当工作日算。"
    "请升级 chinesecalendar 后再运行 gendan setup-data，或在节假日表里补录。",
    "Public holidays are known until {until} only; deadlines after it count holidays as worked. "
    "Upgrade chinesecalendar and run gendan setup-data again, or enter them in the table.",
)


def known_until() -> date | None:
    """The end of the last year whose holidays every calendar knows; `None` when none has any."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_HOLIDAY)
        (last,) = cursor.fetchone()
    return last and date(last.year, 12, 31)


def warning(today: date, language: str) -> str:
    """What to say when the holidays run out within sixty days, or have; else nothing."""
    until = known_until()
    if until is None or until - today > WARN_BEFORE:
        return ""
    return RUN_OUT.in_language(language).format(until=until)
