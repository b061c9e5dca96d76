"""What a carrier is to pay for a parcel is kept: how much, of whom, and since when."""

from decimal import Decimal

from gendan.journey.s6_deliver.amends import claim, settle_claim
from gendan.journey.s6_deliver.commands import collect
from gendan.kernel.refusals import Refusal
from gendan.records.cases.models import Claim, ExceptionAction
from tests import world
from tests.cast import LIN, SAM
from tests.journey import every
from tests.journey.facts import news, reason


def test_claim_keeps_the_sum_its_currency_and_the_carrier(shop: None) -> None:
    (id,) = every.ASTRAY(1)
    with news() as came:
        world.all_done(claim([id], by=LIN, amount=Decimal("9.50"), note="理赔 7"))
    assert came.told == set()
    kept = Claim.objects.select_related("carrier").get()
    assert (kept.carrier.code, kept.currency, kept.amount) == ("sf", "CNY", Decimal("9.50"))
    assert (kept.actor, kept.note, kept.granted, kept.settled_at) == ("lin", "理赔 7", None, None)
    assert reason(world.orders_of([id])[0], "claim") == "9.50"
    assert [a.action for a in ExceptionAction.objects.all()] == ["claim"]


def test_claim_refuses_what_is_no_sum_and_what_no_carrier_had(shop: None) -> None:
    (id,) = every.ASTRAY(1)
    for amount, why in (
        ("0", Refusal.NOT_POSITIVE),
        ("-1", Refusal.NOT_POSITIVE),
        ("1.005", Refusal.BAD_AMOUNT),
        ("NaN", Refusal.BAD_AMOUNT),
        ("1e20", Refusal.TOO_LARGE),
    ):
        assert claim([id], by=LIN, amount=Decimal(amount)).reasons() == {id: why}
    (collected,) = every.PICKUPS(1)
    world.all_done(collect([collected], by=SAM))
    answer = claim([collected], by=LIN, amount=Decimal(9))
    assert answer.reasons() == {collected: Refusal.NO_WAYBILL_YET}
    assert not Claim.objects.exists()


def test_claim_twice_waits_for_the_first_answer(shop: None) -> None:
    (id,) = every.CLAIMED(1)
    assert claim([id], by=LIN, amount=Decimal(9)).reasons() == {id: Refusal.ALREADY_DONE}
    world.all_done(settle_claim([id], by=LIN, granted=Decimal(0)))
    world.all_done(claim([id], by=LIN, amount=Decimal(9)))
    assert Claim.objects.count() == 2
