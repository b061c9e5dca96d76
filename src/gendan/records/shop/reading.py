"""The shop's settings as others read them: always as they are now, without their bytes."""

from collections.abc import Sequence

from gendan.records.shop.models import ONLY, ShopSettings


def shop_settings() -> ShopSettings:
    """As they are now; while nobody decided anything, as they are by themselves. One statement."""
    return ShopSettings.objects.defer("logo").filter(pk=ONLY).first() or ShopSettings()


def ways_of(shop: ShopSettings, usual: Sequence[str]) -> tuple[str, ...]:
    """How customers are told, the first possible way first; `usual` is the operator's word."""
    return tuple(shop.ways.split(",")) if shop.ways else tuple(usual)
