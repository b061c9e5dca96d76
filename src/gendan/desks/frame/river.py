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
from gendan.insight.orders import lists
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


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame shows: the river, and the doors with how much waits behind each."""

    river: list[Stage]
    doors: list[Door]


def frame(caller: Caller) -> Frame:
    """The frame for somebody: two statements."""
    river = [_stage(row) for row in lists.river(caller)]
    return Frame(river, doors(caller, {stage.code: (stage.orders, stage.late) for stage in river}))


@require_GET
@login_required
def river(request: HttpRequest) -> HttpResponse:
    """River and doors as they are now, to take the place of those on an open page."""
    return render(request, "desks/parts/frame.html", {"frame": frame(caller_of(request))})


def _stage(row: Mapping[str, object]) -> Stage:
    code = cast("dict[str, str]", row["status"])["code"]
    orders, late, at_risk = (cast("int", row[name]) for name in ("orders", "late", "at_risk"))
    return Stage(code, PROCESS.document("order").state(code).label, orders, late, at_risk)
