"""The end of the way: delivered, collected, on the way back, returned, or lost."""

from collections.abc import Mapping, Sequence

from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, When
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS, UNDO_WINDOW
from gendan.process.words import ComeBackReason, ExceptionOutcome, Fulfilment
from gendan.records.cases import exceptions
from gendan.records.dock import pickup_codes
from gendan.records.shipments.contents import Content, contents
from gendan.records.shipments.models import Shipment
from gendan.records.stock import ledger

DELIVER = PROCESS.step("deliver")
COLLECT = PROCESS.step("collect")
UNDO_DELIVER = PROCESS.step("undo_deliver")
COME_BACK = PROCESS.step("come_back")
RECEIVE_BACK = PROCESS.step("receive_back")
LOSE = PROCESS.step("lose")

ARRIVED = """
UPDATE shipment AS s
   SET delivered_at = asked.at, received_by = asked.received_by,
       handed_at = coalesce(handed_at, asked.at), proposed = ''
  FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[]) AS asked (id, at, received_by)
 WHERE s.id = asked.id
"""
FOR_PICKUP = """
SELECT s.id FROM shipment AS s JOIN customer_order AS o ON o.id = s.order_id
 WHERE s.id = ANY(%s) AND o.fulfilment = %s
"""
WHEN_DELIVERED = "SELECT id, delivered_at, waybill_id FROM shipment WHERE id = ANY(%s)"

# What never went to a carrier was not in the customer's hands either, now that this is undone.
NOT_ARRIVED = """
UPDATE shipment SET delivered_at = NULL, received_by = '',
                    handed_at = CASE WHEN waybill_id IS NULL THEN NULL ELSE handed_at END
 WHERE id = ANY(%s)
"""
TURNED_BACK = "UPDATE shipment SET come_back_reason = %s, proposed = '' WHERE id = ANY(%s)"


def deliver(
    shipments: Sequence[int], *, by: Actor, received_by: str = "", at: When = None
) -> Outcome:
    """Confirm that parcels arrived; `received_by` is who signed, if anybody did."""
    with taking(DELIVER, Shipment, shipments, by=by, at=at) as batch:
        arrive(batch, dict.fromkeys(batch.ids, received_by))
    return batch.outcome


def collect(
    shipments: Sequence[int], *, by: Actor, received_by: str = "", at: When = None
) -> Outcome:
    """Hand over, in the store, what was made ready for pickup. Where the customer was told a code,
    it is handed over against that one only: see `pickups`."""
    with taking(COLLECT, Shipment, shipments, by=by, at=at) as batch:
        refuse_deliveries(batch)
        batch.refuse(pickup_codes.kept(batch.ids), Refusal.CODE_NEEDED)
        arrive(batch, dict.fromkeys(batch.ids, received_by))
    return batch.outcome


def undo_deliver(shipments: Sequence[int], *, by: Actor, reason: str, at: When = None) -> Outcome:
    """Take deliveries back that were recorded by mistake, within 24 hours of the delivery."""
    with taking(UNDO_DELIVER, Shipment, shipments, by=by, at=at) as batch:
        facts = {
            id: (delivered, waybill)
            for id, delivered, waybill in sql.rows(WHEN_DELIVERED, [batch.ids])
        }
        late = [id for id in batch.ids if batch.at(id) - facts[id][0] > UNDO_WINDOW]
        batch.refuse(late, Refusal.UNDO_TOO_LATE)
        waiting = [id for id in batch.ids if facts[id][1] is None]  # for the customer, once more
        batch.send(waiting, "issued")
        batch.explain(batch.ids, reason)
        exceptions.settle(batch, waiting, ExceptionOutcome.CORRECTED)
        batch.after_moving(NOT_ARRIVED, batch.ids)
    return batch.outcome


def come_back(
    shipments: Sequence[int], *, by: Actor, reason: ComeBackReason, at: When = None
) -> Outcome:
    """Parcels were refused, intercepted or undeliverable, and are on their way back."""
    with taking(COME_BACK, Shipment, shipments, by=by, at=at) as batch:
        batch.explain(batch.ids, reason.value)
        sql.run(TURNED_BACK, [reason.value, batch.ids])
    return batch.outcome


def receive_back(
    shipments: Sequence[int],
    *,
    by: Actor,
    scrapped: Mapping[int, Mapping[str, int]] | None = None,
    at: When = None,
) -> Outcome:
    """Receive parcels that came back: inspected, everything is restocked but what is `scrapped`
    (by shipment, units of each SKU)."""
    with taking(RECEIVE_BACK, Shipment, shipments, by=by, at=at) as batch:
        inside = contents(batch.ids)
        scrap = {id: dict((scrapped or {}).get(id, {})) for id in batch.ids}
        movements = []
        for shipment in batch.ids:
            posted, unbalanced = _inspected(inside[shipment], scrap[shipment])
            if unbalanced:
                batch.refuse([shipment], Refusal.NOT_BALANCED, "scrapped", sku=unbalanced)
                continue
            movements += posted
            batch.note(shipment, {"scrapped": scrap[shipment]})
        ledger.post(movements, actor=by.name)
        exceptions.settle(batch, batch.ids, ExceptionOutcome.RETURNED)
    return batch.outcome


def lose(shipments: Sequence[int], *, by: Actor, reason: str, at: When = None) -> Outcome:
    """The carrier admits that parcels are lost or destroyed."""
    with taking(LOSE, Shipment, shipments, by=by, at=at) as batch:
        batch.explain(batch.ids, reason)
        exceptions.settle(batch, batch.ids, ExceptionOutcome.LOST)
    return batch.outcome


def refuse_deliveries(batch: Batch) -> None:
    """What is not fetched by its customer. One statement; items are ids or positions."""
    pickups = {id for (id,) in sql.rows(FOR_PICKUP, [batch.ids, Fulfilment.PICKUP.value])}
    strange = set(batch.ids) - pickups
    batch.refuse_documents(dict.fromkeys(strange, refused(Refusal.NOT_FOR_PICKUP)))


def arrive(batch: Batch, received_by: Mapping[int, str]) -> None:
    """They are in their customers' hands; by shipment, who signed. Two statements."""
    rows = [(id, batch.at(id), received_by.get(id, "")) for id in batch.ids]
    sql.run(ARRIVED, sql.columns(rows, 3))
    exceptions.settle(batch, batch.ids, ExceptionOutcome.DELIVERED)


def _inspected(
    inside: Sequence[Content], scrap: Mapping[str, int]
) -> tuple[list[ledger.Movement], str]:
    """The movements of one parcel; or the SKU of which more is scrapped than came back."""
    came: dict[str, int] = {}
    for content in inside:
        came[content.sku] = came.get(content.sku, 0) + content.quantity
    for sku, units in scrap.items():
        if units < 0 or units > came.get(sku, 0):
            return [], sku
    movements = [_movement(content, "back", content.quantity) for content in inside]
    first = {content.sku: content for content in reversed(inside)}
    movements += [_movement(first[sku], "scrap", -units) for sku, units in scrap.items() if units]
    return movements, ""


def _movement(content: Content, kind: str, quantity: int) -> ledger.Movement:
    return ledger.Movement(
        product=content.product,
        warehouse=content.warehouse,
        kind=kind,
        quantity=quantity,
        shipment=content.shipment,
    )
