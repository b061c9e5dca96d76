"""Put away by scanner: first the article, then the bin."""

from dataclasses import asdict

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET

from gendan.desks.callers import caller_of
from gendan.desks.camera import reads_codes
from gendan.desks.frame.river import frame
from gendan.insight.goods import putting
from gendan.insight.goods.putting import Lying
from gendan.insight.house.named import house
from gendan.kit.rest.identity import Caller
from gendan.kit.words import said
from gendan.process.stock import STOCK

PUT_AWAY = STOCK.step("put_away")
CODE_MAX = 64


@require_GET
@login_required
@reads_codes
def put_away(request: HttpRequest) -> HttpResponse:
    """What is to be put away; for an open page only that. One statement beside the frame and the
    names of the house."""
    caller = _shelver(request)
    known = house(caller.actor)
    told: dict[str, object] = {"rows": putting.waiting(caller.actor), "names": known.names}
    if request.headers.get("HX-Request"):
        return render(request, "desks/stockroom/put_away_rows.html", told)
    called = known.names["warehouse"]
    context = {
        **told,
        "frame": frame(caller),
        "step": PUT_AWAY,
        "href": reverse("api:put_away"),
        "warehouses": [(code, called[code]) for code in known.within.get("warehouse", ())],
    }
    return render(request, "desks/stockroom/put_away.html", context)


@require_GET
@login_required
def scanned(request: HttpRequest) -> HttpResponse:
    """What a `code` means in a `warehouse`: an article, a bin, or nothing. Three statements."""
    actor = _shelver(request).actor
    code, place = (request.GET.get(name, "").strip()[:CODE_MAX] for name in ("code", "warehouse"))
    article = putting.article(code, place, actor)
    return JsonResponse(
        {
            "article": _told(article) if article else None,
            "bin": code if putting.is_bin(code, place, actor) else "",
        }
    )


def _told(one: Lying) -> dict[str, object]:
    return {**asdict(one), "name": said(one.called)}


def _shelver(request: HttpRequest) -> Caller:
    caller = caller_of(request)
    if not caller.actor.may(PUT_AWAY):
        raise PermissionDenied(PUT_AWAY.name)
    return caller


urlpatterns: list[URLPattern] = [
    path("stock/put-away", put_away, name="put_away"),
    path("stock/put-away/scanned", scanned, name="put_away_scanned"),
]
