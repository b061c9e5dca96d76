"""The orders that were placed from a file, as far as somebody reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gendan.desks.imports.models import ImportOrder
from gendan.insight import scope
from gendan.kernel import sql
from gendan.kernel.actor import Actor
from gendan.process.definition import PROCESS
from gendan.process.model import Text

ON_A_PAGE = 100

ORDERS = """
SELECT o.id, o.number, o.reference, o.status, o.placed_at
  FROM import_order AS placed JOIN customer_order AS o ON o.id = placed.order_id
 WHERE placed.file_id = %(file)s AND placed.order_id > %(after)s AND {reach}
 ORDER BY placed.order_id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """One of them, as a list shows it."""

    id: int
    number: str
    reference: str
    status: Text
    placed_at: datetime


def orders_of(file: int, actor: Actor, after: int) -> tuple[Sequence[PlacedOrder], bool]:
    """A page of them behind that id, and whether there are more. One statement."""
    reach = scope.of_orders(actor)
    given = {"file": file, "after": after, "most": ON_A_PAGE + 1, **reach.values}
    law = PROCESS.document("order")
    found = [
        PlacedOrder(id, number, reference or "", law.state(status).label, placed_at)
        for id, number, reference, status, placed_at in sql.rows(
            ORDERS.format(reach=reach.text), given, anew=True
        )
    ]
    return found[:ON_A_PAGE], len(found) > ON_A_PAGE


def how_many_placed(file: int) -> int:
    """How many orders were placed from it."""
    return ImportOrder.objects.filter(file=file).count()
