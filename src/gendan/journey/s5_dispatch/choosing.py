"""Who shall carry what, and numbers from the blocks that carriers gave in advance."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gendan.journey.s5_dispatch.commands import (
    ASSIGN_WAYBILL,
    Parcel,
    label,
    refuse_pickups,
)
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import When
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.process.words import CarrierKind
from gendan.records.carriers import blocks
from gendan.records.shipments import waybills
from gendan.records.shipments.models import Shipment

CHOOSE_CARRIER = PROCESS.step("choose_carrier")

CHOSEN = """
UPDATE shipment AS s SET carrier_id = asked.carrier_id
  FROM unnest(%s::bigint[], %s::bigint[]) AS asked (id, carrier_id) WHERE s.id = asked.id
"""
BEFORE = "SELECT id, carrier_id, waybill_id FROM shipment WHERE id = ANY(%s)"
# Whose numbers are wanted: what a shipment is called, its carrier, and whether that is us.
FOR_NUMBERS = """
SELECT s.id, s.number, carrier.id, carrier.code, carrier.kind = %s, s.waybill_id
  FROM shipment AS s LEFT JOIN carrier ON carrier.id = s.carrier_id
 WHERE s.id = ANY(%s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A shipment, and the carrier (its code) that shall take it. `reason`: why, as it was shown."""

    shipment: int
    carrier: str
    reason: str = ""

    @property
    def document(self) -> int:
        """The shipment."""
        return self.shipment


def choose_carrier(choices: Sequence[Choice], *, by: Actor, at: When = None) -> Outcome:
    """Settle who carries these; a number of another carrier that they bear is void. Items are
    positions."""
    with taking(CHOOSE_CARRIER, Shipment, choices, by=by, at=at) as batch:
        refuse_pickups(batch)
        carriers = waybills.carriers({choices[item].carrier for item in batch.items})
        before = {id: (carrier, waybill) for id, carrier, waybill in sql.rows(BEFORE, [batch.ids])}
        chosen: dict[int, int] = {}
        for item in batch.items:
            choice = choices[item]
            carrier = carriers.get(choice.carrier)
            if carrier is None:
                batch.refuse([item], Refusal.UNKNOWN_CARRIER, "carrier", given=choice.carrier)
            elif choice.shipment in chosen:
                batch.refuse([item], Refusal.REPEATED_IN_BATCH)
            elif before[choice.shipment][0] == carrier:
                batch.refuse([item], Refusal.ALREADY_DONE)
            else:
                chosen[choice.shipment] = carrier
                batch.note(choice.shipment, {"carrier": choice.carrier})
                batch.explain([choice.shipment], choice.reason)
        sql.run(CHOSEN, sql.columns(list(chosen.items()), 2))
        bare = [id for id in chosen if before[id][1] is not None]
        moment = min((batch.at(id) for id in chosen), default=None)
        if moment is not None:
            waybills.take_off(bare, actor=by.name, at=moment)
    return batch.outcome


def draw_waybill(shipments: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """Give each the next number of its carrier's blocks; our own vans carry it under its own."""
    with taking(ASSIGN_WAYBILL, Shipment, shipments, by=by, at=at) as batch:
        refuse_pickups(batch)
        facts = {
            row[0]: row[1:] for row in sql.rows(FOR_NUMBERS, [CarrierKind.OWN.value, batch.ids])
        }
        batch.refuse([id for id in batch.ids if facts[id][1] is None], Refusal.MISSING, "carrier")
        batch.refuse([id for id in batch.ids if facts[id][4] is not None], Refusal.ALREADY_DONE)
        wanted = Counter(facts[id][1] for id in batch.ids if not facts[id][3])
        drawn = blocks.draw(wanted)
        parcels: dict[int, Parcel] = {}
        for id in batch.ids:
            number, carrier, code, is_ours, _ = facts[id]
            if is_ours:
                parcels[id] = Parcel(shipment=id, carrier=code, number=number)
            elif drawn[carrier]:
                parcels[id] = Parcel(shipment=id, carrier=code, number=drawn[carrier].pop(0))
        batch.refuse_each(
            {id: refused(Refusal.NO_NUMBERS_LEFT, "carrier", given=facts[id][2])
             for id in batch.ids if id not in parcels}
        )  # fmt: skip
        label(batch, parcels)
    return batch.outcome
