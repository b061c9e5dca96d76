"""What is to be put away, and what a scan on the way to the shelf means."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from gendan.insight import scope
from gendan.insight.conditions import Condition, all_of
from gendan.kernel import clock, sql
from gendan.kernel.actor import Actor
from gendan.process.model import Text
from gendan.records.products.codes import by_code

LATELY = timedelta(days=7)  # what came earlier was put away, or nobody counted it
MOST = 100

# What came in lately, by receipt or transfer, less what was laid on shelves since; never more than
# is there. What has no bin is to be put away however long it has been there.
WAITS = """
SELECT w.code, product.sku, coalesce(product.gtin, ''), product.name, product.name_en,
       coalesce(bin.code, ''), level.on_hand,
       CASE WHEN bin.id IS NULL THEN level.on_hand
            ELSE greatest(least(coalesce(came.units - laid.units, 0), level.on_hand), 0)
        END AS waits
  FROM stock_level AS level
  JOIN warehouse AS w ON w.id = level.warehouse_id
  JOIN product ON product.id = level.product_id
  LEFT JOIN bin ON bin.id = level.bin_id
  LEFT JOIN (
       SELECT product_id, place, sum(units) AS units, min(since) AS since
         FROM (SELECT line.product_id, paper.warehouse_id AS place, line.received AS units,
                      paper.opened_at AS since
                 FROM receipt AS paper JOIN receipt_line AS line ON line.receipt_id = paper.id
                WHERE paper.state IN ('receiving', 'received') AND paper.opened_at > %(after)s
                UNION ALL
               SELECT line.product_id, paper.target_id, line.received, paper.opened_at
                 FROM transfer AS paper JOIN transfer_line AS line ON line.transfer_id = paper.id
                WHERE paper.state IN ('sent', 'received') AND paper.opened_at > %(after)s
              ) AS arrived
        GROUP BY product_id, place) AS came
    ON came.product_id = level.product_id AND came.place = level.warehouse_id
 CROSS JOIN LATERAL (
       SELECT coalesce(sum((entry.changed ->> 'quantity')::int), 0) AS units
         FROM stock_journal AS entry
        WHERE entry.document = 'level' AND entry.document_id = level.id
          AND entry.step = 'put_away' AND entry.at >= came.since) AS laid
 WHERE {which}
"""
# The second line lets nobody's puts be looked for where nothing came.
OPEN = """level.on_hand > 0 AND (came.units > laid.units OR bin.id IS NULL)
   AND (came.units > 0 OR bin.id IS NULL)"""
FIRST = f" ORDER BY bin.id IS NOT NULL, w.code, product.sku LIMIT {MOST}"
BINS = """
SELECT bin.code FROM bin JOIN warehouse AS w ON w.id = bin.warehouse_id WHERE {which}
"""


@dataclass(frozen=True, slots=True)
class Lying:
    """An article in a warehouse: where it lies, and how many units wait to be put there."""

    warehouse: str
    sku: str
    gtin: str
    name: str
    name_en: str
    bin: str
    on_hand: int
    waits: int

    @property
    def called(self) -> Text:
        """Its name."""
        return Text(self.name, self.name_en or self.name)


def waiting(actor: Actor) -> list[Lying]:
    """What is to be put away within reach; what has no bin first. One statement."""
    return list(_lying([scope.of_warehouses(actor), Condition(OPEN)], FIRST))


def article(code: str, warehouse: str, actor: Actor) -> Lying | None:
    """The article that a code means, in a warehouse within reach. Two statements."""
    meant = by_code([code]).get(code)
    if meant is None:
        return None
    one = Condition("product.id = %(product)s AND w.code = %(place)s",
                    {"product": meant.product, "place": warehouse})  # fmt: skip
    return next(_lying([scope.of_warehouses(actor), one]), None)


def is_bin(code: str, warehouse: str, actor: Actor) -> bool:
    """Whether that is a bin of a warehouse within reach. One statement."""
    one = Condition("bin.code = %(bin)s AND w.code = %(place)s", {"bin": code, "place": warehouse})
    which = all_of([scope.of_warehouses(actor), one])
    return bool(sql.rows(BINS.format(which=which.text), which.values))


def _lying(which: list[Condition], order: str = "") -> Iterator[Lying]:
    wanted = all_of(which)
    statement = WAITS.format(which=wanted.text) + order
    for row in sql.rows(statement, {**wanted.values, "after": clock.now() - LATELY}):
        yield Lying(*row)
