"""Goods that customers fetch: they are told a code, and get the goods against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gendan.journey.s6_deliver.commands import COLLECT, arrive, refuse_deliveries
from gendan.kernel import sql
from gendan.kernel.actor import SYSTEM, Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.deadlines import AT_RISK, add_working
from gendan.process.definition import PICKUP_WINDOW, PROCESS
from gendan.process.words import Fulfilment
from gendan.records.dock import pickup_codes
from gendan.records.dock.pickup_codes import WAIT, Kept
from gendan.records.shipments.models import Shipment

MAKE_READY = PROCESS.step("make_ready")

# They wait for their customer, not for a carrier's collection.
WAITS = """
UPDATE shipment AS s SET at_risk_at = asked.at_risk_at, due_at = asked.due_at
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[])
       AS asked (id, at_risk_at, due_at)
 WHERE s.id = asked.id
"""
UNTOLD = """
SELECT s.id FROM shipment AS s JOIN customer_order AS o ON o.id = s.order_id
 WHERE s.order_id = ANY(%s) AND s.state = 'issued' AND o.fulfilment = %s
   AND NOT EXISTS (SELECT FROM pickup_code WHERE pickup_code.shipment_id = s.id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickup:
    """A customer at the desk: the code they say, or why they get it without one."""

    shipment: int
    code: str = ""
    without_code: str = ""  # how it was seen who they are
    received_by: str = ""

    @property
    def document(self) -> int:
        """The shipment."""
        return self.shipment


def make_ready(shipments: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """Tell customers that their goods wait, and with which code they get them; a new one each
    time. From now on the goods wait for the customer."""
    with taking(MAKE_READY, Shipment, shipments, by=by, at=at) as batch:
        refuse_deliveries(batch)
        waiting: dict[int, tuple[datetime, datetime]] = {}
        promised: list[tuple[int, datetime, datetime]] = []
        for row in batch.rows:
            at_risk, until = _promised(batch, row.id, row.calendar)
            waiting[row.id] = (batch.at(row.id), until)
            promised.append((row.id, at_risk, until))
        pickup_codes.renew(waiting)
        sql.run(WAITS, sql.columns(promised, 3))
    return batch.outcome


def make_all_ready(orders: Sequence[int]) -> Outcome:
    """What the system does once goods are issued: it tells whoever was not told yet."""
    untold = [id for (id,) in sql.rows(UNTOLD, [list(orders), Fulfilment.PICKUP.value])]
    return make_ready(untold, by=SYSTEM)


def collect_by_code(pickups: Sequence[Pickup], *, by: Actor, at: When = None) -> Outcome:
    """Hand over what customers name the code of; items are positions.

    Wrong codes count: after some, nothing is taken for this pickup for a while."""
    with taking(COLLECT, Shipment, pickups, by=by, at=at) as batch:
        refuse_deliveries(batch)
        known = pickup_codes.kept(batch.ids)
        misses: dict[int, tuple[int, int, datetime]] = {}
        names: dict[int, str] = {}
        for item in batch.items:
            pickup = pickups[item]
            moment = batch.at(pickup.shipment)
            if pickup.shipment in names:
                batch.refuse([item], Refusal.REPEATED_IN_BATCH)
                continue
            fault = _fault(pickup, known.get(pickup.shipment), moment)
            if fault is None:
                names[pickup.shipment] = pickup.received_by
                batch.explain([pickup.shipment], pickup.without_code)
                continue
            batch.refuse_each({item: fault})
            if fault.reason is Refusal.WRONG_CODE:
                misses[pickup.shipment] = known[pickup.shipment].missed(moment)
        pickup_codes.count_misses(list(misses.values()))
        arrive(batch, names)
    return batch.outcome


def _fault(pickup: Pickup, kept: Kept | None, at: datetime) -> Refused | None:
    if kept is None or pickup.without_code.strip():
        return None
    if not pickup.code.strip():
        return refused(Refusal.CODE_NEEDED, "pickup_code")
    if kept.is_shut(at):
        return refused(Refusal.GUESSED_TOO_OFTEN, "pickup_code", given=WAIT // timedelta(minutes=1))
    if not pickup_codes.is_right(kept, pickup.code):
        return refused(Refusal.WRONG_CODE, "pickup_code")
    return None


def _promised(batch: Batch, shipment: int, calendar: int) -> tuple[datetime, datetime]:
    at = batch.at(shipment)
    open_hours = batch.calendar(calendar, at)
    return (
        add_working(at, PICKUP_WINDOW * AT_RISK, open_hours),
        add_working(at, PICKUP_WINDOW, open_hours),
    )
