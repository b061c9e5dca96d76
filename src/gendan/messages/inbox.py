"""What a department was told, newest first, as far as the reader's arm reaches."""

from dataclasses import dataclass
from datetime import datetime

from gendan.kernel import sql
from gendan.kernel.actor import Actor

# A notice that concerns no single warehouse concerns each.
TOLD = """
SELECT n.id, n.key, coalesce(s.number, o.number), o.number, store.code, warehouse.code, n.subject,
       n.rendered, n.created_at
  FROM notice AS n
  JOIN customer_order AS o ON o.id = n.order_id
  LEFT JOIN shipment AS s ON n.document = 'shipment' AND s.id = n.document_id
  LEFT JOIN store ON store.id = n.store_id
  LEFT JOIN warehouse ON warehouse.id = n.warehouse_id
 WHERE n.recipient = %(department)s AND n.id < %(before)s AND n.state = 'sent'
   AND (%(all_stores)s OR n.store_id = ANY(%(stores)s::bigint[]))
   AND (%(all_warehouses)s OR n.warehouse_id IS NULL
        OR n.warehouse_id = ANY(%(warehouses)s::bigint[]))
 ORDER BY n.id DESC LIMIT %(most)s
"""
NEWEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a department was told."""

    id: int
    key: str
    number: str  # of the shipment, or the order
    order: str
    store: str | None
    warehouse: str | None
    subject: str
    text: str
    at: datetime


def told(actor: Actor, most: int, before: int = NEWEST) -> list[Told]:
    """At most so many that were written before that one: one statement."""
    given = {
        "department": actor.role.value,
        "before": before,
        "most": most,
        "all_stores": actor.stores is None,
        "stores": sorted(actor.stores or ()),
        "all_warehouses": actor.warehouses is None,
        "warehouses": sorted(actor.warehouses or ()),
    }
    return [Told(*row) for row in sql.rows(TOLD, given)]
