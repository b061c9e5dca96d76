"""The shop's name and logo at the top of every page."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from gendan.records.shop.reading import shop_settings


def house(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - Django's signature
    """For templates: `house`, the shop's settings as they are now; read when a page asks."""
    return {"house": SimpleLazyObject(shop_settings)}
