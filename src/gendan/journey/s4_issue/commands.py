"""Goods issue: stock leaves the books at the moment it leaves the shelf."""

from collections.abc import Sequence

from gendan.kernel import clock, sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import When
from gendan.kernel.outcome import Outcome
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.records.shipments import waybills
from gendan.records.shipments.models import Shipment
from gendan.records.stock import ledger

ISSUE = PROCESS.step("issue")
REVERSE_ISSUE = PROCESS.step("reverse_issue")

# A note that was reversed keeps its number out of use; the next one gets a new number.
NOTE = """
UPDATE shipment AS s
   SET goods_issue_number = 'CK' || nextval('goods_issue_number'), issued_at = asked.at
  FROM unnest(%s::bigint[], %s::timestamptz[]) AS asked (id, at)
 WHERE s.id = asked.id
"""


def issue(shipments: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """Write the goods issue notes 出库单 of packed boxes; their stock leaves the books."""
    with taking(ISSUE, Shipment, shipments, by=by, at=at) as batch:
        ledger.take_out(batch.ids, actor=by.name)
        sql.run(NOTE, [batch.ids, [batch.at(id) for id in batch.ids]])
    return batch.outcome


def reverse_issue(shipments: Sequence[int], *, by: Actor, at: When = None) -> Outcome:
    """Take the notes back: the boxes did not leave, their stock is on the books and reserved.

    A number that was stuck on is void."""
    with taking(REVERSE_ISSUE, Shipment, shipments, by=by, at=at) as batch:
        ledger.put_back(batch.ids, actor=by.name)
        waybills.take_off(batch.ids, actor=by.name, at=clock.now())
    return batch.outcome
