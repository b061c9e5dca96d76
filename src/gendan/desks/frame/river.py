"""The river: the stages from left to right, how many orders are in each, and what is late."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gendan.desks.callers import caller_of
from gendan.desks.frame.doors import Door, doors
from gendan.desks.frame.figures import figures
from gendan.insight.orders.typical import Done, done_today, typical_seconds
from gendan.kit.rest.identity import Caller
from gendan.process.definition import PROCESS
from gendan.process.model import Text


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


def frame(caller: Caller) -> Frame:
    """The frame for somebody: two statements each half second, and two more each minute."""
    typical, found = typical_seconds(), figures(caller.actor)
    river = [_stage(row, typical) for row in found.river]
    counted = {stage.code: (stage.orders, stage.late) for stage in river}
    return Frame(river, done_today(caller.actor), doors(caller, counted, found.waiting))


@require_GET
@login_required
def river(request: HttpRequest) -> HttpResponse:
    """The frame as it is now, to take the place of that on an open page: `at` its path, `status`
    what of the river it shows."""
    here = request.GET.get("at", "")
    return render(
        request, "desks/parts/frame.html", {"frame": frame(caller_of(request)), "here": here}
    )


def _stage(row: Mapping[str, object], typical: Mapping[str, int]) -> Stage:
    code = cast("dict[str, str]", row["status"])["code"]
    orders, late, at_risk = (cast("int", row[name]) for name in ("orders", "late", "at_risk"))
    label = PROCESS.document("order").state(code).label
    return Stage(code, label, orders, late, at_risk, typical.get(code, 0))
