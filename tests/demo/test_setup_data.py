"""An empty house gets what it needs to begin with, and keeps what people have changed."""

from datetime import date

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gendan.config import commands_setup_data as setup_data
from gendan.config import horizon
from gendan.kernel.clock import Holiday, WorkCalendar
from gendan.records.carriers.models import NumberPattern
from gendan.records.parties.models import Carrier
from gendan.records.places.models import Division

pytestmark = pytest.mark.django_db


def test_the_whole_official_table_is_loaded_with_six_digits_and_parents() -> None:
    setup_data.load()
    assert Division.objects.filter(level=1).count() == 34
    assert not Division.objects.exclude(code__regex=r"^[1-8]\d{5}$").exists()
    assert Division.objects.get(code="110105").parent_id == "110000"  # 朝阳区, below 北京市
    west_lake = Division.objects.get(code="330106")
    assert (west_lake.name, west_lake.level, west_lake.parent_id) == ("西湖区", 3, "330100")
    dongguan = Division.objects.get(code="441900")
    assert (dongguan.name, dongguan.level, dongguan.parent_id) == ("东莞市", 2, "440000")
    assert Division.objects.get(name="台湾省").code == "710000"


def test_below_the_provinces_each_division_hangs_on_one_above_it() -> None:
    by_code = {place.code: place for place in setup_data.divisions()}
    for place in by_code.values():
        if place.level == 1:
            assert place.parent is None
        else:
            assert place.parent is not None
            assert by_code[place.parent].level < place.level
            assert place.code[:2] == place.parent[:2]


def test_a_renamed_division_is_corrected_and_an_unknown_one_is_kept() -> None:
    setup_data.load()
    Division.objects.filter(code="330106").update(name="西湖")
    Division.objects.create(code="110103", name="崇文区", level=3, parent_id="110000")
    assert setup_data.load() == setup_data.Loaded(divisions=1, calendars=0, holidays=0)
    assert Division.objects.get(code="330106").name == "西湖区"
    assert Division.objects.filter(code="110103").exists()


def test_holidays_and_made_up_working_days_enter_calendars_that_rest() -> None:
    setup_data.load()
    office = WorkCalendar.objects.get(code="office")
    spring = Holiday.objects.get(calendar=office, day=date(2026, 2, 17))
    assert (spring.works, spring.name) == (False, "春节")
    made_up = Holiday.objects.get(calendar=office, day=date(2026, 2, 14))
    assert (made_up.works, made_up.name) == (True, "春节补班")
    assert not Holiday.objects.filter(calendar__code="everyday").exists()


def test_what_people_entered_stays() -> None:
    setup_data.load()
    changed = Holiday.objects.get(calendar__code="office", day=date(2026, 10, 7))
    changed.works = True
    changed.save()
    setup_data.load()
    assert Holiday.objects.get(pk=changed.pk).works


def test_a_house_with_a_calendar_of_its_own_gets_holidays_but_no_other_calendar() -> None:
    week = [["08:00", "16:00"]] * 6 + [None]
    own = WorkCalendar.objects.create(code="own", week=week)
    loaded = setup_data.load()
    assert loaded.calendars == 0
    assert Holiday.objects.filter(calendar=own).count() == loaded.holidays > 700


def test_loading_takes_as_many_statements_for_much_as_for_nothing() -> None:
    with CaptureQueriesContext(
        connection,
    ) as first:
        setup_data.load()
    with CaptureQueriesContext(connection) as second:
        setup_data.load()
    assert len(second) == len(first) - 1  # the calendars are there


def test_a_house_without_carriers_gets_those_that_many_use_with_their_numbers() -> None:
    assert setup_data.load_carriers() == Carrier.objects.count() > 5
    assert NumberPattern.objects.filter(carrier__code="ems", check_kind="s10").exists()
    Carrier.objects.exclude(code="sf").delete()
    assert setup_data.load_carriers() == 0


def test_the_end_of_the_holidays_is_told_sixty_days_before() -> None:
    assert horizon.warning(date(2026, 12, 1), "zh-hans") == ""  # no calendar has any
    setup_data.load()
    until = horizon.known_until()
    assert until is not None
    assert (until.month, until.day) == (12, 31)
    assert horizon.warning(until - horizon.WARN_BEFORE, "en").startswith(
        f"Public holidays are known until {until} only"
    )
    assert "升级 chinesecalendar" in horizon.warning(date(until.year + 1, 1, 5), "zh-hans")
    assert horizon.warning(date(until.year, 6, 1), "zh-hans") == ""


def test_the_command_says_what_it_loaded_in_the_language_asked_for() -> None:
    first = CliRunner().invoke(setup_data.setup_data, ["--lang", "en"])
    assert first.exit_code == 0
    assert first.stdout.startswith("Divisions added or renamed: 32")
    again = CliRunner().invoke(setup_data.setup_data, ["--lang", "zh"])
    assert (
        again.stdout
        == "省市区新增或更新 0 条；工作日历新建 0 个；节假日新增 0 天；承运商新建 0 家。\n"
    )
