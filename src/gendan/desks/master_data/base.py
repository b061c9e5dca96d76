"""What all pages of master data have in common: one-line texts, and a history to look at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.db.models import Field, ForeignKey, Model, TextField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.timezone import localtime
from pghistory.models import Event

from gendan.desks.master_data.labels import TABLES, column
from gendan.kernel.history import history_model
from gendan.kit.bounded import Bounded
from gendan.kit.words import said, words
from gendan.process.model import Role, Text
from gendan.process.papers import ROLES
from gendan.records.people.models import Staff

LATEST = 200  # entries of a history on one page
UNTOLD = frozenset({"id", "is_staff", "is_superuser"})  # columns that say nothing of the house
YES, NO = Text("是", "yes"), Text("否", "no")
LABELS = {
    "insert": Text("新建", "made"),
    "update": Text("修改", "changed"),
    "delete": Text("删除", "removed"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One column, before and after."""

    column: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a history."""

    at: datetime
    who: str
    what: Text
    of: Text
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Rows of another table whose history is shown with a record's: its addresses, its stores."""

    model: type[Event]
    by: str  # the column that points at the record


class Counted(ChangeList):
    """A list that says how many rows it has below them only, where it may say “more than”, and is
    called by what is in it."""

    def get_results(self, request: HttpRequest) -> None:
        """The rows of this page."""
        super().get_results(request)
        self.title = str(capfirst(self.opts.verbose_name_plural))
        self.full_result_count = self.result_count


class Sheet(admin.ModelAdmin):
    """A page of master data."""

    list_per_page = 50
    show_full_result_count = False
    paginator = Bounded

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[ChangeList]:  # noqa: ARG002
        """What lists the rows."""
        return Counted

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, object],
        *args: Any,  # noqa: ANN401 - Django's own, only handed on
        **rest: Any,  # noqa: ANN401
    ) -> HttpResponse:
        """The form, called by what it is of."""
        called = self.opts.verbose_name
        context["title"] = (
            words(f"新建{called}", f"New {called}") if rest["add"] else capfirst(called)
        )
        return super().render_change_form(request, context, *args, **rest)

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: object
    ) -> forms.Field | None:
        """Texts are one line; a column that may know nothing need not be filled in."""
        return one_line(db_field, super().formfield_for_dbfield(db_field, request, **kwargs))


class Record(Sheet):
    """A page of what is remembered."""

    related: Sequence[Related] = ()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Who changed what and when, as the database wrote it down."""
        record = get_object_or_404(self.model, pk=object_id)
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": words("历史", "History"),
            "opts": self.opts,
            "record": record,
            "entries": history_of(self.model, record.pk, self.related),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "desks/history.html", context)


class Guarded(Record):
    """A page on which every change asks who you are again."""

    def changeform_view(self, request: HttpRequest, *args: object, **rest: object) -> HttpResponse:
        """One page."""
        return reauthentication_required(super().changeform_view)(request, *args, **rest)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """The list may be read; doing something from it asks."""
        view = reauthentication_required(super().changelist_view, allow_get=True)
        return view(request, extra_context)


class Rows(admin.TabularInline):
    """Rows that belong to a record, on its page."""

    extra = 0

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: object
    ) -> forms.Field | None:
        """As for the record itself."""
        return one_line(db_field, super().formfield_for_dbfield(db_field, request, **kwargs))

    def get_formset(  # type: ignore[override]
        self, request: HttpRequest, record: Model | None = None, **kwargs: object
    ) -> type[forms.BaseInlineFormSet]:
        """Each field says what it is: the head of its column is not tied to it."""
        formset = super().get_formset(request, record, **kwargs)
        for name, field in formset.form.base_fields.items():
            field.widget.attrs.setdefault("aria-label", str(field.label or name))
        return formset


def one_line(column: Field, field: forms.Field | None) -> forms.Field | None:
    """The form's field for a column: one line for text, empty where nothing is known."""
    if field is None:
        return None
    if isinstance(column, TextField) and isinstance(field, forms.CharField):
        field.widget = AdminTextInputWidget()
    if column.null:
        field.required = False
        if isinstance(field, forms.CharField):
            field.empty_value = None
    return field


def history_of(model: type[Model], pk: object, related: Sequence[Related]) -> list[Entry]:
    """The newest changes of a record and of what belongs to it, the newest first."""
    kept = [Related(history_model(model), "pgh_obj_id"), *related]
    found = [entry for source in kept for entry in _entries(source, pk)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:LATEST]


def _entries(source: Related, pk: object) -> Iterator[Entry]:
    found = source.model._default_manager.filter(**{source.by: pk}).order_by("-pgh_id")
    rows = list(found[: LATEST + 1])
    people = _people(rows)
    of = source.model.pgh_tracked_model
    assert of is not None, f"{source.model.__name__} remembers nothing"
    before: dict[object, Event] = {}
    for row in reversed(rows):
        same = row.serializable_value("id")
        known = before.get(same)
        before[same] = row
        context = _context(row)
        yield Entry(
            at=row.pgh_created_at,
            who=people.get(context.get("user"), str(context.get("name", ""))),
            what=LABELS[row.pgh_label],
            of=TABLES.get(of.__name__, Text("范围", "scope")),
            changes=tuple(_changes(of, row, known, but=source.by)),
        )


def _changes(of: type[Model], row: Event, known: Event | None, but: str) -> Iterator[Change]:
    own = {field.name for field in of._meta.fields}
    for field in row._meta.fields:
        if field.name not in own or field.name in UNTOLD or field.attname == but:
            continue
        was = "" if known is None else _shown(field, known)
        now = _shown(field, row)
        if was != now:
            yield Change(column(of, field.name), was, now)


def _shown(field: Field, row: Model) -> str:
    value = getattr(row, field.attname)
    if value is None:
        return "–"
    if isinstance(value, bool):
        return said(YES if value else NO)
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    if field.name == "department":
        return said(ROLES[Role(value)])
    if isinstance(field, ForeignKey):
        found = field.related_model._default_manager.filter(pk=value).first()
        return str(found) if found else f"#{value}"
    return str(value)


def _people(rows: Sequence[Event]) -> dict[object, str]:
    ids = [user for row in rows if isinstance(user := _context(row).get("user"), int)]
    return {
        person.pk: f"{person.name} ({person.username})"
        for person in Staff.objects.filter(pk__in=ids)
    }


def _context(row: Event) -> Mapping[str, object]:
    """Who and from where; nothing when the change came from a program or from psql."""
    return row.serializable_value("pgh_context") or {}
