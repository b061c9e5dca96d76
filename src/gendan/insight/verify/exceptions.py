"""Parcels astray: a case is open of what may still be looked for, and of nothing else."""

from gendan.insight.verify.check import Check, by_statement
from gendan.process.definition import PROCESS

OVER = """
SELECT s.number, s.state, e.kind
  FROM delivery_exception AS e JOIN shipment AS s ON s.id = e.shipment_id
 WHERE s.order_id BETWEEN %(low)s AND %(high)s AND e.closed_at IS NULL
   AND s.state <> ALL(%(astray)s)
"""

CHECKS = (
    Check(
        name="exception_over",
        rule="A delivery exception is open only of a parcel that may still be looked for.",
        sentence="Shipment {document} is “{stored}”, but an exception “{computed}” of it is open.",
        find=by_statement(OVER, {"astray": list(PROCESS.step("close_exception").source)}),
    ),
)
