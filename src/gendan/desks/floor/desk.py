"""The warehouse's desk: hand-offs to acknowledge, waves to make and follow, the picking list."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from gendan.desks.floor.rights import picker
from gendan.desks.frame.river import frame
from gendan.desks.live import heard
from gendan.desks.papers.kinds import MERGED_LIST, PICK_LIST
from gendan.desks.queues import WAREHOUSE
from gendan.desks.steps.forms import form_of
from gendan.insight.floor import lights, waves
from gendan.insight.house.named import house
from gendan.insight.managing.pickers import pickers
from gendan.insight.moments import MOMENT
from gendan.insight.remembered import Remembered
from gendan.kernel.actor import Actor
from gendan.process.model import Role

AT_ONCE = 6  # proposals shown; each one made lets the next come up


@require_GET
@login_required
def floor_desk(request: HttpRequest) -> HttpResponse:
    """All of it; for an open page only what changes. Four statements, and what is remembered."""
    caller = picker(request)
    rows = lights.listed(caller.actor, ("to_pick", "picking"))
    told_of = PROPOSED.told((caller.actor.stores, caller.actor.warehouses), heard(request))
    found = told_of.value
    told = {
        "desk": WAREHOUSE,
        "names": house(caller.actor).names,
        "rows": rows,
        "most": lights.MOST,
        "unseen": [row.number for row in rows if row.unseen],
        "proposals": found[:AT_ONCE],
        "more": len(found) - AT_ONCE,
        "again_in": told_of.again_in,
        "waves": waves.open_waves(caller.actor),
        "pickers": pickers(),
        "wave_papers": (MERGED_LIST, PICK_LIST),
        "prints": reverse("api:print_papers"),
        "steps": {
            name: form_of(name) for name in ("acknowledge", "plan_wave", "leave_wave", "start_pick")
        },
    }
    if request.headers.get("HX-Request"):
        return render(request, "desks/floor/board.html", told)
    return render(request, "desks/floor/desk.html", {**told, "frame": frame(caller)})


def _propose(reach: tuple[frozenset[int] | None, frozenset[int] | None]) -> list[waves.Proposal]:
    return waves.proposals(Actor("", Role.WAREHOUSE, *reach))


PROPOSED = Remembered(_propose, MOMENT)
