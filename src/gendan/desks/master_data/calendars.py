"""Working time and holidays."""

import zoneinfo
from datetime import time

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from gendan.desks.master_data.base import Record, Related, Rows
from gendan.kernel.clock import Holiday, WorkCalendar
from gendan.kernel.history import history_model
from gendan.kit.words import words

DAYS = (
    words("周一", "Monday"),
    words("周二", "Tuesday"),
    words("周三", "Wednesday"),
    words("周四", "Thursday"),
    words("周五", "Friday"),
    words("周六", "Saturday"),
    words("周日", "Sunday"),
)
USUAL = [["09:00", "18:00"]] * 5 + [None] * 2
NAMES = tuple(f"day_{nth}" for nth in range(len(DAYS)))


class Hours(forms.CharField):
    """From when to when, as `09:00-21:00`; empty: closed."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            help_text=words("如 09:00-21:00；不上班留空", "Such as 09:00-21:00; empty: closed"),
        )

    def clean(self, value: object) -> list[str] | None:
        """The two times, or nothing."""
        text = super().clean(value)
        if not text:
            return None
        try:
            begin, end = (time.fromisoformat(part.strip()) for part in text.split("-"))
        except ValueError as error:
            raise ValidationError(self.help_text) from error
        if begin >= end:
            raise ValidationError(words("开始要早于结束。", "It ends before it begins."))
        return [f"{begin:%H:%M}", f"{end:%H:%M}"]


class CalendarForm(forms.ModelForm):
    """A calendar, one line a day of the week."""

    zone = forms.ChoiceField(
        label=words("时区", "time zone"),
        choices=[(name, name) for name in sorted(zoneinfo.available_timezones())],
    )
    day_0, day_1, day_2, day_3, day_4, day_5, day_6 = (Hours(day) for day in DAYS)

    class Meta:
        model = WorkCalendar
        fields = ("code", "zone", "cutoff")

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> object:
        """A day as the week has it; a new calendar begins with office hours."""
        if field_name not in NAMES:
            return super().get_initial_for_field(field, field_name)
        week = self.instance.week if self.instance.pk else USUAL
        return "-".join(week[NAMES.index(field_name)] or ())

    def clean(self) -> dict[str, object]:
        """A week has some working time, or nothing would ever be due."""
        given = super().clean() or {}
        week = [given.get(name) for name in NAMES]
        if not self.errors and not any(week):
            raise ValidationError(words("至少有一天上班。", "At least one day must be worked."))
        self.instance.week = week
        return given


class Holidays(Rows):
    """Days that differ from their weekday."""

    model = Holiday
    ordering = ("-day",)


@admin.register(WorkCalendar)
class Calendars(Record):
    """When the house works, and until when carriers collect."""

    form = CalendarForm
    list_display = ("code", "zone", "cutoff")
    search_fields = ("code",)
    fields = ("code", "zone", "cutoff", *NAMES)
    inlines = (Holidays,)
    related = (Related(history_model(Holiday), "calendar_id"),)
