"""Splitting: some units meet another fate, so they part first and travel under their own number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.outcome import Outcome
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.records.shipments.contents import Content, contents
from gendan.records.shipments.models import Shipment

SPLIT = PROCESS.step("split")

# Units leave the first box before they enter the second: they are never in two.
TAKE = """
UPDATE shipment_line AS line
   SET quantity = line.quantity - moved.units, withdrawn = line.withdrawn + moved.units,
       picked = line.picked - moved.picked
  FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS moved (id, units, picked)
 WHERE line.id = moved.id
"""

# The new box is where the old one is; a note of its own. On the road the two travel under one
# waybill; a box that is still here gets a label of its own.
PART = """
WITH made AS (
    INSERT INTO shipment (
        order_id, ordinal, number, warehouse_id, state, state_since, at_risk_at, due_at,
        acknowledge_by, acknowledged_at, acknowledged_by, paused_at, picker_id, packed_at,
        goods_issue_number, issued_at, carrier_id, waybill_id, handed_at, come_back_reason,
        carrier_status, carrier_status_at, proposed, proposed_at)
    SELECT o.id, before.ordinal + nth, o.number || '-' || before.ordinal + nth, s.warehouse_id,
           s.state, s.state_since, s.at_risk_at, s.due_at, s.acknowledge_by, s.acknowledged_at,
           s.acknowledged_by, s.paused_at, s.picker_id, s.packed_at,
           CASE WHEN s.goods_issue_number IS NOT NULL
                THEN 'CK' || nextval('goods_issue_number') END,
           s.issued_at, s.carrier_id, CASE WHEN s.handed_at IS NOT NULL THEN s.waybill_id END,
           s.handed_at, s.come_back_reason, s.carrier_status,
           s.carrier_status_at, s.proposed, s.proposed_at
      FROM unnest(%s::bigint[], %s::int[]) AS asked (shipment_id, nth)
      JOIN shipment AS s ON s.id = asked.shipment_id
      JOIN customer_order AS o ON o.id = s.order_id
     CROSS JOIN LATERAL (SELECT max(ordinal)::int AS ordinal
                           FROM shipment WHERE order_id = o.id) AS before
     ORDER BY o.id, nth
    RETURNING id, order_id, ordinal
)
SELECT id, order_id FROM made ORDER BY order_id, ordinal
"""

FILL = """
INSERT INTO shipment_line (shipment_id, line_id, product_id, quantity, picked)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::int[], %s::int[])
"""

# What was picked and changes boxes is taken off one record and written on the other.
RECORD = """
INSERT INTO pick_record (shipment_line_id, at, actor, bin, scanned, quantity)
SELECT CASE WHEN sign < 0 THEN moved.was ELSE line.id END, now(), %s, '', product.sku,
       sign * moved.picked
  FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::int[])
       AS moved (was, shipment_id, line_id, picked)
  JOIN shipment_line AS line USING (shipment_id, line_id)
  JOIN product ON product.id = line.product_id
 CROSS JOIN (VALUES (-1), (1)) AS entry (sign)
 WHERE moved.picked > 0
"""

PAUSE = """
INSERT INTO clock_pause (shipment_id, reason, note, since)
SELECT asked.made, reason, note, since
  FROM unnest(%s::bigint[], %s::bigint[]) AS asked (was, made)
  JOIN clock_pause AS pause ON pause.shipment_id = asked.was AND pause.until IS NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Units of one shipment that part: by order line, how many."""

    shipment: int
    units: Mapping[int, int]

    @property
    def document(self) -> int:
        """The shipment."""
        return self.shipment


@dataclass(frozen=True, slots=True)
class Moved:
    """Units of one content that change boxes; picked ones go last."""

    content: Content
    units: int

    @property
    def picked(self) -> int:
        """How many of them are picked already."""
        return max(0, self.units - self.content.open)


def split(parts: Sequence[Part], *, by: Actor, at: When = None) -> Outcome:
    """Part units from their shipments; items are positions, `made` gives each new shipment."""
    with taking(SPLIT, Shipment, parts, by=by, at=at) as batch:
        moved = _moved(batch, parts)
        made = _make(batch, parts)
        _fill(moved, made, by.name)
        sql.run(PAUSE, [[parts[item].shipment for item in made], list(made.values())])
        for item, shipment in made.items():
            batch.made[item] = shipment
            units = {str(line): n for line, n in parts[item].units.items()}
            batch.note(parts[item].shipment, {"into": shipment, "units": units})
    return batch.outcome


def _moved(batch: Batch, parts: Sequence[Part]) -> dict[int, list[Moved]]:
    inside = contents(batch.ids)
    moved: dict[int, list[Moved]] = {}
    seen: set[int] = set()
    for item in batch.items:
        part = parts[item]
        by_line = {content.line: content for content in inside[part.shipment]}
        strange = [n for n in part.units if n not in by_line]
        too_many = [n for n in part.units if n in by_line and part.units[n] > by_line[n].quantity]
        total = sum(content.quantity for content in by_line.values())
        if part.shipment in seen:
            batch.refuse([item], Refusal.REPEATED_IN_BATCH)
        elif strange:
            batch.refuse([item], Refusal.UNKNOWN_LINE, "units", given=strange[0])
        elif any(units <= 0 for units in part.units.values()):
            given = min(part.units.values())
            batch.refuse([item], Refusal.NOT_POSITIVE, "units", given=given)
        elif too_many:
            content, given = by_line[too_many[0]], part.units[too_many[0]]
            batch.refuse([item], Refusal.TOO_MANY, "units", sku=content.sku,
                         expected=content.quantity, given=given)  # fmt: skip
        elif not 0 < sum(part.units.values()) < total:
            batch.refuse([item], Refusal.NOTHING_LEFT, "units")
        else:
            moved[item] = [Moved(by_line[line], units) for line, units in part.units.items()]
        seen.add(part.shipment)
    return moved


def _make(batch: Batch, parts: Sequence[Part]) -> dict[int, int]:
    """By item, the new shipment."""
    nth: dict[int, int] = {}
    asked = []
    for item in sorted(batch.items, key=lambda item: batch.row(parts[item].shipment).order):
        order = batch.row(parts[item].shipment).order
        nth[order] = nth.get(order, 0) + 1
        asked.append((item, parts[item].shipment, nth[order]))
    ids = [
        id
        for id, _ in sql.rows(
            PART, [[shipment for _, shipment, _ in asked], [n for *_, n in asked]]
        )
    ]
    made = {item: id for (item, _, _), id in zip(asked, ids, strict=True)}
    for item, id in made.items():
        row = batch.row(parts[item].shipment)
        batch.follow("split", Shipment, [replace(row, id=id, state="")], target=row.state)
    return made


def _fill(moved: Mapping[int, list[Moved]], made: Mapping[int, int], actor: str) -> None:
    units = [(made[item], unit) for item, taken in moved.items() for unit in taken]
    sql.run(
        TAKE,
        [
            [unit.content.id for _, unit in units],
            [unit.units for _, unit in units],
            [unit.picked for _, unit in units],
        ],
    )
    sql.run(
        FILL,
        [
            [shipment for shipment, _ in units],
            [unit.content.line for _, unit in units],
            [unit.content.product for _, unit in units],
            [unit.units for _, unit in units],
            [unit.picked for _, unit in units],
        ],
    )
    sql.run(
        RECORD,
        [
            actor,
            [unit.content.id for _, unit in units],
            [shipment for shipment, _ in units],
            [unit.content.line for _, unit in units],
            [unit.picked for _, unit in units],
        ],
    )
