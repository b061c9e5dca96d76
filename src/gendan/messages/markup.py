"""What mail programs read of an order in an e-mail: schema.org, as JSON-LD.

https://schema.org/Order and https://schema.org/ParcelDelivery, with the properties that Gmail
requires (https://developers.google.com/workspace/gmail/markup/reference/types/Order) but street
and postal code. Nobody is named and of an address no more is told than the city and district, as in
the words: a message that goes astray must not give anybody away.
"""

import json
from collections.abc import Sequence

from gendan.kernel.money import ZERO, money
from gendan.messages.facts import Box, Facts, Goods

STATUSES = {
    "shortage": "OrderProblem",
    "partly_shipped": "OrderInTransit",
    "shipped": "OrderInTransit",
    "completed": "OrderDelivered",
    "closed": "OrderReturned",
    "cancelled": "OrderCancelled",
}
READY = "OrderPickupAvailable"
COUNTRY = "CN"  # addresses are of 省市区
# A script ends where its text says so, whatever stands around it.
HARMLESS = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def markup(key: str, language: str, facts: Facts) -> str:
    """The order, and the parcel where there is one under a waybill, to stand in a `script`."""
    told: list[dict[str, object]] = [_order(key, language, facts)]
    if facts.box and facts.box.waybill:
        told.append(_parcel(language, facts, facts.box))
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(HARMLESS)


def _order(key: str, language: str, facts: Facts) -> dict[str, object]:
    head = facts.head
    status = READY if key == "make_ready" else STATUSES.get(head.status, "OrderProcessing")
    shop = _organization(language, head.shop, head.shop_en)
    placed = {"orderDate": head.placed_at.isoformat()} if head.placed_at else {}
    return {
        "@context": "https://schema.org",
        "@type": "Order",
        "orderNumber": head.number,
        "orderStatus": f"https://schema.org/{status}",
        **placed,
        "merchant": shop,  # as Gmail reads it; schema.org calls it the seller now
        "seller": shop,
        "price": str(head.total),
        "priceCurrency": head.currency,
        "acceptedOffer": [
            _offer(one, product, head.currency)
            for one, product in zip(facts.goods, _products(language, facts.goods), strict=True)
        ],
        "orderedItem": [
            {"@type": "OrderItem", "orderQuantity": one.quantity, "orderedItem": product}
            for one, product in zip(facts.goods, _products(language, facts.goods), strict=True)
        ],
        "url": facts.link,
        "potentialAction": {"@type": "ViewAction", "target": facts.link, "url": facts.link},
    }


def _offer(one: Goods, product: dict[str, str], currency: str) -> dict[str, object]:
    """What one unit costs, discounts included, and how many were taken."""
    return {
        "@type": "Offer",
        "itemOffered": product,
        "price": str(money((one.amount or ZERO) / one.quantity)),
        "priceCurrency": currency,
        "eligibleQuantity": {"@type": "QuantitativeValue", "value": one.quantity},
    }


def _parcel(language: str, facts: Facts, box: Box) -> dict[str, object]:
    head = facts.head
    carrier = _organization(language, box.carrier, box.carrier_en)
    promised = head.promised_by
    expected = {"expectedArrivalUntil": promised.isoformat()} if promised else {}
    return {
        "@context": "https://schema.org",
        "@type": "ParcelDelivery",
        "carrier": carrier,  # as Gmail reads it; schema.org calls it the provider now
        "provider": carrier,
        "trackingNumber": box.waybill,
        "trackingUrl": facts.link,
        **expected,
        "deliveryAddress": {
            "@type": "PostalAddress",
            "addressCountry": COUNTRY,
            "addressRegion": box.province,
            "addressLocality": box.locality or box.province,
        },
        "itemShipped": _products(language, facts.inside),
        "partOfOrder": {
            "@type": "Order",
            "orderNumber": head.number,
            "merchant": _organization(language, head.shop, head.shop_en),
        },
    }


def _products(language: str, goods: Sequence[Goods]) -> list[dict[str, str]]:
    return [{"@type": "Product", "name": _in(language, one.name, one.name_en)} for one in goods]


def _organization(language: str, zh: str, en: str) -> dict[str, str]:
    return {"@type": "Organization", "name": _in(language, zh, en)}


def _in(language: str, zh: str, en: str) -> str:
    return (en or zh) if language.startswith("en") else zh
