"""What a carrier pays is kept beside what was claimed."""

from decimal import Decimal

from gendan.journey.s6_deliver.amends import settle_claim
from gendan.journey.s6_deliver.astray import close_exception
from gendan.journey.s6_deliver.commands import lose
from gendan.kernel.outcome import refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import ExceptionOutcome
from gendan.records.cases.models import Claim
from tests import world
from tests.cast import BO, LIN
from tests.journey import every
from tests.journey.facts import astray

PAID = ExceptionOutcome.COMPENSATED


def test_settle_claim_keeps_what_was_granted_also_after_the_loss(shop: None) -> None:
    (id,) = every.CLAIMED(1)
    world.all_done(lose([id], by=BO, reason="认赔"))
    world.all_done(settle_claim([id], by=LIN, granted=Decimal("8.00"), note="到账"))
    kept = Claim.objects.get()
    assert (kept.granted, kept.settled_by, kept.conclusion) == (Decimal("8.00"), "lin", "到账")
    assert kept.settled_at is not None


def test_settle_claim_refuses_more_than_was_claimed_and_less_than_nothing(shop: None) -> None:
    (id,) = every.CLAIMED(1)
    (none,) = every.ASTRAY(1)
    more = refused(Refusal.MORE_THAN_CLAIMED, "granted", given="9.01", expected="9.00")
    answer = settle_claim([id, none], by=LIN, granted=Decimal("9.01"))
    assert answer.refused == {id: more, none: refused(Refusal.NO_OPEN_CLAIM)}
    below = settle_claim([id], by=LIN, granted=Decimal(-1))
    assert below.reasons() == {id: Refusal.NEGATIVE}


def test_settle_claim_twice_is_refused(shop: None) -> None:
    (id,) = every.CLAIMED(1)
    world.all_done(settle_claim([id], by=LIN, granted=Decimal(8)))
    answer = settle_claim([id], by=LIN, granted=Decimal(8))
    assert answer.reasons() == {id: Refusal.NO_OPEN_CLAIM}


def test_a_case_closes_as_paid_only_when_something_was_granted(shop: None) -> None:
    (id,) = every.CLAIMED(1)
    assert close_exception([id], by=LIN, outcome=PAID).reasons() == {id: Refusal.NOTHING_GRANTED}
    world.all_done(settle_claim([id], by=LIN, granted=Decimal(8)))
    world.all_done(close_exception([id], by=LIN, outcome=PAID))
    assert astray(id).outcome == "compensated"
