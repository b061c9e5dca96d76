"""What the commands of stock work ask alike: which article, how many, in which warehouse."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.records.products.codes import Article
from gendan.records.stock.ledger import Spot
from gendan.stockroom.taking import reaches

UNITS_MAX = 1_000_000  # of one article at once; more is a slip of the hand
HOLDERS_MAX = 5  # named in one refusal

WAREHOUSES = "SELECT code, id FROM warehouse WHERE code = ANY(%s)"
HOLDERS = """
SELECT line.product_id, s.warehouse_id, array_agg(DISTINCT s.number ORDER BY s.number)
  FROM shipment AS s JOIN shipment_line AS line ON line.shipment_id = s.id
 WHERE s.state IN ('to_pick', 'picking', 'packed') AND line.quantity > 0
   AND s.warehouse_id = ANY(%s) AND line.product_id = ANY(%s)
 GROUP BY line.product_id, s.warehouse_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """So many units of the article with this code (SKU or GTIN)."""

    code: str
    quantity: int


def warehouses(codes: Collection[str], by: Actor) -> dict[str, int]:
    """By code, the warehouses in which they may work; others are absent. One statement."""
    found = sql.rows(WAREHOUSES, [sorted(set(codes))])
    return {code: id for code, id in found if reaches(by, [id])}


def unfit(units: Units, article: Article | None, field: str = "") -> Refused | None:
    """What is wrong with that many of that article; `field` names the line it stands on."""
    within = f"{field}." if field else ""
    if article is None:
        return refused(Refusal.UNKNOWN_SKU, f"{within}code", sku=units.code)
    if units.quantity <= 0:
        return refused(Refusal.NOT_POSITIVE, f"{within}quantity", given=units.quantity)
    if units.quantity > UNITS_MAX:
        return refused(Refusal.TOO_LARGE, f"{within}quantity", given=units.quantity)
    return None


def together(lines: Iterable[Units], articles: Mapping[str, Article]) -> dict[int, int] | Refused:
    """By product, how many units; or what is wrong with one of the lines."""
    found: dict[int, int] = {}
    for place, units in enumerate(lines):
        article = articles.get(units.code)
        if answer := unfit(units, article, f"lines[{place}]"):
            return answer
        assert article, "what is unknown was refused"
        found[article.product] = found.get(article.product, 0) + units.quantity
    return found or refused(Refusal.MISSING, "lines")


@dataclass(frozen=True, slots=True)
class Lack:
    """Of an article so many units are left, and so many were asked for."""

    sku: str
    left: int
    asked: int


def lacking(short: Mapping[Spot, Lack]) -> dict[Spot, Refused]:
    """Why so many units cannot be taken from these levels: who holds them. One statement, none
    when all is well."""
    if not short:
        return {}
    asked = [sorted({where for _, where in short}), sorted({product for product, _ in short})]
    held = {(product, where): names for product, where, names in sql.rows(HOLDERS, asked)}
    return {spot: _lacks(lack, held.get(spot, [])) for spot, lack in short.items()}


def _lacks(lack: Lack, holders: list[str]) -> Refused:
    values = {"sku": lack.sku, "expected": lack.left, "given": lack.asked}
    if not holders:
        return refused(Refusal.NOT_SO_MANY, "quantity", **values)
    named = "、".join(holders[:HOLDERS_MAX]) + ("…" if len(holders) > HOLDERS_MAX else "")
    return refused(Refusal.HELD_FOR, "quantity", **values, shipments=named)
