"""Which article a code means: its SKU, or the number under its bars, however long it is written."""

from collections.abc import Collection
from dataclasses import dataclass

from gendan.kernel import sql

LENGTHS = (8, 12, 13, 14)  # of a GTIN
FIND = "SELECT id, sku, gtin FROM product WHERE sku = ANY(%s) OR gtin = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Article:
    """A product and its SKU."""

    product: int
    sku: str


def by_code(codes: Collection[str]) -> dict[str, Article]:
    """By code as it was given, the article; unknown codes are absent. Leading zeros of a GTIN do
    not matter; a SKU goes before a GTIN. One statement."""
    wanted = sorted(set(codes))
    bare = {code: code.lstrip("0") for code in wanted if code.isascii() and code.isdigit()}
    forms = [
        number.zfill(length)
        for number in set(bare.values())
        for length in LENGTHS
        if len(number) <= length
    ]
    skus: dict[str, Article] = {}
    bars: dict[str, Article] = {}
    for product, sku, gtin in sql.rows(FIND, [wanted, forms]) if wanted else []:
        skus[sku] = Article(product, sku)
        if gtin:
            bars[gtin.lstrip("0")] = skus[sku]
    found = {code: skus.get(code) or bars.get(bare.get(code, "")) for code in wanted}
    return {code: article for code, article in found.items() if article}
