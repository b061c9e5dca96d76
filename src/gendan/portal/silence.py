"""No more news by e-mail: one click in the mail program, or in the letter, without an account.

RFC 8058: mail programs send a POST, with neither cookies nor a token against forgeries; the link
itself is the proof. Whoever only opens the link, as programs that look for viruses do, changes
nothing.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from gendan.journey.anytime.feedback import Ways, choose_messages
from gendan.kit.client import client_of
from gendan.portal import counts
from gendan.portal.answers import sent, speak
from gendan.portal.facts import Seen, seen
from gendan.portal.may import CUSTOMER, may
from gendan.portal.shop import shop_of, shop_of_order
from gendan.records.orders import links
from gendan.records.shop.reading import shop_settings


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def silence(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, or do it: from now on this order's news come by e-mail no more."""
    speak(request)
    order = links.order_of(token, links.SILENCE)
    found = seen(order) if order is not None else None
    if found is None:
        limits = [(counts.UNKNOWN_LINKS, client_of(request))]
        busy = counts.counted(limits, timezone.now())
        shop = shop_of(shop_settings(), ["订单查询", "Find your order"])
        return sent(request, "lookup", {"shop": shop, "stale": True}, 429 if busy else 404)
    context = {"shop": shop_of_order(found.told), "told": found.told}
    is_silent = "email" in found.told["silent"]  # type: ignore[operator]
    if request.method == "POST" and not is_silent:
        if counts.counted([(counts.ACTS_OF_ORDER, str(found.order))], timezone.now()):
            return sent(request, "busy", context, 429)
        is_silent = _silence(found)
    return sent(request, "silence", {**context, "is_silent": is_silent}, 200)


def _silence(found: Seen) -> bool:
    """Whether it was done: what they chose of short messages stays as it is."""
    if not may(found.told).messages:
        return False
    sms = "sms" not in found.told["silent"]  # type: ignore[operator]
    outcome = choose_messages([Ways(order=found.order, email=False, sms=sms)], by=CUSTOMER)
    return not outcome.refused


urlpatterns: list[URLPattern] = [path("u/<slug:token>", silence, name="silence")]
