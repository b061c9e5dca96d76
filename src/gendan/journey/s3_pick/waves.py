"""Waves 波次: shipments of one warehouse picked in one walk, each gathering in a slot of its own.

A shipment leaves its wave by itself when it is packed or goes back to the queue: see
`records.shipments.moves`."""

from collections.abc import Sequence

from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.records.people.models import Staff
from gendan.records.shipments.models import Shipment

PLAN_WAVE = PROCESS.step("plan_wave")
LEAVE_WAVE = PROCESS.step("leave_wave")

IN_WAVE = """
SELECT part.shipment_id, wave.number
  FROM wave_shipment AS part JOIN wave ON wave.id = part.wave_id
 WHERE part.shipment_id = ANY(%s) AND part.left_at IS NULL
"""
# One wave for each warehouse; slots in the order in which the shipments were named.
PLAN = """
WITH asked AS (
    SELECT s.id, s.warehouse_id, asked.at,
           row_number() OVER (PARTITION BY s.warehouse_id ORDER BY asked.place) AS slot
      FROM unnest(%(shipments)s::bigint[], %(moments)s::timestamptz[])
           WITH ORDINALITY AS asked (id, at, place)
      JOIN shipment AS s ON s.id = asked.id
), made AS (
    INSERT INTO wave (number, warehouse_id, made_at, made_by, picker_id)
    SELECT 'BC' || nextval('wave_number'), warehouse_id, max(at), %(actor)s, %(picker)s
      FROM asked GROUP BY warehouse_id
    RETURNING id, number, warehouse_id
), filled AS (
    INSERT INTO wave_shipment (wave_id, shipment_id, slot)
    SELECT made.id, asked.id, asked.slot FROM asked JOIN made USING (warehouse_id)
)
SELECT asked.id, made.number, asked.slot FROM asked JOIN made USING (warehouse_id)
"""
# Whoever gives several waves at once locks them in order.
GIVE = """
WITH asked AS (
    SELECT part.shipment_id, part.slot, part.wave_id, wave.number
      FROM wave_shipment AS part JOIN wave ON wave.id = part.wave_id
     WHERE part.shipment_id = ANY(%(shipments)s) AND part.left_at IS NULL
), held AS (
    SELECT id FROM wave WHERE id IN (SELECT wave_id FROM asked) ORDER BY id FOR NO KEY UPDATE
), given AS (
    UPDATE wave SET picker_id = %(picker)s WHERE id IN (SELECT id FROM held)
)
SELECT shipment_id, number, slot FROM asked
"""
LEAVE = """
UPDATE wave_shipment AS part SET left_at = asked.at
  FROM unnest(%s::bigint[], %s::timestamptz[]) AS asked (id, at)
 WHERE part.shipment_id = asked.id AND part.left_at IS NULL
RETURNING part.shipment_id
"""


def plan_wave(
    shipments: Sequence[int], *, by: Actor, to: int | None = None, at: When = None
) -> Outcome:
    """Make a wave of shipments that wait for a picker; those of several warehouses make several.

    Slots are given in the order of `shipments`. `to`: the id of whoever is to walk it."""
    with taking(PLAN_WAVE, Shipment, shipments, by=by, at=at) as batch:
        _refuse_strangers(batch, to)
        there = dict(sql.rows(IN_WAVE, [batch.ids]))
        batch.refuse_each({id: refused(Refusal.IN_WAVE, given=wave) for id, wave in there.items()})
        remaining = set(batch.ids)
        named = [id for id in dict.fromkeys(shipments) if id in remaining]
        values = {
            "shipments": named,
            "moments": [batch.at(id) for id in named],
            "actor": by.name,
            "picker": to,
        }
        for id, wave, slot in sql.rows(PLAN, values):
            batch.note(id, {"wave": wave, "slot": slot})
    return batch.outcome


def give_wave(
    shipments: Sequence[int], *, by: Actor, to: int | None = None, at: When = None
) -> Outcome:
    """Let somebody else walk the waves of shipments that nobody has begun to pick; their numbers
    and slots stay, and so do the papers. `to`: the id of the person; nobody: whoever is free."""
    with taking(PLAN_WAVE, Shipment, shipments, by=by, at=at) as batch:
        _refuse_strangers(batch, to)
        found = sql.rows(GIVE, {"shipments": batch.ids, "picker": to})
        batch.refuse(set(batch.ids) - {id for id, _, _ in found}, Refusal.NOT_IN_WAVE)
        for id, wave, slot in found:
            batch.note(id, {"wave": wave, "slot": slot, "picker": to})
    return batch.outcome


def leave_wave(shipments: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """Take shipments out of their waves; whoever picks one of them goes on with it by itself."""
    with taking(LEAVE_WAVE, Shipment, shipments, by=by, at=at) as batch:
        moments = [batch.at(id) for id in batch.ids]
        left = {id for (id,) in sql.rows(LEAVE, [batch.ids, moments])}
        batch.refuse(set(batch.ids) - left, Refusal.NOT_IN_WAVE)
    return batch.outcome


def _refuse_strangers(batch: Batch, to: int | None) -> None:
    """A wave is given to somebody who works here."""
    if to is not None and not Staff.objects.filter(id=to, is_active=True).exists():
        batch.refuse(batch.items, Refusal.UNKNOWN_PERSON, "to", given=to)
