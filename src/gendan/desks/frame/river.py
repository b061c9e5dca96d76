"""The river: the stages from left to right, how many orders are in each, and what is late."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gendan.desks.callers import caller_of
from gendan.desks.frame.doors import Door, doors
from gendan.desks.frame.figures import figures
from gendan.desks.live import heard
from gendan.insight.orders.counts import Counts
from gendan.insight.orders.typical import Done, done_today, typical_seconds
from gendan.kit.rest.identity import Caller
from gendan.process.definition import PROCESS
from gendan.process.model import State, Text


@dataclass(frozen=True, slots=True)
class Stage:
    """One status of the river."""

    code: str
    label: Text
    orders: int
    late: int
    at_risk: int
    typical: int  # seconds that orders usually stay here; 0: not known


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame shows: the river, and the doors with how much waits behind each."""

    river: list[Stage]
    done: Done
    doors: list[Door]
    again_in: int  # milliseconds, until what is old was counted anew; 0: it is not old


def frame(caller: Caller, since: float | None = None) -> Frame:
    """The frame for somebody, as last counted. Statements only where nothing was yet. `since` is
    when its page heard of a change."""
    typical, found = typical_seconds(), figures(caller.actor, since)
    law = PROCESS.document("order")
    river = [_stage(state, found.counts, typical) for state in law.states
             if state.code not in law.ends]  # fmt: skip
    opened = doors(caller, found.counts)
    return Frame(river, done_today(caller.actor), opened, found.again_in)


@require_GET
@login_required
def river(request: HttpRequest) -> HttpResponse:
    """The frame as it is now, to take the place of that on an open page: `at` its path, `status`
    what of the river it shows."""
    here, told = request.GET.get("at", ""), frame(caller_of(request), heard(request))
    return render(request, "desks/parts/frame.html", {"frame": told, "here": here})


def _stage(state: State, counts: Counts, typical: Mapping[str, int]) -> Stage:
    found = counts.of("order", [state.code])
    return Stage(
        state.code, state.label, found.number, found.late, found.at_risk,
        typical.get(state.code, 0),
    )  # fmt: skip
