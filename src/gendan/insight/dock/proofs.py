"""Pictures that prove a hand-over: of shipments and handovers within reach alone."""

from dataclasses import dataclass
from datetime import datetime

from gendan.insight import scope
from gendan.insight.conditions import all_of
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.process.model import Text
from gendan.process.words import ProofKind

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
OF_ORDER = """
SELECT s.number, proof.id, proof.kind, proof.at
  FROM proof JOIN shipment AS s ON s.id = proof.shipment_id
  JOIN customer_order AS o ON o.id = s.order_id
 WHERE o.number = %s ORDER BY proof.id
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A proof of a shipment."""

    id: int
    kind: str
    at: datetime

    @property
    def called(self) -> Text:
        """What kind of proof."""
        return ProofKind.of(self.kind).label


def of_order(number: str) -> dict[str, list[Kept]]:
    """By shipment, the proofs of an order that is within reach. One statement."""
    found: dict[str, list[Kept]] = {}
    for shipment, *proof in sql.rows(OF_ORDER, [number]):
        found.setdefault(shipment, []).append(Kept(*proof))
    return found


def picture(id: int, actor: Actor) -> tuple[str, bytes] | None:
    """What kind of picture it is, and the picture. One statement."""
    where = all_of([scope.of_shipments(actor)])
    rows = sql.rows(PICTURE.replace("<<where>>", where.text), {"id": id, **where.values})
    return (str(rows[0][0]), bytes(rows[0][1])) if rows else None
