"""Releasing a hold: it is settled, and the order goes on."""

import pytest

from gendan.journey.anytime.holds import hold, release
from gendan.journey.s2_review.commands import confirm
from gendan.kernel.later import AwaitingRound
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import HoldKind
from gendan.records.orders.models import Hold
from tests import world
from tests.cast import SAM
from tests.journey.facts import changed, everything, holds, news, reason


def held(count: int = 1) -> list[int]:
    orders = world.placed(count)
    world.all_done(hold(orders, by=SAM, reason="核实地址"))
    return orders


def test_release_lets_the_order_go_on_and_tries_to_confirm_it(shop: None) -> None:
    (id,) = held()
    with news() as came:
        outcome = release([id], by=SAM, reason="地址无误")
    assert outcome == Outcome(done=(id,))
    assert came.journal == [(id, 3, "release", "order", id, "review", "review", "review")]
    assert came.told == {("release", "order", id, "sales", 3)}
    assert (reason(id, "release"), changed(id, "release")) == ("地址无误", {"kind": "manual"})
    (row,) = Hold.objects.filter(order=id)
    assert row.released_by == "sam"
    assert row.released_at is not None
    asked = AwaitingRound.objects.latest("id")
    assert (asked.step, asked.documents) == ("confirm", [id])
    world.all_done(confirm([id], by=SAM))


@pytest.mark.parametrize(
    "kind", [HoldKind.SHORTAGE, HoldKind.CANCEL_REQUESTED, HoldKind.ADDRESS_REQUESTED]
)
def test_release_refuses_what_only_an_answer_settles(shop: None, kind: HoldKind) -> None:
    (id,) = held()
    assert release([id], by=SAM, kind=kind) == Outcome(
        refused={id: refused(Refusal.BAD_CHOICE, "kind", given=kind.value)}
    )


def test_release_refuses_where_nothing_is_held_and_releases_the_rest(shop: None) -> None:
    (free,) = world.placed()
    (id,) = held()
    assert release([free, id], by=SAM) == Outcome((id,), {free: refused(Refusal.NO_SUCH_HOLD)})


def test_release_twice_releases_once(shop: None) -> None:
    (id,) = held()
    world.all_done(release([id], by=SAM))
    before = everything()
    assert release([id], by=SAM) == Outcome(refused={id: refused(Refusal.NO_SUCH_HOLD)})
    assert everything() == before


def test_other_reasons_hold_on(shop: None) -> None:
    (id,) = world.placed(awaits_payment=True)
    world.all_done(hold([id], by=SAM, reason="核实地址"))
    world.all_done(release([id], by=SAM))
    assert holds(id) == ["awaiting_payment"]
    world.all_done(release([id], by=SAM, kind=HoldKind.AWAITING_PAYMENT))
    assert holds(id) == []
