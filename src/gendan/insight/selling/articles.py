"""Articles as the till looks for them: by bars, SKU, a part of either name, or initials."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gendan.insight import scope
from gendan.insight.goods.products import gtin_forms
from gendan.insight.named import named, named_in_english
from gendan.kernel import sql
from gendan.kernel.actor import Actor

MOST = 12  # as many as one looks through
GTIN_LONGEST = 14

# Free is what the warehouses that serve the store have, and nobody was promised.
FIND = """
WITH serving AS (
    SELECT supply.warehouse_id
      FROM (SELECT id AS store_id, code FROM store) AS o JOIN supply USING (store_id)
     WHERE o.code = %(store)s AND <<within>>
)
SELECT p.sku, p.name, p.name_en, p.gtin, p.price, p.currency,
       coalesce((SELECT sum(level.on_hand - level.reserved) FROM stock_level AS level
                  WHERE level.product_id = p.id
                    AND level.warehouse_id IN (SELECT warehouse_id FROM serving)), 0)::int,
       p.sku = ANY(%(codes)s::text[]) OR coalesce(p.gtin = ANY(%(gtins)s::text[]), false) AS exact
  FROM product AS p
 WHERE p.is_sold AND (p.sku = ANY(%(codes)s::text[]) OR p.gtin = ANY(%(gtins)s::text[])
                      OR <<alike>>)
 ORDER BY exact DESC, p.sku LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Found:
    """An article. `exact`: what was typed is its code, not only a part of its name."""

    sku: str
    name: str
    name_en: str
    gtin: str | None
    price: Decimal
    currency: str
    free: int
    exact: bool


def find(text: str, store: str, actor: Actor) -> list[Found]:
    """The articles that are sold and called so, the one with that very code first. One
    statement."""
    text = text.strip()
    if not text:
        return []
    within = scope.of_stores(actor)
    is_code = text.isascii() and text.isdigit() and len(text) <= GTIN_LONGEST
    alike = [
        *named("p", text, None),
        *named("p", None, text),
        named_in_english("p", text),
    ]
    values = {
        "store": store,
        "codes": [*_written(text)],
        "gtins": gtin_forms(text) if is_code else [],
        "begins": f"{_literally(text)}%",
        "begins_large": f"{_literally(text.upper())}%",
        "most": MOST,
        **within.values,
    }
    # One by one: along an index of codes the planner finds one beginning, but not any of a list.
    conditions = ["p.sku LIKE %(begins)s", "p.sku LIKE %(begins_large)s"]
    for condition in alike:
        conditions.append(condition.text)
        values |= condition.values
    statement = FIND.replace("<<within>>", within.text).replace(
        "<<alike>>", " OR ".join(conditions)
    )
    return [Found(*row) for row in sql.rows(statement, values, anew=True)]


def _written(code: str) -> Iterator[str]:
    """A code as it was typed, and in the capitals in which most are printed."""
    yield code
    if code.upper() != code:
        yield code.upper()


def _literally(text: str) -> str:
    for sign in "\\%_":
        text = text.replace(sign, f"\\{sign}")
    return text
