"""Waiting units become shipments: reserved in the ledger, boxed by warehouse, ready to pick."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from gendan.kernel import sql
from gendan.kernel.batch import Batch, Row
from gendan.process.definition import PROCESS
from gendan.records.shipments.allocation import Allocation, Box, Wanted, WantedLine, allocate
from gendan.records.shipments.models import Shipment
from gendan.records.stock import ledger

WAITING = """
SELECT o.id, o.priority, o.store_id, line.id, line.product_id,
       line.quantity - line.cancelled - line.substituted - line.allotted
  FROM customer_order AS o JOIN order_line AS line ON line.order_id = o.id
 WHERE o.id = ANY(%s) AND line.quantity > line.cancelled + line.substituted + line.allotted
 ORDER BY o.id, line.ordinal
"""

SUPPLY = """
SELECT store_id, warehouse_id, calendar_id
  FROM supply JOIN warehouse ON warehouse.id = warehouse_id ORDER BY store_id, rank
"""

# {columns}: what a birth in that state records beside the usual.
BOX = """
WITH made AS (
    INSERT INTO shipment (order_id, ordinal, number, warehouse_id, state, state_since,
                          at_risk_at, due_at, acknowledge_by{columns})
    SELECT o.id, before.ordinal + nth, o.number || '-' || before.ordinal + nth, warehouse_id,
           %(state)s, since, at_risk, due, acknowledge{values}
      FROM unnest(%(orders)s::bigint[], %(warehouses)s::bigint[], %(nths)s::int[],
                  %(since)s::timestamptz[], %(at_risk)s::timestamptz[], %(due)s::timestamptz[],
                  %(acknowledge)s::timestamptz[])
           AS box (order_id, warehouse_id, nth, since, at_risk, due, acknowledge)
      JOIN customer_order AS o ON o.id = box.order_id
     CROSS JOIN LATERAL (SELECT coalesce(max(ordinal), 0)::int AS ordinal
                           FROM shipment WHERE order_id = o.id) AS before
     ORDER BY o.id, nth
    RETURNING id, order_id, warehouse_id
), filled AS (
    INSERT INTO shipment_line (shipment_id, line_id, product_id, quantity, picked)
    SELECT made.id, unit.line_id, unit.product_id, unit.quantity,
           CASE WHEN %(picked)s THEN unit.quantity ELSE 0 END
      FROM unnest(%(unit_orders)s::bigint[], %(unit_warehouses)s::bigint[], %(lines)s::bigint[],
                  %(products)s::bigint[], %(quantities)s::int[])
           AS unit (order_id, warehouse_id, line_id, product_id, quantity)
      JOIN made USING (order_id, warehouse_id)
)
SELECT id, order_id, warehouse_id FROM made
"""

HANDED_COLUMNS = ", goods_issue_number, issued_at, handed_at, delivered_at"
HANDED_VALUES = ", 'CK' || nextval('goods_issue_number'), since, since, since"

TAKEN_BY_HAND = """
INSERT INTO pick_record (shipment_line_id, at, actor, scanned, quantity)
SELECT line.id, s.delivered_at, %s, product.sku, line.picked
  FROM shipment_line AS line
  JOIN shipment AS s ON s.id = line.shipment_id
  JOIN product ON product.id = line.product_id
 WHERE s.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Supplier:
    """A warehouse that serves a store, and the calendar it works by."""

    warehouse: int
    calendar: int


def suppliers() -> dict[int, list[Supplier]]:
    """By store, the warehouses that serve it, the preferred first. One statement."""
    served: dict[int, list[Supplier]] = {}
    for store, warehouse, calendar in sql.rows(SUPPLY):
        served.setdefault(store, []).append(Supplier(warehouse, calendar))
    return served


def waiting(orders: Sequence[int], served: Mapping[int, list[Supplier]]) -> list[Wanted]:
    """What these orders wait for; short units included. One statement."""
    lines: dict[int, list[WantedLine]] = {}
    facts: dict[int, tuple[int, int]] = {}
    for order, priority, store, line, product, quantity in sql.rows(WAITING, [list(orders)]):
        facts[order] = (priority, store)
        lines.setdefault(order, []).append(WantedLine(line, product, quantity))
    return [
        Wanted(
            order, priority, tuple(s.warehouse for s in served.get(store, ())), tuple(lines[order])
        )
        for order, (priority, store) in facts.items()
    ]


def reserve_waiting(
    wanted: Sequence[Wanted], *, whole_only: bool = False, avoid: Collection[ledger.Spot] = ()
) -> Allocation:
    """Promise free stock to what is wanted; nothing is written but `reserved`. Two statements.

    `avoid` names spots where a picker just found nothing: they are not promised again."""
    products = {line.product for order in wanted for line in order.lines}
    warehouses = {warehouse for order in wanted for warehouse in order.warehouses}
    available = ledger.lock_available(products, warehouses)
    for spot in avoid:
        available.pop(spot, None)
    allocation = allocate(wanted, available, whole_only=whole_only)
    ledger.reserve(allocation.units())
    return allocation


def box(batch: Batch, boxes: Sequence[Box], served: Mapping[int, list[Supplier]]) -> list[int]:
    """Make a shipment to pick of each box, as a consequence of the batch. One statement."""
    return _born(batch, boxes, served, step="plan", columns="", values="")


def box_handed_over(
    batch: Batch, boxes: Sequence[Box], served: Mapping[int, list[Supplier]]
) -> list[int]:
    """Make shipments that the customer carries away at once; stock leaves. Five statements."""
    made = _born(
        batch, boxes, served, step="hand_over", columns=HANDED_COLUMNS, values=HANDED_VALUES
    )
    ledger.take_out(made, actor=batch.actor.name)
    sql.run(TAKEN_BY_HAND, [batch.actor.name, made])
    return made


def _born(
    batch: Batch,
    boxes: Sequence[Box],
    served: Mapping[int, list[Supplier]],
    *,
    step: str,
    columns: str,
    values: str,
) -> list[int]:
    if not boxes:
        return []
    calendars = {s.warehouse: s.calendar for suppliers in served.values() for s in suppliers}
    state = PROCESS.step(step).target
    assert state is not None, f"{step} brings nothing into being"
    parameters = _parameters(batch, boxes, calendars, state) | {"picked": step != "plan"}
    made_rows = sql.rows(BOX.format(columns=columns, values=values), parameters)
    stores = {row.order: row.store for row in batch.rows}
    batch.follow(
        step,
        Shipment,
        [
            Row(id, order, "", stores[order], (warehouse,), calendars[warehouse])
            for id, order, warehouse in made_rows
        ],
    )
    return [id for id, _, _ in made_rows]


def _parameters(
    batch: Batch, boxes: Sequence[Box], calendars: Mapping[int, int], state: str
) -> dict[str, object]:
    since = [batch.moment(made.order) for made in boxes]
    promises = [
        batch.promise("shipment", state, calendars[made.warehouse], moment)
        for made, moment in zip(boxes, since, strict=True)
    ]
    nth: Counter[int] = Counter()
    nths = []
    for made in boxes:
        nth[made.order] += 1
        nths.append(nth[made.order])
    units = [(made.order, made.warehouse, line) for made in boxes for line in made.lines]
    return {
        "state": state,
        "orders": [made.order for made in boxes],
        "warehouses": [made.warehouse for made in boxes],
        "nths": nths,
        "since": since,
        "at_risk": [promise.at_risk_at for promise in promises],
        "due": [promise.due_at for promise in promises],
        "acknowledge": [promise.acknowledge_by for promise in promises],
        "unit_orders": [order for order, _, _ in units],
        "unit_warehouses": [warehouse for _, warehouse, _ in units],
        "lines": [line.line for _, _, line in units],
        "products": [line.product for _, _, line in units],
        "quantities": [line.quantity for _, _, line in units],
    }
