"""Taking units out of boxes that are being picked: first what waits, then what is not picked."""

from collections.abc import Mapping

from gendan.kernel import sql
from gendan.kernel.batch import Batch, Row
from gendan.kernel.outcome import refused
from gendan.kernel.refusals import Refusal
from gendan.records.orders import lines
from gendan.records.shipments import withdrawal
from gendan.records.shipments.contents import Content, contents, spread
from gendan.records.shipments.models import Shipment
from gendan.records.stock import ledger

UNPICKED = ("to_pick", "picking")

WAITING = """
SELECT id, quantity - cancelled - substituted - allotted FROM order_line WHERE id = ANY(%s)
"""

# What is short is given up first.
GIVE_UP_SHORT = """
UPDATE order_line AS line SET short = greatest(short - asked.units, 0)
  FROM unnest(%s::bigint[], %s::int[]) AS asked (id, units) WHERE line.id = asked.id
"""

TAKE = """
UPDATE shipment_line AS line
   SET quantity = line.quantity - taken.units, withdrawn = line.withdrawn + taken.units
  FROM unnest(%s::bigint[], %s::int[]) AS taken (id, units)
 WHERE line.id = taken.id
"""


def take_from_boxes(batch: Batch, reductions: Mapping[int, Mapping[int, int]]) -> None:
    """By order and line, so many units less; refused where they are picked already.

    The units wait on their lines afterwards. A box left empty is withdrawn. Ten statements."""
    less = {order: units for order, units in reductions.items() if units}
    if not less:
        return
    boxes = withdrawal.boxes_of(list(less), UNPICKED)
    inside = contents([box.id for box in boxes])
    waiting = _waiting([line for units in less.values() for line in units])
    by_order: dict[int, list[Row]] = {}
    for box in boxes:
        by_order.setdefault(box.order, []).append(box)
    taken: list[tuple[Content, int]] = []
    too_late: dict[int, int] = {}
    for order, units in less.items():
        found, lacking = _find(units, waiting, [inside[box.id] for box in by_order.get(order, ())])
        if lacking:
            too_late[order] = lacking
        taken += found
    skus = lines.skus(too_late.values())
    batch.refuse_documents(
        {
            order: refused(Refusal.TOO_LATE_TO_REDUCE, "lines", sku=skus[line])
            for order, line in too_late.items()
        }
    )
    kept = less.keys() - too_late.keys()
    _take(taken)
    _give_up_short({line: n for order in kept for line, n in less[order].items()})
    batch.follow("withdraw", Shipment, [box for box in boxes if _is_empty(inside[box.id])])


def _find(
    units: Mapping[int, int], waiting: Mapping[int, int], inside: list[list[Content]]
) -> tuple[list[tuple[Content, int]], int | None]:
    """What comes out of which box; or the line of which too much is picked already."""
    found: list[tuple[Content, int]] = []
    for line, wanted in units.items():
        needed = wanted - waiting[line]
        matching = [content for box in inside for content in box if content.line == line]
        out = spread(matching, max(needed, 0))
        if sum(n for _, n in out) < needed:
            return [], line
        found += out
    return found, None


def _take(taken: list[tuple[Content, int]]) -> None:
    freed: dict[ledger.Spot, int] = {}
    for content, units in taken:
        spot = (content.product, content.warehouse)
        freed[spot] = freed.get(spot, 0) - units
        content.quantity -= units
    ledger.lock_available({p for p, _ in freed}, {w for _, w in freed})
    ledger.reserve(freed)
    sql.run(TAKE, [[content.id for content, _ in taken], [n for _, n in taken]])


def _give_up_short(units: Mapping[int, int]) -> None:
    sql.run(GIVE_UP_SHORT, [list(units), list(units.values())])


def _waiting(of: list[int]) -> dict[int, int]:
    return dict(sql.rows(WAITING, [of]))


def _is_empty(inside: list[Content]) -> bool:
    return not any(content.quantity for content in inside)
