"""One box or one wave as whoever picks it walks: bin by bin, with what each unit goes into."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gendan.insight import scope
from gendan.insight.conditions import Condition, all_of
from gendan.kernel import sql
from gendan.kernel.actor import Actor

# A hold that lets nobody pick or pack stops the screen; the others do not concern the floor.
BOXES = """
SELECT s.id, s.number, o.number, s.state, coalesce(part.slot, 0), staff.username,
       coalesce(nullif(staff.name, ''), staff.username, ''),
       coalesce((SELECT min(kind) FROM hold WHERE hold.order_id = o.id AND released_at IS NULL
                    AND blocks ?| ARRAY['pick', 'pack']), ''),
       coalesce(s.goods_issue_number, ''), s.due_at
  FROM shipment AS s
  JOIN customer_order AS o ON o.id = s.order_id
  LEFT JOIN staff ON staff.id = s.picker_id
  LEFT JOIN wave_shipment AS part ON part.shipment_id = s.id AND {part}
 WHERE {which}
 ORDER BY 5, s.number
"""
LINES = """
SELECT s.number, product.sku, coalesce(product.gtin, ''), product.name, product.name_en,
       array_remove(ARRAY[CASE WHEN asks_lot THEN 'lot' END,
                          CASE WHEN asks_serial THEN 'serial' END,
                          CASE WHEN asks_expiry THEN 'expires_on' END], NULL),
       coalesce(bin.code, ''), sum(line.quantity), sum(line.picked)
  FROM shipment_line AS line
  JOIN shipment AS s ON s.id = line.shipment_id
  JOIN product ON product.id = line.product_id
  LEFT JOIN stock_level AS level
    ON level.product_id = line.product_id AND level.warehouse_id = s.warehouse_id
  LEFT JOIN bin ON bin.id = level.bin_id
 WHERE s.id = ANY(%s) AND line.quantity > 0
 GROUP BY s.id, product.id, bin.id
 ORDER BY bin.walk NULLS LAST, bin.code NULLS LAST, product.sku, s.id
"""
AT_BIN = """
SELECT s.number, s.state, product.sku, product.name, product.name_en,
       sum(line.quantity - line.picked)
  FROM bin
  JOIN stock_level AS level ON level.bin_id = bin.id
  JOIN product ON product.id = level.product_id
  JOIN shipment AS s ON s.warehouse_id = level.warehouse_id AND s.state IN ('to_pick', 'picking')
  JOIN shipment_line AS line ON line.shipment_id = s.id AND line.product_id = product.id
  JOIN customer_order AS o ON o.id = s.order_id
 WHERE bin.code = %(bin)s AND line.quantity > line.picked AND {within}
 GROUP BY s.id, product.id
 ORDER BY s.due_at, s.number, product.sku
 LIMIT 100
"""
OPEN_WAVE = "EXISTS (SELECT FROM wave WHERE wave.id = part.wave_id AND wave.number = %(wave)s)"


@dataclass(frozen=True, slots=True)
class Box:
    """A shipment as the floor sees it. `slot` 0: not in a wave. `held`: the hold that stops it."""

    id: int
    number: str
    order: str
    state: str
    slot: int
    picker: str | None
    picker_name: str
    held: str
    goods_issue_number: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Take:
    """So many units of an article for one box, from a bin. `asks`: what each is marked with."""

    box: str
    sku: str
    gtin: str
    name: str
    name_en: str
    asks: Sequence[str]
    bin: str
    quantity: int
    picked: int


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody picks: the boxes, and the units of those not closed, in walking order."""

    boxes: Sequence[Box]
    takes: Sequence[Take]


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many units of an article that a box still wants from a shelf."""

    box: str
    state: str
    sku: str
    name: str
    name_en: str
    units: int


def box(number: str, actor: Actor) -> Work | None:
    """The box of that shipment; nothing where there is none within reach. Two statements."""
    which = [scope.of_shipments(actor), Condition("s.number = %(number)s", {"number": number})]
    return _work("part.left_at IS NULL", which)


def wave(number: str, actor: Actor) -> Work | None:
    """All boxes that are or were in that wave, the first slot first. Two statements."""
    which = [scope.of_shipments(actor), Condition("part.wave_id IS NOT NULL", {"wave": number})]
    return _work(OPEN_WAVE, which)


def at_bin(code: str, actor: Actor) -> list[Wanted]:
    """What is to be picked from the bins of that code, the most urgent first. One statement."""
    within = scope.of_shipments(actor)
    rows = sql.rows(AT_BIN.format(within=within.text), {"bin": code, **within.values})
    return [Wanted(*row) for row in rows]


def _work(part: str, which: Sequence[Condition]) -> Work | None:
    condition = all_of(which)
    found = sql.rows(BOXES.format(part=part, which=condition.text), condition.values)
    if not found:
        return None
    boxes = [Box(*row) for row in found]
    inside = [one.id for one in boxes if one.state in ("to_pick", "picking")]
    return Work(boxes, [Take(*row) for row in sql.rows(LINES, [inside])])
