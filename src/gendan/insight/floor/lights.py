"""What waits to be picked, the most urgent first, and whether it can be packed: a light each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gendan.insight import scope
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.process.model import Text

MOST = 60  # of the picking list; the queues have all of it, page by page

# A light is red while a hold lets nobody begin, amber while goods of it are searched for or
# counted. Of a box that is short, the article missing on its order says which one blocks it.
LISTED = """
SELECT s.number, o.number, s.state, s.state_since, s.due_at, s.at_risk_at < now(),
       s.due_at < now(), s.acknowledge_by IS NOT NULL AND s.acknowledged_at IS NULL,
       w.code, coalesce(wave.number, ''), coalesce(part.slot, 0), inside.units, inside.kinds,
       inside.name, inside.name_en, coalesce(inside.bins, ''),
       coalesce(nullif(staff.name, ''), staff.username, ''), coalesce(held.kind, ''),
       coalesce(missing.sku, searched.sku, ''), searched.sku IS NOT NULL
  FROM (SELECT s.* FROM shipment AS s JOIN customer_order AS o ON o.id = s.order_id
         WHERE s.state = ANY(%(states)s) AND {within}
         ORDER BY s.due_at NULLS LAST, s.id LIMIT {most}) AS s
  JOIN customer_order AS o ON o.id = s.order_id
  JOIN warehouse AS w ON w.id = s.warehouse_id
  LEFT JOIN staff ON staff.id = s.picker_id
  LEFT JOIN wave_shipment AS part ON part.shipment_id = s.id AND part.left_at IS NULL
  LEFT JOIN wave ON wave.id = part.wave_id
 CROSS JOIN LATERAL (
       SELECT sum(line.quantity) AS units, count(*) AS kinds,
              (array_agg(product.name ORDER BY product.name))[1] AS name,
              (array_agg(product.name_en ORDER BY product.name))[1] AS name_en,
              string_agg(DISTINCT bin.code, ' ' ORDER BY bin.code) AS bins
         FROM shipment_line AS line JOIN product ON product.id = line.product_id
         LEFT JOIN stock_level AS level
           ON level.product_id = line.product_id AND level.warehouse_id = s.warehouse_id
         LEFT JOIN bin ON bin.id = level.bin_id
        WHERE line.shipment_id = s.id AND line.quantity > 0) AS inside
  LEFT JOIN LATERAL (
       SELECT min(kind) AS kind FROM hold
        WHERE hold.order_id = o.id AND released_at IS NULL
          AND blocks ?| ARRAY['start_pick', 'pick', 'pack']) AS held ON true
  LEFT JOIN LATERAL (
       SELECT min(product.sku) AS sku FROM order_line AS line
         JOIN product ON product.id = line.product_id
        WHERE line.order_id = o.id AND line.short > 0) AS missing ON true
  LEFT JOIN LATERAL (
       SELECT min(product.sku) AS sku FROM shipment_line AS line
         JOIN product ON product.id = line.product_id
         JOIN stock_task AS task ON task.product_id = line.product_id
          AND task.warehouse_id = s.warehouse_id AND task.settled_at IS NULL
        WHERE line.shipment_id = s.id AND line.quantity > line.picked) AS searched ON true
 ORDER BY s.due_at NULLS LAST, s.id
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A shipment that is to be picked. `held`: the hold that stops it; `blocking`: the SKU that
    does, missing on the order or, where `searched`, not where the books say."""

    number: str
    order: str
    state: str
    state_since: datetime
    due_at: datetime | None
    at_risk: bool | None
    late: bool | None
    unseen: bool
    warehouse: str
    wave: str
    slot: int
    units: int
    kinds: int
    name: str
    name_en: str
    bins: str
    picker: str
    held: str
    blocking: str
    searched: bool

    @property
    def article(self) -> Text:
        """What the first of its articles is called."""
        return Text(self.name, self.name_en or self.name)

    @property
    def light(self) -> str:
        """`go`, `look` (something of it is searched for) or `stop`."""
        if self.held:
            return "stop"
        return "look" if self.searched else "go"


def listed(actor: Actor, states: Sequence[str]) -> list[Listed]:
    """The picking list within reach, by deadline. One statement."""
    within = scope.of_shipments(actor)
    statement = LISTED.format(within=within.text, most=MOST)
    return [Listed(*row) for row in sql.rows(statement, {"states": list(states), **within.values})]
