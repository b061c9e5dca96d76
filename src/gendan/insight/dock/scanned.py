"""What was just scanned at the dock: does it go on this carrier's trolley, and if not, why."""

from dataclasses import dataclass

from gendan.insight import scope
from gendan.insight.dock.board import Carrier
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import Fulfilment

# Under its own number, or the one that its label bears; live ones first.
FIND = """
SELECT s.number, s.state, o.fulfilment, coalesce(w.number, ''), coalesce(carrier.code, ''),
       coalesce(carrier.name, ''),
       coalesce((SELECT hold.kind FROM hold
                  WHERE hold.order_id = o.id AND hold.released_at IS NULL
                    AND hold.blocks @> '["dispatch"]'
                  ORDER BY hold.kind = 'cancel_requested' DESC, hold.id LIMIT 1), '')
  FROM shipment AS s
  JOIN customer_order AS o ON o.id = s.order_id
  LEFT JOIN waybill AS w ON w.id = s.waybill_id
  LEFT JOIN carrier ON carrier.id = coalesce(w.carrier_id, s.carrier_id)
 WHERE (s.number = %(code)s
        OR s.waybill_id = ANY(ARRAY(SELECT id FROM waybill WHERE number = %(code)s)))
   AND <<where>>
 ORDER BY s.state = 'issued' DESC, s.id LIMIT 1
"""
# A label that was replaced is still on the box.
VOID = "SELECT EXISTS (SELECT FROM waybill WHERE number = %s AND voided_at IS NOT NULL)"


@dataclass(frozen=True, slots=True)
class Found:
    """What the code stands for; `refusal` says why it stays here, nothing: on the trolley."""

    shipment: str = ""
    waybill: str = ""
    refusal: Refused | None = None


def scanned(code: str, carrier: Carrier, actor: Actor) -> Found:
    """What becomes of a code that is scanned for a carrier.

    Two statements at most."""
    where = scope.of_shipments(actor)
    text = FIND.replace("<<where>>", where.text or "true")
    rows = sql.rows(text, {"code": code.strip(), **where.values})
    if not rows:
        ((is_void,),) = sql.rows(VOID, [code.strip()])
        reason = Refusal.VOID_LABEL if is_void else Refusal.UNKNOWN_PARCEL
        return Found(refusal=refused(reason, given=code.strip()))
    number, state, fulfilment, waybill, whose, whose_name, hold = rows[0]
    fault = None
    if hold:
        fault = refused(Refusal.HELD, hold=hold)
    elif state != "issued":
        fault = refused(Refusal.WRONG_STATE, state=f"shipment.{state}")
    elif fulfilment != Fulfilment.DELIVERY.value:
        fault = refused(Refusal.NOT_FOR_DELIVERY)
    elif whose and whose != carrier.code:
        fault = refused(Refusal.OTHER_CARRIER, expected=whose_name, given=carrier.name)
    elif not waybill and not carrier.is_ours:
        fault = refused(Refusal.NO_WAYBILL_YET)
    return Found(number, waybill or number, fault)
