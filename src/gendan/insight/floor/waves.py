"""Waves that are open, and those that are proposed: by carriers' cut-off, deadline and bin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from gendan.insight import scope
from gendan.kernel import clock, sql
from gendan.kernel.actor import Actor
from gendan.process.deadlines import next_cutoff
from gendan.process.model import Text

SLOTS = 40  # of a cart or wall, and so shipments of a proposed wave
MOST = 2_000  # shipments that proposals are made of, the most urgent first
FEWEST = 2  # one shipment alone is no wave

OPEN = """
SELECT wave.number, w.name, w.name_en, wave.made_at, coalesce(nullif(staff.name, ''),
       staff.username, ''), count(*), count(*) FILTER (WHERE part.left_at IS NULL),
       count(*) FILTER (WHERE part.left_at IS NULL AND s.state = 'to_pick'),
       coalesce(sum(inside.units) FILTER (WHERE part.left_at IS NULL), 0),
       coalesce(sum(inside.picked) FILTER (WHERE part.left_at IS NULL), 0),
       min(s.due_at) FILTER (WHERE part.left_at IS NULL),
       array_agg(s.number ORDER BY part.slot) FILTER (WHERE part.left_at IS NULL)
  FROM wave
  JOIN warehouse AS w ON w.id = wave.warehouse_id
  LEFT JOIN staff ON staff.id = wave.picker_id
  JOIN wave_shipment AS part ON part.wave_id = wave.id
  JOIN shipment AS s ON s.id = part.shipment_id
  JOIN customer_order AS o ON o.id = s.order_id
 CROSS JOIN LATERAL (SELECT sum(quantity) AS units, sum(picked) AS picked FROM shipment_line
                      WHERE shipment_id = s.id) AS inside
 WHERE wave.id IN (SELECT wave_id FROM wave_shipment WHERE left_at IS NULL) AND {within}
 GROUP BY wave.id, w.id, staff.id
 ORDER BY min(s.due_at) FILTER (WHERE part.left_at IS NULL), wave.id
 LIMIT 100
"""
# What may be begun at once: not held, in no wave, with nothing of it being searched for.
READY = """
SELECT s.number, s.warehouse_id, w.name, w.name_en, w.calendar_id, s.due_at, inside.units,
       coalesce(inside.walk, 2147483647), inside.zones
  FROM (SELECT s.* FROM shipment AS s JOIN customer_order AS o ON o.id = s.order_id
         WHERE s.state = 'to_pick' AND s.due_at IS NOT NULL AND s.paused_at IS NULL AND {within}
           AND NOT EXISTS (SELECT FROM wave_shipment AS part
                            WHERE part.shipment_id = s.id AND part.left_at IS NULL)
           AND NOT EXISTS (SELECT FROM hold WHERE hold.order_id = o.id AND released_at IS NULL
                              AND blocks ?| ARRAY['start_pick', 'pick', 'pack'])
           AND NOT EXISTS (SELECT FROM stock_task AS task JOIN shipment_line AS line
                               ON line.shipment_id = s.id AND line.product_id = task.product_id
                            WHERE task.warehouse_id = s.warehouse_id AND task.settled_at IS NULL)
         ORDER BY s.due_at, s.id LIMIT {most}) AS s
  JOIN warehouse AS w ON w.id = s.warehouse_id
 CROSS JOIN LATERAL (
       SELECT sum(line.quantity) AS units, min(bin.walk) AS walk,
              array_remove(array_agg(DISTINCT split_part(bin.code, '-', 1)), NULL) AS zones
         FROM shipment_line AS line
         LEFT JOIN stock_level AS level
           ON level.product_id = line.product_id AND level.warehouse_id = s.warehouse_id
         LEFT JOIN bin ON bin.id = level.bin_id
        WHERE line.shipment_id = s.id AND line.quantity > 0) AS inside
 ORDER BY s.due_at, s.id
"""


@dataclass(frozen=True, slots=True)
class OpenWave:
    """A wave with something left to pick; counts of shipments, and units of those left in it."""

    number: str
    warehouse: Text
    made_at: datetime
    picker: str
    shipments: int
    left: int
    untouched: int
    units: int
    picked: int
    due_at: datetime | None
    numbers: Sequence[str]

    @property
    def done(self) -> int:
        """Shipments that are packed, or gone from it."""
        return self.shipments - self.left


@dataclass(frozen=True, slots=True)
class Proposal:
    """Shipments that make a good wave, in the order of their slots: where they lie."""

    warehouse: Text
    cutoff: datetime
    due_at: datetime
    zones: Sequence[str]
    units: int
    numbers: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Ready:
    number: str
    warehouse: int
    name: str
    name_en: str
    calendar: int
    due_at: datetime
    units: int
    walk: int
    zones: Sequence[str]


def open_waves(actor: Actor) -> list[OpenWave]:
    """The open waves within reach, the most urgent first. One statement."""
    within = scope.of_shipments(actor)
    return [
        OpenWave(number, Text(name, name_en or name), *rest)
        for number, name, name_en, *rest in sql.rows(OPEN.format(within=within.text), within.values)
    ]


def proposals(actor: Actor) -> list[Proposal]:
    """Waves that could be made now. Three statements.

    Shipments of one warehouse that must be out by the same collection go together; of those, the
    ones due in the same hour; and of those, the ones that lie side by side."""
    within = scope.of_shipments(actor)
    ready = [
        _Ready(*row) for row in sql.rows(READY.format(within=within.text, most=MOST), within.values)
    ]
    if len(ready) < FEWEST:
        return []
    now = clock.now()
    calendars = clock.calendars(min(now, ready[0].due_at).date())
    cutoffs: dict[tuple[int, datetime], datetime] = {}
    for one in ready:
        asked = (one.calendar, one.due_at)
        if asked not in cutoffs:
            cutoffs[asked] = next_cutoff(max(one.due_at, now), calendars[one.calendar])

    def together(one: _Ready) -> tuple[datetime, int]:
        return cutoffs[one.calendar, one.due_at], one.warehouse

    found = []
    for (cutoff, _), same in groupby(sorted(ready, key=together), key=together):
        rows = sorted(same, key=lambda one: (_hour(one.due_at), one.walk, one.number))
        for start in range(0, len(rows), SLOTS):
            part = rows[start : start + SLOTS]
            if len(part) >= FEWEST:
                found.append(_proposal(part, cutoff))
    return sorted(found, key=lambda proposal: (proposal.cutoff, proposal.due_at))


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _proposal(part: Sequence[_Ready], cutoff: datetime) -> Proposal:
    walked = sorted(part, key=lambda one: (one.walk, one.number))
    return Proposal(
        Text(part[0].name, part[0].name_en or part[0].name),
        cutoff,
        min(one.due_at for one in part),
        sorted({zone for one in part for zone in one.zones}),
        sum(one.units for one in part),
        [one.number for one in walked],
    )
