"""What the database refuses of parcels that go astray, and of what is done about them."""

from gendan.journey.s6_deliver.astray import pursue
from gendan.process.words import Pursuit
from tests import world
from tests.cast import LIN
from tests.journey import every


def astray() -> None:
    """A parcel could not be delivered, and its carrier was asked."""
    world.all_done(pursue(every.ASTRAY(1), by=LIN, action=Pursuit.ASK))


EXCEPTION_CASES = [
    ("an exception of no kind", astray,
     "UPDATE delivery_exception SET kind = 'moon'", "exception_kind_is_known"),
    ("an exception that is open with an outcome", astray,
     "UPDATE delivery_exception SET outcome = 'lost'", "exception_is_closed_with_an_outcome"),
    ("an exception that is closed with none", astray,
     "UPDATE delivery_exception SET closed_at = now()", "exception_is_closed_with_an_outcome"),
    ("two open exceptions of one parcel", astray,
     ("INSERT INTO delivery_exception (shipment_id, kind, opened_at, opened_by, at_risk_at, due_at)"
      " SELECT shipment_id, 'lost', now(), 'lin', now(), now() FROM delivery_exception"),
     "one_exception_a_shipment"),
    ("something done that nobody can do", astray,
     ("INSERT INTO exception_action (case_id, at, actor, action)"
      " SELECT id, now(), 'lin', 'pray' FROM delivery_exception"), "exception_action_is_known"),
    ("something done undone", astray,
     "DELETE FROM exception_action", "exception_action is append-only"),
    ("all that was done forgotten", astray,
     "TRUNCATE exception_action", "exception_action is append-only"),
]  # fmt: skip
