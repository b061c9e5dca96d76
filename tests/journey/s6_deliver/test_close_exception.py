"""A case of a parcel astray ends with an outcome, and leaves the parcel where it is."""

from gendan.journey.s6_deliver.astray import close_exception, open_exception
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import ExceptionKind, ExceptionOutcome
from gendan.records.cases.models import DeliveryException
from tests import world
from tests.cast import ADA, LIN
from tests.journey import every
from tests.journey.facts import astray, news, reason

ALARM = ExceptionOutcome.FALSE_ALARM


def test_close_exception_says_what_came_of_it(shop: None) -> None:
    (id,) = every.ASTRAY(1)
    with news() as came:
        assert close_exception([id], by=ADA, outcome=ALARM, note="在门口") == Outcome(done=(id,))
    assert came.told == set()
    assert reason(world.orders_of([id])[0], "close_exception") == "false_alarm"
    case = astray(id)
    assert (case.outcome, case.conclusion, case.closed_by) == ("false_alarm", "在门口", "ada")
    assert world.state([id]) == ["dispatched"]


def test_close_exception_refuses_parcels_with_which_all_is_well(shop: None) -> None:
    (id,) = every.ASTRAY(1)
    (well,) = every.DISPATCHED(1)
    none = refused(Refusal.NO_OPEN_EXCEPTION)
    assert close_exception([id, well], by=LIN, outcome=ALARM) == Outcome((id,), {well: none})


def test_close_exception_twice_is_refused_and_a_new_one_may_be_opened(shop: None) -> None:
    (id,) = every.ASTRAY(1)
    world.all_done(close_exception([id], by=LIN, outcome=ALARM))
    again = close_exception([id], by=LIN, outcome=ALARM)
    assert again.reasons() == {id: Refusal.NO_OPEN_EXCEPTION}
    world.all_done(open_exception([id], by=LIN, kind=ExceptionKind.FAILED))
    assert DeliveryException.objects.filter(shipment=id).count() == 2
