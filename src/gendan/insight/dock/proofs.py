"""Pictures that prove a hand-over: of shipments and handovers within reach alone."""

from gendan.insight import scope
from gendan.insight.conditions import all_of
from gendan.kernel import sql
from gendan.kernel.actor import Actor

# A handover is within reach of whom its warehouse is, or any of its parcels.
PICTURE = """
SELECT proof.media, proof.content FROM proof
 WHERE proof.id = %(id)s
   AND EXISTS (SELECT FROM shipment AS s JOIN customer_order AS o ON o.id = s.order_id
                WHERE (s.id = proof.shipment_id
                       OR s.id IN (SELECT shipment_id FROM handover_parcel
                                    WHERE handover_parcel.handover_id = proof.handover_id))
                  AND <<where>>)
"""


def picture(id: int, actor: Actor) -> tuple[str, bytes] | None:
    """What kind of picture it is, and the picture. One statement."""
    where = all_of([scope.of_shipments(actor)])
    rows = sql.rows(PICTURE.replace("<<where>>", where.text), {"id": id, **where.values})
    return (str(rows[0][0]), bytes(rows[0][1])) if rows else None
