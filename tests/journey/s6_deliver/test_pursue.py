"""What a carrier is asked about a parcel astray is written down; its customer need not hear."""

from gendan.journey.s6_deliver.astray import pursue
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import Pursuit
from gendan.records.cases.models import ExceptionAction
from tests import world
from tests.cast import LIN
from tests.journey import every
from tests.journey.facts import astray, news, reason


def test_pursue_writes_down_what_was_asked_and_tells_nobody(shop: None) -> None:
    (id,) = every.ASTRAY(1)
    with news() as came:
        assert pursue([id], by=LIN, action=Pursuit.INTERCEPT, note="工单 7") == Outcome(done=(id,))
    assert came.told == set()
    assert reason(world.orders_of([id])[0], "pursue") == "intercept"
    assert astray(id).owner == "lin"
    rows = ExceptionAction.objects.values_list("actor", "action", "note")
    assert list(rows) == [("lin", "intercept", "工单 7")]


def test_pursue_refuses_parcels_with_which_all_is_well(shop: None) -> None:
    (id,) = every.ASTRAY(1)
    (well,) = every.DISPATCHED(1)
    none = refused(Refusal.NO_OPEN_EXCEPTION)
    assert pursue([id, well], by=LIN, action=Pursuit.ASK) == Outcome((id,), {well: none})


def test_pursue_twice_is_written_down_twice(shop: None) -> None:
    (id,) = every.ASTRAY(1)
    for _ in range(2):
        world.all_done(pursue([id], by=LIN, action=Pursuit.ASK))
    assert ExceptionAction.objects.filter(action="ask").count() == 2
