"""Whose page it is: the shop's name, its logo, its colour and what can be read on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from gendan.kit.colours import contrast
from gendan.portal.story import own
from gendan.records.shop.models import ShopSettings

LIGHT, DARK = "#ffffff", "#11171f"


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop as its customers know it. `ink` is what can be read on `colour`."""

    name: str
    colour: str
    ink: str
    logo: str  # its digest; empty: there is none
    phone: str
    email: str


def shop_of(settings: ShopSettings, store: list[str | None]) -> Shop:
    """The shop, under the name of the store where it has none of its own."""
    name = own([settings.name, settings.name_en]) or own(store)
    ink = _ink(settings.colour)
    return Shop(name, settings.colour, ink, settings.logo_digest, settings.phone, settings.email)


def shop_of_order(told: Mapping[str, Any]) -> Shop:
    """The shop as it stands with what is told of an order."""
    return shop_of(_settings(tuple((told["shop"] or {}).items())), told["store"])


@lru_cache(maxsize=16)
def _settings(given: tuple[tuple[str, Any], ...]) -> ShopSettings:
    """Those of the shop, the usual ones where it has none: made once while they stay the same."""
    return ShopSettings(**dict(given))


@cache
def _ink(colour: str) -> str:
    return LIGHT if contrast(colour, LIGHT) >= contrast(colour, DARK) else DARK
