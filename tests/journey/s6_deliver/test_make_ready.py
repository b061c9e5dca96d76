"""Goods wait for their customer, who was told a code; they are handed over against it alone."""

import re
from datetime import UTC, datetime, timedelta

from gendan.journey.anytime.cancel import request_cancel
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s2_review.shortage import Choice, decide
from gendan.journey.s3_pick.commands import pack, pick_listed, start_pick
from gendan.journey.s3_pick.short import Short, report_short
from gendan.journey.s4_issue.commands import issue
from gendan.journey.s6_deliver.commands import collect
from gendan.journey.s6_deliver.pickups import (
    Pickup,
    collect_by_code,
    make_all_ready,
    make_ready,
)
from gendan.kernel.notices import Notice
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.messages.claims import Due
from gendan.messages.facts import gather
from gendan.process.words import Decision, ShortReason
from gendan.records.dock import pickup_codes
from gendan.records.dock.models import PickupCode
from tests import world
from tests.cast import ADA, MEI, SAM
from tests.journey.facts import box, changed, everything, news, pickups, reason

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def code_of(shipment: int) -> str:
    return pickup_codes.code(shipment, pickup_codes.kept([shipment])[shipment].nonce)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_the_customer_is_told_and_the_goods_wait_three_working_days(shop: None) -> None:
    (made,) = pickups()
    (order,) = world.orders_of([made])
    with news() as came:
        assert make_ready([made], by=SAM, at=NOON) == Outcome(done=(made,))
    assert [entry[2] for entry in came.journal] == ["make_ready"]
    assert {(key, who) for key, _, _, who, _ in came.told} == {("make_ready", "customer")}
    assert changed(order, "make_ready") is None  # the code stands nowhere
    row = box(made)
    assert (row.state, row.due_at) == ("issued", NOON + timedelta(days=3))
    assert re.fullmatch(r"\d{6}", code_of(made))


def test_it_refuses_what_a_carrier_takes_or_what_is_to_be_cancelled(shop: None) -> None:
    (posted,) = world.issued()
    held, good = pickups(2)
    world.all_done(request_cancel(world.orders_of([held]), by=ADA))
    assert make_ready([posted, held, good], by=SAM) == Outcome(
        (good,),
        {
            posted: refused(Refusal.NOT_FOR_PICKUP),
            held: refused(Refusal.HELD, hold="cancel_requested"),
        },
    )


def test_nobody_is_told_to_come_for_what_they_would_not_get(shop: None) -> None:
    world.receive("rare", 1, "W2")
    lines = (NewLine(sku="tea", quantity=1), NewLine(sku="rare", quantity=1))
    made, other = world.to_pick(lines=lines, fulfilment="pickup")
    orders = world.orders_of([made])
    world.all_done(start_pick([made, other], by=MEI))
    world.all_done(pick_listed([made], by=MEI))
    world.all_done(pack([made], by=MEI))
    world.all_done(issue([made], by=MEI))
    gone = Short(shipment=other, code="rare", quantity=1, reason=ShortReason.NOT_IN_STOCK)
    world.all_done(report_short([gone], by=MEI))
    assert make_ready([made], by=SAM).reasons() == {made: Refusal.HELD}
    assert make_all_ready(orders).reasons() == {made: Refusal.HELD}
    world.all_done(decide([Choice(order=orders[0], decision=Decision.REDUCE, note="电话")], by=SAM))
    assert make_all_ready(orders).done == (made,)


def test_told_twice_there_is_a_new_code_and_the_system_tells_once(shop: None) -> None:
    (made,) = pickups()
    orders = world.orders_of([made])
    assert make_all_ready(orders).done == (made,)
    first = pickup_codes.kept([made])[made].nonce
    before = everything()
    assert make_all_ready(orders) == Outcome()
    assert everything() == before
    world.all_done(make_ready([made], by=SAM))
    assert pickup_codes.kept([made])[made].nonce != first
    assert PickupCode.objects.get().told == 2


def test_it_is_handed_over_against_the_code_alone(shop: None) -> None:
    (made,) = pickups()
    (order,) = world.orders_of([made])
    world.all_done(make_ready([made], by=SAM))
    assert collect([made], by=SAM).reasons() == {made: Refusal.CODE_NEEDED}
    assert collect_by_code([Pickup(shipment=made)], by=SAM).reasons() == {0: Refusal.CODE_NEEDED}
    miss = Pickup(shipment=made, code=wrong(code_of(made)))
    assert collect_by_code([miss], by=SAM).reasons() == {0: Refusal.WRONG_CODE}
    assert world.state([made]) == ["issued"]
    right = Pickup(shipment=made, code=f" {code_of(made)} ", received_by="王小明")
    assert collect_by_code([right], by=SAM, at=NOON) == Outcome(done=(0,))
    row = box(made)
    assert (row.state, row.delivered_at, row.received_by) == ("delivered", NOON, "王小明")
    assert changed(order, "collect") is None
    assert collect_by_code([right], by=SAM).reasons() == {0: Refusal.ALREADY_DONE}


def test_without_the_code_somebody_says_why(shop: None) -> None:
    (made,) = pickups()
    world.all_done(make_ready([made], by=SAM))
    known = Pickup(shipment=made, without_code="核对身份证，姓名一致")
    world.all_done(collect_by_code([known], by=SAM))
    assert reason(world.orders_of([made])[0], "collect") == "核对身份证，姓名一致"


def test_guessing_is_shut_for_a_while(shop: None) -> None:
    (made,) = pickups()
    world.all_done(make_ready([made], by=SAM))
    right = code_of(made)
    misses = [Pickup(shipment=made, code=wrong(right))]
    for nth in range(pickup_codes.MISSES_MAX):
        moment = NOON + timedelta(seconds=nth)
        assert collect_by_code(misses, by=SAM, at=moment).reasons() == {0: Refusal.WRONG_CODE}
    good = [Pickup(shipment=made, code=right)]
    assert collect_by_code(good, by=SAM, at=NOON + timedelta(minutes=1)).refused == {
        0: refused(Refusal.GUESSED_TOO_OFTEN, "pickup_code", given=15)
    }
    assert collect_by_code(good, by=SAM, at=NOON + timedelta(minutes=16)).done == (0,)


def test_the_message_may_name_the_code(shop: None) -> None:
    (made,) = pickups()
    world.all_done(make_ready([made], by=SAM))
    (order,) = world.orders_of([made])
    (notice,) = Notice.objects.filter(key="make_ready")
    due = Due(
        id=notice.id, key="make_ready", document="shipment", document_id=made,
        occurrence=notice.occurrence, recipient="customer", order=order, store=None,
        warehouse=None, channel="sms", address="", subject="", rendered="", html="", attempts=0,
        resent=0,
    )  # fmt: skip
    (facts,) = gather([due]).values()
    assert facts.box is not None
    assert facts.box.pickup_code == code_of(made)
    assert facts.box.pickup_code not in repr(facts)
