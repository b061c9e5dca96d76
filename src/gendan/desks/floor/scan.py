"""The scan screen: what it opens on, and what it asks the server while somebody picks."""

from dataclasses import asdict

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from gendan.desks.camera import COMPILES
from gendan.desks.floor.rights import picker
from gendan.desks.frame.river import frame
from gendan.desks.papers.kinds import GOODS_ISSUE_NOTE as NOTE
from gendan.insight.floor import lights, waves, work
from gendan.insight.floor.work import Work
from gendan.kernel.actor import Actor
from gendan.kit.words import said
from gendan.process.definition import PROCESS
from gendan.process.model import Text
from gendan.process.words import HoldKind, ShortReason

NEXT = 12  # of the picking queue; a telephone has room for no more
STEPS = ("start_pick", "reassign", "pick", "undo_pick", "report_short", "pack", "issue")
STATES = PROCESS.document("shipment")
# What each reason does to the books, said before it is chosen.
EFFECTS = {
    ShortReason.NOT_FOUND: Text("记入暂存，开一个寻找任务", "set aside; somebody will search"),
    ShortReason.NOT_IN_STOCK: Text("账面减掉，开一个盘点任务", "off the books; the bin is counted"),
    ShortReason.DAMAGED: Text("隔离待处理，架上别的可以补", "set aside; others there may go"),
    ShortReason.EXPIRED: Text("隔离待处理，架上别的可以补", "set aside; others there may go"),
}  # fmt: skip


@require_GET
@login_required
@csp_update({**COMPILES, "frame-src": [SELF]})  # it frames papers that are printed at once
def scan(request: HttpRequest, number: str = "") -> HttpResponse:
    """The screen; `number` of a shipment or wave is what it opens at once."""
    caller = picker(request)
    listed = lights.listed(caller.actor, ("to_pick", "picking"))
    context = {
        "frame": frame(caller),
        "waves": waves.open_waves(caller.actor),
        "mine": [row for row in listed if row.state == "picking"][:NEXT],
        "next": [row for row in listed if row.state == "to_pick" and not row.wave][:NEXT],
        "reasons": [(reason.value, reason.label, EFFECTS[reason]) for reason in ShortReason],
        "told": {
            "opens": number,
            "me": caller.actor.name,
            "steps": {name: reverse(f"api:{name}") for name in STEPS},
            "prints": reverse("api:print_papers"),
            "paper": NOTE.name,
        },
    }
    return render(request, "desks/floor/scan.html", context)


@require_GET
@login_required
def scan_work(request: HttpRequest) -> HttpResponse:
    """What a scanned `code` is: a box or a wave with its units in walking order, or a shelf."""
    actor = picker(request).actor
    code = request.GET.get("code", "").strip()[:64]
    found, kind = work.box(code, actor), "box"
    if found is None:
        found, kind = work.wave(code, actor), "wave"
    if found is not None:
        return JsonResponse({"kind": kind, "number": code, **_told(found, actor)})
    wanted = work.at_bin(code, actor)
    if not wanted:
        raise Http404(code)
    return JsonResponse(
        {
            "kind": "bin",
            "number": code,
            "wanted": [
                {**asdict(one), "name": said(Text(one.name, one.name_en or one.name)),
                 "state": said(STATES.state(one.state).label)}
                for one in wanted
            ],
        }
    )  # fmt: skip


def _told(found: Work, actor: Actor) -> dict[str, object]:
    return {
        "boxes": [
            {
                "number": box.number,
                "order": box.order,
                "orderPage": reverse("order", args=[box.order]),
                "state": box.state,
                "stateName": said(STATES.state(box.state).label),
                "slot": box.slot,
                "other": box.picker_name if box.picker and box.picker != actor.name else "",
                "held": said(HoldKind.of(box.held).label) if box.held else "",
                "note": box.goods_issue_number,
            }
            for box in found.boxes
        ],
        "takes": [
            {
                "box": take.box,
                "sku": take.sku,
                "gtin": take.gtin,
                "name": said(Text(take.name, take.name_en or take.name)),
                "asks": take.asks,
                "bin": take.bin,
                "quantity": take.quantity,
                "picked": take.picked,
            }
            for take in found.takes
        ],
    }
