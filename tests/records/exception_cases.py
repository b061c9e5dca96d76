"""What the database refuses of parcels that go astray, and of what is done about them."""

from decimal import Decimal

from gendan.journey.s6_deliver import amends
from gendan.journey.s6_deliver.astray import pursue
from gendan.process.words import Pursuit
from tests import world
from tests.cast import LIN
from tests.journey import every


def astray() -> None:
    """A parcel could not be delivered, and its carrier was asked."""
    world.all_done(pursue(every.ASTRAY(1), by=LIN, action=Pursuit.ASK))


def made_good() -> None:
    """One was sent elsewhere and once more, and its carrier is to pay."""
    (id,) = every.ASTRAY_PAID(1)
    world.all_done(amends.redirect([id], by=LIN, to=every.ELSEWHERE))
    world.all_done(amends.send_again([id], by=LIN))
    world.all_done(amends.claim([id], by=LIN, amount=Decimal(9)))


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
    ("another address never asked for", made_good,
     "DELETE FROM redirection", "redirection is append-only"),
    ("all other addresses forgotten", made_good,
     "TRUNCATE redirection", "redirection is append-only"),
    ("a parcel sent once more twice", made_good,
     ("INSERT INTO replacement (shipment_id, order_id, at, actor)"
      " SELECT shipment_id, (SELECT order_id FROM shipment WHERE id = shipment_id), now(), 'lin'"
      " FROM replacement"), "replacement_shipment_id_key"),
    ("another order in its place", made_good,
     "UPDATE replacement SET actor = 'bo'", "replacement is append-only"),
    ("all that was sent once more forgotten", made_good,
     "TRUNCATE replacement", "replacement is append-only"),
    ("a claim for nothing", made_good,
     "UPDATE claim SET amount = 0", "claim_is_for_something"),
    ("more granted than was claimed", made_good,
     "UPDATE claim SET granted = 10, settled_at = now()", "claim_grants_no_more_than_was_claimed"),
    ("less than nothing granted", made_good,
     "UPDATE claim SET granted = -1, settled_at = now()", "claim_grants_no_more_than_was_claimed"),
    ("a claim that is settled with no sum", made_good,
     "UPDATE claim SET settled_at = now()", "claim_is_settled_with_a_sum"),
    ("a claim in no currency", made_good,
     "UPDATE claim SET currency = 'yen'", "claim_currency_is_a_code"),
    ("two open claims for one parcel", made_good,
     ("INSERT INTO claim (shipment_id, carrier_id, currency, amount, at, actor)"
      " SELECT shipment_id, carrier_id, currency, amount, now(), 'lin' FROM claim"),
     "one_open_claim_a_shipment"),
]  # fmt: skip
