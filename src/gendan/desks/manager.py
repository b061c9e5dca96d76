"""The manager's desk: what is late and with whom, what nobody has seen, and who has how much to do.

What moves a document on that is late stands in its row; whatever else managers may do with it, in
the panel beside and on the page of its order, to which every number leads. Another department's
step they take only saying why, and what they said is listed here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from gendan.desks.callers import caller_of
from gendan.desks.frame.river import frame
from gendan.desks.live import heard
from gendan.desks.moving_on import MovingOn, moving_on
from gendan.insight.managing import clocks, handoffs, overrides, workload
from gendan.insight.managing.clocks import NOBODY, PICKING, Group, Urgent, Wanted
from gendan.insight.managing.pickers import Picker, pickers
from gendan.insight.moments import MOMENT
from gendan.insight.remembered import Remembered
from gendan.kernel.actor import Actor
from gendan.process.definition import PROCESS
from gendan.process.model import Role, Step, Text
from gendan.process.papers import ROLES

MOST_URGENT = 20  # shown while nobody asks for certain ones
ON_A_PAGE = 50
PAGES = 100
FEW, MANY = 8, 200  # steps of other departments that managers took, at first and when asked for
NOBODY_YET = Text("还没有人", "Nobody yet")
# The list of a kind of document, and its filter for a state.
LISTS = {"order": ("orders", "status"), "shipment": ("shipments", "state")}


class Narrowed(forms.Form):
    """Which of the documents that are late or at risk. What cannot be used is left out."""

    owner = forms.ChoiceField(required=False, choices=[(role.value, "") for role in ROLES])
    state = forms.ChoiceField(
        required=False,
        choices=[
            (f"{document.name}.{state.code}", "")
            for document in PROCESS.documents
            for state in document.states
        ],
    )
    holder = forms.IntegerField(required=False, min_value=NOBODY, max_value=2**62)
    late = forms.ChoiceField(required=False, choices=[("1", ""), ("0", "")])
    overrides = forms.IntegerField(required=False, min_value=1, max_value=MANY)
    page = forms.IntegerField(required=False, min_value=1, max_value=PAGES)

    def wanted(self) -> Wanted:
        """What it comes to."""
        given = self.cleaned_data
        return Wanted(
            owner=Role(given["owner"]) if given.get("owner") else None,
            state=given.get("state", ""),
            holder=given.get("holder"),
            late=given["late"] == "1" if given.get("late") else None,
        )


@dataclass(frozen=True, slots=True)
class Line:
    """So much that is late or at risk in one place, and the address at which exactly that stands.

    `seconds`: how late the worst of it is. `listed`: the list where many are worked on at once."""

    title: Text
    late: int
    at_risk: int
    seconds: int
    here: str
    listed: str = ""
    lines: Sequence["Line"] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A document, who could go on with it where somebody picks it now, and what moves it on."""

    document: Urgent
    others: list[Picker]
    moving_on: MovingOn | None


@dataclass(frozen=True, slots=True)
class Only:
    """A step that managers alone may take, and the list of the documents with which they may."""

    step: Step
    listed: str


@dataclass(frozen=True, slots=True)
class Watched:
    """What is counted for the desk: all that is late or at risk, not seen, and in somebody's
    hand."""

    groups: Sequence[Group]
    unseen: Sequence[handoffs.Warehouse]
    workload: Sequence[workload.Department]


@require_GET
@login_required
def manager_desk(request: HttpRequest) -> HttpResponse:
    """All of it; for an open page only what changes. Three statements, and what is remembered."""
    caller = caller_of(request)
    if caller.actor.role is not Role.MANAGER:
        raise PermissionDenied("manager_desk")
    narrowed = Narrowed(request.GET)
    narrowed.is_valid()
    wanted, page = narrowed.wanted(), narrowed.cleaned_data.get("page") or 1
    seen = WATCHED.told((caller.actor.stores, caller.actor.warehouses), heard(request))
    groups = seen.value.groups
    told = {
        "whole": _line(Text("全部", "All"), groups, {}),
        "departments": _departments(groups),
        "people": _people(groups),
        **_documents(caller.actor, wanted, page, [group for group in groups if wanted.fits(group)]),
        "unseen": seen.value.unseen,
        "workload": seen.value.workload,
        "again_in": seen.again_in,
        "only": [_only(step) for step in PROCESS.steps if step.by == (Role.MANAGER,)],
        "reassign": PROCESS.step("reassign"),
        **_overrides(caller.actor, narrowed.cleaned_data.get("overrides") or FEW),
    }
    if request.headers.get("HX-Request"):
        return render(request, "desks/manager/watch.html", told)
    return render(request, "desks/manager/page.html", {**told, "frame": frame(caller)})


def _overrides(actor: Actor, most: int) -> dict[str, object]:
    """What managers did in another department's place: the newest, and where there are more."""
    found = overrides.latest(actor, most + 1)
    more = most < MANY and len(found) > most
    return {
        "overrides": found[:most],
        "more_overrides": _address({"overrides": MANY}) if more else "",
    }


def _watch(reach: tuple[frozenset[int] | None, frozenset[int] | None]) -> Watched:
    actor = Actor("", Role.MANAGER, *reach)
    return Watched(clocks.groups(actor), handoffs.unseen(actor), workload.departments(actor))


WATCHED = Remembered(_watch, MOMENT)


def _documents(
    actor: Actor, wanted: Wanted, page: int, groups: Sequence[Group]
) -> dict[str, object]:
    """The documents that are wanted, the most urgent first, and what they are in words."""
    asked = _given(wanted)
    size = ON_A_PAGE if asked else MOST_URGENT
    late, at_risk = sum(g.late for g in groups), sum(g.at_risk for g in groups)
    total = {True: late, False: at_risk, None: late + at_risk}[wanted.late]
    people = pickers()
    return {
        "rows": [
            Row(
                document,
                [one for one in people if _could_pick(one, document)],
                moving_on(document, actor),
            )
            for document in clocks.urgent(actor, wanted, page, size)
        ],
        "total": total,
        "narrowed": bool(asked),
        "meant": list(_meant(wanted, groups)),
        "next": _address({**asked, "page": page + 1}) if asked and page * size < total else "",
    }


def _could_pick(person: Picker, document: Urgent) -> bool:
    return (
        document.state.code == PICKING
        and document.warehouse is not None
        and person.works_in(document.warehouse)
        and person.id != document.holder
    )


def _departments(groups: Iterable[Group]) -> list[Line]:
    """By department, and within it by state, where it is worst first."""
    found: dict[Role, list[Group]] = {}
    for group in groups:
        found.setdefault(group.owner, []).append(group)
    return [
        _line(ROLES[owner], inner, {"owner": owner.value}, lines=_states(inner))
        for owner, inner in found.items()
    ]


def _states(groups: Iterable[Group]) -> list[Line]:
    found: dict[tuple[str, str], list[Group]] = {}
    for group in groups:
        found.setdefault((group.document, group.state.code), []).append(group)
    lines = []
    for (document, state), inner in found.items():
        late = {"late": "true"} if any(group.late for group in inner) else {}
        listed = _list(document, [state], sort="deadline", **late)
        narrow = {"state": f"{document}.{state}"}
        lines.append(_line(inner[0].state.label, inner, narrow, listed=listed))
    return lines


def _people(groups: Iterable[Group]) -> list[Line]:
    """By whoever holds it; what nobody holds yet, by department."""
    found: dict[tuple[Role, int], list[Group]] = {}
    for group in groups:
        found.setdefault((group.owner, group.holder), []).append(group)
    lines = []
    for (owner, holder), inner in found.items():
        name = inner[0].name
        title = Text(name, name) if holder else NOBODY_YET
        lines.append(
            _line(
                Text(f"{title.zh} · {ROLES[owner].zh}", f"{title.en} · {ROLES[owner].en}"),
                inner,
                {"owner": owner.value, "holder": holder},
            )
        )
    return lines


def _line(
    title: Text,
    groups: Sequence[Group],
    narrow: Mapping[str, str | int],
    *,
    listed: str = "",
    lines: Sequence[Line] = (),
) -> Line:
    return Line(
        title,
        sum(group.late for group in groups),
        sum(group.at_risk for group in groups),
        max((group.seconds for group in groups), default=0),
        _address(narrow),
        listed,
        lines,
    )


def _only(step: Step) -> Only:
    return Only(step, _list(step.document, step.source, sort="newest"))


def _given(wanted: Wanted) -> dict[str, str | int]:
    """What was asked for, as it stands in an address."""
    given = {
        "owner": wanted.owner and wanted.owner.value,
        "state": wanted.state or None,
        "holder": wanted.holder,
        "late": None if wanted.late is None else int(wanted.late),
    }
    return {name: value for name, value in given.items() if value is not None}


def _meant(wanted: Wanted, groups: Sequence[Group]) -> Iterator[Text]:
    """What was asked for, in words."""
    if wanted.owner:
        yield ROLES[wanted.owner]
    if wanted.state:
        document, _, code = wanted.state.partition(".")
        yield PROCESS.document(document).state(code).label
    if wanted.holder is not None:
        name = groups[0].name if groups else ""
        yield Text(name, name) if name else NOBODY_YET
    if wanted.late is not None:
        yield Text("超时", "Late") if wanted.late else Text("临近", "At risk")


def _address(given: Mapping[str, str | int]) -> str:
    return f"{reverse('manager_desk')}?{urlencode(given)}"


def _list(document: str, states: Sequence[str], **filters: str) -> str:
    name, field = LISTS[document]
    return f"{reverse(name)}?{urlencode({field: states, **filters}, doseq=True)}"


urlpatterns: list[URLPattern] = [path("desks/manager", manager_desk, name="manager_desk")]
