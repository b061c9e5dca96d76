"""Coming back: refused, intercepted or undeliverable."""

import pytest

from gendan.journey.s6_deliver.commands import come_back
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import ComeBackReason
from tests import world
from tests.cast import LIN
from tests.journey.facts import box, everything, news, reason


@pytest.mark.parametrize("why", ComeBackReason)
def test_come_back_turns_the_parcel_around_and_tells_who_must_know(
    shop: None, why: ComeBackReason
) -> None:
    (made,) = world.dispatched()
    (id,) = world.orders_of([made])
    with news() as came:
        outcome = come_back([made], by=LIN, reason=why)
    assert outcome == Outcome(done=(made,))
    assert came.journal == [
        (id, 9, "come_back", "shipment", made, "dispatched", "coming_back", "shipped")
    ]
    assert came.told == {
        ("come_back", "shipment", made, who, 0) for who in ("sales", "service", "warehouse")
    }
    assert came.moved == []
    assert (box(made).come_back_reason, reason(id, "come_back")) == (why.value, why.value)


def test_come_back_refuses_what_arrived_and_turns_the_rest(shop: None) -> None:
    (there,) = world.delivered()
    (gone,) = world.dispatched()
    assert come_back([there, gone], by=LIN, reason=ComeBackReason.REFUSED) == Outcome(
        (gone,), {there: refused(Refusal.WRONG_STATE, state="shipment.delivered")}
    )
    assert box(there).come_back_reason == ""


def test_come_back_twice_turns_once(shop: None) -> None:
    (made,) = world.coming_back()
    before = everything()
    assert come_back([made], by=LIN, reason=ComeBackReason.INTERCEPTED) == Outcome(
        refused={made: refused(Refusal.ALREADY_DONE)}
    )
    assert everything() == before
