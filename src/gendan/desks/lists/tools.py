"""The tools of a list: its views under a name, its columns, and the list as a file."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from gendan.desks.callers import caller_of
from gendan.desks.lists import columns
from gendan.desks.lists.known import Listed, listed
from gendan.desks.lists.saved import Named, query_of, rename, save, views_of
from gendan.kernel.actor import Actor
from gendan.kit.words import said, words
from gendan.process.model import Text
from gendan.records.people.models import QUERY_MAX, SavedView

NAME_MAX = 60
SAVED = Text("已保存视图“{name}”。", "The view “{name}” is saved.")
REMOVED = Text("已删除视图“{name}”。", "The view “{name}” is deleted.")
NAMELESS = Text(
    f"没有保存：名字要 1 到 {NAME_MAX} 个字。写上名字再保存。",
    f"Not saved: a name has 1 to {NAME_MAX} characters. Give one and save again.",
)


@dataclass(frozen=True, slots=True)
class View:
    """A view as its link shows it. `owner`: empty for one's own."""

    id: int
    name: str
    href: str
    is_current: bool
    is_shared: bool
    owner: str


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column, and whether it shows."""

    name: str
    label: Text
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Tools:
    """What the menu of a list offers. `in_address`: the columns that the address names;
    `without`: those that show only where somebody chose so."""

    path: str
    kind: str
    query: str
    views: list[View]
    columns: list[ColumnChoice]
    in_address: str
    is_chosen: bool
    without: str
    files: dict[str, str]

    @property
    def shown(self) -> str:
        """The columns that show, for the style sheet."""
        return " ".join(column.name for column in self.columns if column.is_shown) or columns.NONE


class Naming(forms.Form):
    """A name for a view, and whether it is shared."""

    name = forms.CharField(max_length=NAME_MAX, label=words("名称", "Name"))
    shared = forms.BooleanField(required=False)

    def named(self) -> Named:
        """What was typed, with single blanks."""
        given = self.cleaned_data
        return Named(" ".join(given["name"].split()), given["shared"])


def tools(of: Listed, given: QueryDict, actor: Actor) -> Tools:
    """The tools of a list as it is narrowed now: two statements."""
    kind, query = of.kind.name, query_of(of, given)
    named = columns.in_address(kind, given)
    chosen = columns.usual(kind, actor) if named is None else named
    shown = columns.shown(kind, of.without, chosen)
    return Tools(
        path=of.path,
        kind=kind,
        query=query,
        views=[_view(view, query, actor) for view in views_of(of, actor)],
        columns=[
            ColumnChoice(name, label, name in shown)
            for name, label in columns.COLUMNS[kind].items()
        ],
        in_address="" if named is None else columns.written(named),
        is_chosen=chosen is not None,
        without=" ".join(of.without),
        files={form: _address(f"{of.path}.{form}", query) for form in ("csv", "xlsx")},
    )


@require_POST
@login_required
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is narrowed now under a name."""
    actor = caller_of(request).actor
    of, given = _list_of(request)
    form = Naming(request.POST)
    if not form.is_valid():
        return _told(request, of, query_of(of, given), NAMELESS)
    kept = save(of, given, form.named(), actor)
    if isinstance(kept, Text):
        return _told(request, of, query_of(of, given), kept)
    messages.success(request, said(SAVED).format(name=kept.name))
    return redirect(_address(of.path, kept.query))


@require_POST
@login_required
def rename_view(request: HttpRequest, view: int) -> HttpResponse:
    """Call one's view otherwise; share it, or no longer."""
    actor = caller_of(request).actor
    kept = _mine(view, actor)
    of, form = listed(kept.path, actor.role), Naming(request.POST)
    if not form.is_valid():
        return _told(request, of, kept.query, NAMELESS)
    if fault := rename(kept, form.named(), actor):
        return _told(request, of, kept.query, fault)
    messages.success(request, said(SAVED).format(name=form.named().name))
    return redirect(_address(of.path, kept.query))


@require_POST
@login_required
def remove_view(request: HttpRequest, view: int) -> HttpResponse:
    """Delete one's view; the list stays narrowed as it was."""
    actor = caller_of(request).actor
    kept = _mine(view, actor)
    SavedView.objects.filter(pk=kept.pk).delete()
    messages.success(request, said(REMOVED).format(name=kept.name))
    return redirect(_address(kept.path, kept.query))


@require_POST
@login_required
def choose_columns(request: HttpRequest) -> HttpResponse:
    """Remember which columns somebody wants to see. A script that asks gets no page."""
    of, given = _list_of(request)
    chosen = request.POST.getlist("column")
    columns.choose(of.kind.name, caller_of(request).actor, chosen)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    given = given.copy()
    given.pop(columns.PARAMETER, None)
    return redirect(_address(of.path, query_of(of, given)))


def _list_of(request: HttpRequest) -> tuple[Listed, QueryDict]:
    """The list in whose menu something was pressed, and what narrows it."""
    of = listed(request.POST.get("path", ""), caller_of(request).actor.role)
    return of, QueryDict(request.POST.get("query", "")[: 2 * QUERY_MAX])


def _mine(view: int, actor: Actor) -> SavedView:
    kept = SavedView.objects.filter(pk=view, staff=actor.staff).first()
    if kept is None:
        raise Http404(view)
    return kept


def _told(request: HttpRequest, of: Listed, query: str, fault: Text) -> HttpResponse:
    messages.error(request, said(fault))
    return redirect(_address(of.path, query))


def _view(view: SavedView, query: str, actor: Actor) -> View:
    return View(
        id=view.pk,
        name=view.name,
        href=_address(view.path, view.query),
        is_current=view.query == query,
        is_shared=bool(view.shared_with),
        owner="" if view.staff_id == actor.staff else view.staff.name or view.staff.username,
    )


def _address(of_path: str, query: str) -> str:
    return f"/{of_path}?{query}" if query else f"/{of_path}"


urlpatterns: list[URLPattern] = [
    path("lists/views", save_view, name="save_view"),
    path("lists/views/<int:view>/rename", rename_view, name="rename_view"),
    path("lists/views/<int:view>/remove", remove_view, name="remove_view"),
    path("lists/columns", choose_columns, name="choose_columns"),
]
