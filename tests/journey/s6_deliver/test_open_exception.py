"""A parcel astray gets a case with a clock, and those who see to such things hear of it."""

from datetime import timedelta

from gendan.journey.s6_deliver.astray import open_exception
from gendan.journey.s6_deliver.commands import deliver
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import ExceptionKind
from gendan.records.cases.models import DeliveryException
from tests import world
from tests.cast import LIN
from tests.journey import every
from tests.journey.facts import astray, news, reason


def test_open_exception_starts_a_clock_and_tells_logistics_and_service(shop: None) -> None:
    (id,) = every.DISPATCHED(1)
    with news() as came:
        done = open_exception([id], by=LIN, kind=ExceptionKind.FAILED, note="电话不通")
        assert done == Outcome(done=(id,))
    assert {(key, who) for key, _, _, who, _ in came.told} == {
        ("open_exception", "logistics"), ("open_exception", "service"),
    }  # fmt: skip
    assert reason(world.orders_of([id])[0], "open_exception") == "failed"
    case = astray(id)
    assert (case.kind, case.note, case.opened_by, case.owner) == ("failed", "电话不通", "lin", "")
    assert case.opened_at + timedelta(hours=4) <= case.due_at
    assert case.at_risk_at < case.due_at
    assert world.state([id]) == ["dispatched"]


def test_open_exception_refuses_what_cannot_be_and_opens_the_rest(shop: None) -> None:
    first, second = every.DISPATCHED(2)
    world.all_done(deliver([second], by=LIN))
    assert open_exception([first, second], by=LIN, kind=ExceptionKind.NO_SCAN) == Outcome(
        (first,), {second: refused(Refusal.WRONG_STATE, state="shipment.delivered")}
    )
    long = open_exception([second], by=LIN, kind=ExceptionKind.DISPUTED, note="字" * 2_001)
    assert long.refused == {second: refused(Refusal.TOO_LONG, "note", given=2_000)}


def test_open_exception_twice_is_one_case_and_another_kind_is_what_it_becomes(shop: None) -> None:
    (id,) = every.DISPATCHED(1)
    world.all_done(open_exception([id], by=LIN, kind=ExceptionKind.NO_SCAN, note="还没扫"))
    again = open_exception([id], by=LIN, kind=ExceptionKind.NO_SCAN)
    assert again.refused == {id: refused(Refusal.ALREADY_DONE)}
    world.all_done(open_exception([id], by=LIN, kind=ExceptionKind.LOST))
    (case,) = DeliveryException.objects.all()
    assert (case.kind, case.note) == ("lost", "还没扫")
