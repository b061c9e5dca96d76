"""What is arranged about a parcel astray is kept, told to its customer, and looked after."""

from datetime import timedelta

from gendan.journey.s6_deliver.astray import arrange
from gendan.kernel import clock
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import Arrangement
from gendan.records.cases.models import ExceptionAction
from tests import world
from tests.cast import ADA, LIN
from tests.journey import every
from tests.journey.facts import astray, news, reason


def test_arrange_tells_the_customer_and_gives_the_case_more_time(shop: None) -> None:
    (id,) = every.ASTRAY(1)
    before = astray(id).due_at
    with news() as came:
        done = arrange([id], by=ADA, action=Arrangement.REDELIVER, note="明早")
        assert done == Outcome(done=(id,))
    assert [(key, who) for key, _, _, who, _ in came.told] == [("arrange", "customer")]
    assert reason(world.orders_of([id])[0], "arrange") == "redeliver"
    assert (astray(id).owner, astray(id).due_at > before) == ("ada", True)
    rows = ExceptionAction.objects.values_list("actor", "action", "note", "wanted_at")
    assert list(rows) == [("ada", "redeliver", "明早", None)]


def test_arrange_refuses_a_time_that_is_none_and_a_place_without_words(shop: None) -> None:
    (id,) = every.ASTRAY(1)
    (well,) = every.DISPATCHED(1)
    now = clock.now()
    for action, wanted_at, field in (
        (Arrangement.CHANGE_TIME, None, "wanted_at"),
        (Arrangement.CHANGE_TIME, now - timedelta(hours=1), "wanted_at"),
        (Arrangement.PICKUP, None, "note"),
    ):
        answer = arrange([id], by=ADA, action=action, wanted_at=wanted_at)
        assert answer.refused == {id: refused(Refusal.MISSING, field)}
    tomorrow = now + timedelta(days=1)
    answer = arrange([id, well], by=ADA, action=Arrangement.CHANGE_TIME, wanted_at=tomorrow)
    assert answer == Outcome((id,), {well: refused(Refusal.NO_OPEN_EXCEPTION)})
    assert astray(id).due_at == tomorrow
    long = arrange([id], by=ADA, action=Arrangement.REDELIVER, note="字" * 2_001)
    assert long.refused == {id: refused(Refusal.TOO_LONG, "note", given=2_000)}


def test_arrange_twice_is_written_down_twice_and_stays_with_whoever_began(shop: None) -> None:
    (id,) = every.ASTRAY(1)
    for actor in (LIN, ADA):
        world.all_done(arrange([id], by=actor, action=Arrangement.REDELIVER))
    assert [each.actor for each in ExceptionAction.objects.order_by("id")] == ["lin", "ada"]
    assert astray(id).owner == "lin"
