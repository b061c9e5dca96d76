"""The customer's page: found by its link or by number and phone, read and acted upon."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from gendan.journey.s2_review import offers
from gendan.kit.client import client_of
from gendan.kit.words import said
from gendan.portal import acts, choosing, counts, story
from gendan.portal.answers import LANGUAGES, closed, sent, speak
from gendan.portal.asking import ask
from gendan.portal.facts import Seen, seen
from gendan.portal.headline import headline
from gendan.portal.may import May, may
from gendan.portal.shop import shop_of, shop_of_order
from gendan.portal.steps import river
from gendan.process.words import FeedbackKind
from gendan.records.orders import links
from gendan.records.shop.reading import shop_settings

ASKING = {"address": "address", "cancel": "cancel", "tell": "tell", "messages": "messages"}


@require_http_methods(["GET", "HEAD", "POST"])
@gzip_page
def lookup(request: HttpRequest) -> HttpResponse:
    """By order number and the end of the phone. A number that nobody has and a wrong end are
    counted, looked for and answered alike."""
    speak(request)
    context: dict[str, object] = {"number": _number(request.GET.get("number", ""))}
    status = 200
    if request.method == "POST":
        number, tail = _number(request.POST.get("number", "")), request.POST.get("tail", "").strip()
        context = {"number": number, "wrong": True}
        status = 404
        now = timezone.localtime()
        found = ask(number, tail, client_of(request), now)
        if found.until:
            context |= {"until": story.moment(found.until.isoformat(), now), "wrong": False}
            status = 429
        elif found.order:
            return HttpResponseRedirect(_address(request, links.token(found.order)))
    context["shop"] = shop_of(shop_settings(), ["订单查询", "Find your order"])
    return sent(request, "lookup", context, status)


@csrf_protect
@require_http_methods(["GET", "HEAD"])
@gzip_page
def track(request: HttpRequest, token: str) -> HttpResponse:
    """The order, as it is now. At most four statements, whatever its size; 304 where nothing
    changed."""
    speak(request)
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    return _page(request, token, found)


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
@gzip_page
def act(request: HttpRequest, token: str, what: str) -> HttpResponse:
    """Ask what is needed, and do it."""
    speak(request)
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    if what not in acts.ACTS or (request.method != "POST" and what not in ASKING):
        return HttpResponseRedirect(_address(request, token))
    allowed = may(found.told)
    problem = ""
    if request.method == "POST":
        if counts.counted([(counts.ACTS_OF_ORDER, str(found.order))], timezone.now()):
            return sent(request, "busy", {"shop": shop_of_order(found.told)}, 429)
        problem = acts.take(what, request, found.order, found.told, allowed)
        if not problem:
            return HttpResponseRedirect(_address(request, token, done=what))
    if what not in ASKING:
        return _page(request, token, found, problem)
    context = {
        "here": links.PATH + token, "what": what, "told": found.told, "may": allowed,
        "problem": problem, "given": request.POST, "key": uuid.uuid4(),
        "shop": shop_of_order(found.told),
        "kinds": [(kind.value, said(kind.label)) for kind in FeedbackKind],
    }  # fmt: skip
    return sent(request, ASKING[what], context, 422 if problem else 200)


def _page(request: HttpRequest, token: str, found: Seen, problem: str = "") -> HttpResponse:
    now, allowed = timezone.localtime(), may(found.told)
    options = offers.options([found.order]).get(found.order, []) if allowed.choose else []
    shop = shop_of_order(found.told)
    coming = choosing.waited_for(found.order, found.told, now)
    tag = _tag(found, options, coming, now, request.GET.get("done", ""))
    if not problem and request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        return closed(_as_it_was(), with_form=False)
    context = {
        "here": links.PATH + token, "told": found.told, "may": allowed,
        "options": choosing.options(options, found.told, now), "shop": shop, "problem": problem,
        "key": uuid.uuid4(), "coming": coming,
        "done": said(acts.DONE[done]) if (done := request.GET.get("done", "")) in acts.DONE else "",
        **_told(found.told, allowed, now),
    }  # fmt: skip
    forms = allowed.choose or bool(allowed.received)
    answer = sent(request, "track", context, 422 if problem else 200, form=forms)
    answer["ETag"] = tag
    return answer


def _told(told: Mapping[str, Any], allowed: May, now: datetime) -> dict[str, object]:
    first, second = headline(told, now)
    return {
        "headline": first, "below": second, "river": river(told),
        "parcels": story.parcels(told, now), "goods": list(story.goods(told)),
        "sums": story.sums(told), "news": story.timeline(told, now),
        "feedback": story.feedback(told, now), "consignee": story.consignee(told),
        "instead_of": story.other(told["instead_of"]),
        "held": [said(story.HELD[kind]) for kind in told["holds"] if kind in story.HELD],
        "decide_by": story.moment(told["case"]["decide_by"], now) if allowed.choose else None,
        "expired": bool(told["case"]) and told["case"]["expired"] and not told["case"]["decision"],
    }  # fmt: skip


def _found(request: HttpRequest, token: str) -> Seen | HttpResponse:
    """The order behind a link; or the page where one looks for it, counted against the address."""
    order = links.order_of(token)
    found = seen(order) if order is not None else None
    if found:
        return found
    busy = counts.counted([(counts.UNKNOWN_LINKS, client_of(request))], timezone.now())
    context = {"shop": shop_of(shop_settings(), ["订单查询", "Find your order"]), "stale": True}
    return sent(request, "lookup", context, 429 if busy else 404)


def _as_it_was() -> HttpResponse:
    """The page that the browser keeps holds, and so does the policy that came with it: another
    one would not know the nonce of its colours."""
    answer = HttpResponseNotModified()
    answer._csp_exempt = True  # type: ignore[attr-defined]
    return answer


def _tag(found: Seen, *rest: object) -> str:
    *others, now, done = rest
    assert isinstance(now, datetime)
    parts = [found.text, *others, now.date(), get_language(), done]
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'


def _address(request: HttpRequest, token: str, done: str = "") -> str:
    """Of the order's page, with nothing of the order in it."""
    language = request.GET.get("lang", "")
    given = {"lang": language if language in LANGUAGES else "", "done": done}
    query = "&".join(f"{name}={value}" for name, value in given.items() if value)
    return reverse("track", args=[token]) + (f"?{query}" if query else "")


def _number(text: str) -> str:
    """An order's number as typed, or that of one of its shipments."""
    return text.strip().partition("-")[0][:40]


urlpatterns: list[URLPattern] = [
    path("track", lookup, name="track_lookup"),
    path("t/<slug:token>", track, name="track"),
    path("t/<slug:token>/<slug:what>", act, name="track_act"),
]
