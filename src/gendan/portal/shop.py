"""Whose page it is: the shop's name, its logo, its colour and what can be read on it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.http import parse_etags, quote_etag
from django.views.decorators.http import require_safe

from gendan.portal.story import own
from gendan.records.shop.models import ONLY, ShopSettings

LIGHT, DARK = "#ffffff", "#11171f"


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop as its customers know it. `ink` is what can be read on `colour`."""

    name: str
    colour: str
    ink: str
    logo: str  # what tells one logo from another; empty: there is none
    phone: str
    email: str


def shop_of(settings: ShopSettings, store: list[str | None]) -> Shop:
    """The shop, under the name of the store where it has none of its own."""
    name = own([settings.name, settings.name_en]) or own(store)
    ink = LIGHT if _contrast(settings.colour, LIGHT) >= _contrast(settings.colour, DARK) else DARK
    return Shop(
        name, settings.colour, ink, settings.logo_digest[:16], settings.phone, settings.email
    )


@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """The shop's logo. One statement."""
    shop = ShopSettings.objects.filter(pk=ONLY).exclude(logo=None).first()
    if shop is None or shop.logo is None:
        return HttpResponseNotFound()
    tag = quote_etag(shop.logo_digest)
    known = tag in parse_etags(request.headers.get("If-None-Match", ""))
    answer = HttpResponse(b"" if known else bytes(shop.logo), content_type=shop.logo_type)
    answer.status_code = 304 if known else 200
    answer["ETag"] = tag
    answer["Cache-Control"] = "public, max-age=86400"
    # A drawing (SVG) may hold a script; opened by itself it runs none.
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return answer


def _contrast(one: str, other: str) -> float:
    """After WCAG 2.2."""
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
