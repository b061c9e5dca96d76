"""Products in pages, found by whatever somebody knows of them."""

from collections.abc import Iterator, Sequence

from pydantic import Field

from gendan.insight.conditions import Condition
from gendan.insight.named import named, named_in_english
from gendan.insight.pages import Listing, Sorting, page
from gendan.kit.rest.bodies import Code, Short
from gendan.kit.rest.pages import Page, Paged

SORTING = Sorting("product AS p", ("p.sku",), ("text",))
LISTING = Listing(
    "p",
    """json_build_object('sku', p.sku, 'name', p.name, 'name_en', p.name_en, 'gtin', p.gtin,
    'price', p.price::text, 'currency', p.currency, 'weight_grams', p.weight_grams,
    'is_sold', p.is_sold,
    'substitutes', ARRAY(SELECT other.sku FROM substitute
                           JOIN product AS other ON other.id = substitute.substitute_id
                          WHERE substitute.product_id = p.id ORDER BY substitute.rank))""",
)

GTIN_LENGTHS = (8, 12, 13, 14)


class ProductFilters(Paged):
    """Which products. What is not given does not matter."""

    sku: Code | None = None
    gtin: Code | None = Field(None, description="Leading zeros do not matter.")
    name: Short | None = Field(
        None,
        description="A part of it, in either language: one letter begins it, two begin or end it.",
    )
    initials: Short | None = Field(None, description="Of the syllables, from the first on: `lj`.")
    is_sold: bool | None = None


def products(asked: ProductFilters, place: Sequence[str] | None) -> Page:
    """A page of products, by SKU: one statement."""
    return page(LISTING, SORTING, list(_conditions(asked)), place, asked.limit)


def gtin_forms(gtin: str) -> list[str]:
    """A number under bars in every length in which it may be kept: leading zeros do not matter."""
    bare = gtin.lstrip("0")
    return [bare.zfill(length) for length in GTIN_LENGTHS if len(bare) <= length]


def _conditions(asked: ProductFilters) -> Iterator[Condition]:
    if asked.sku is not None:
        yield Condition("p.sku = %(sku)s", {"sku": asked.sku})
    if asked.gtin is not None:
        yield Condition("p.gtin = ANY(%(gtin)s::text[])", {"gtin": gtin_forms(asked.gtin)})
    if asked.name:
        yield _called(asked.name)
    yield from named("p", None, asked.initials)
    if asked.is_sold is not None:
        yield Condition("p.is_sold" if asked.is_sold else "NOT p.is_sold")


def _called(name: str) -> Condition:
    ways = [*named("p", name, None), named_in_english("p", name)]
    values: dict[str, object] = {}
    for way in ways:
        values |= way.values
    return Condition(f"({' OR '.join(way.text for way in ways)})", values)
