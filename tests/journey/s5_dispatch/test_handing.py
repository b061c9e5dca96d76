"""A trolley leaves at once: dispatched, on a numbered list, signed for; the rest stays here."""

from datetime import UTC, datetime

from gendan.journey.anytime.cancel import request_cancel
from gendan.journey.s5_dispatch.choosing import Choice, choose_carrier
from gendan.journey.s5_dispatch.commands import Parcel, assign_waybill
from gendan.journey.s5_dispatch.handing import Trolley, hand_to_carrier
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.dock.models import Handover, HandoverParcel, Proof
from tests import world
from tests.cast import ADA, LIN
from tests.journey.facts import box, changed, everything, news, number, pickups, signature

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SF = Trolley(carrier="sf", taken_by="张师傅")


def labelled(count: int = 1, carrier: str = "sf") -> list[int]:
    boxes = world.issued(count)
    parcels = [Parcel(shipment=id, carrier=carrier, number=f"{carrier}{id}") for id in boxes]
    world.all_done(assign_waybill(parcels, by=LIN))
    return boxes


def test_what_was_scanned_is_dispatched_on_one_list_in_that_order(shop: None) -> None:
    first, second = labelled(2)
    orders = world.orders_of([first, second])
    trolley = Trolley(carrier="sf", taken_by="张师傅", signature=signature())
    with news() as came:
        assert hand_to_carrier([second, first], trolley, by=LIN, at=NOON).done == (second, first)
    assert [entry[2] for entry in came.journal] == ["dispatch", "dispatch"]
    assert {(key, who) for key, _, _, who, _ in came.told} == {("dispatch", "customer")}
    written = Handover.objects.get()
    assert (written.taken_by, written.warehouse.code, written.at) == ("张师傅", "W1", NOON)
    assert list(HandoverParcel.objects.order_by("ordinal").values_list("shipment", "ordinal")) == [
        (second, 1), (first, 2),
    ]  # fmt: skip
    assert changed(orders[0], "dispatch") == {
        "carrier": "sf", "number": f"sf{first}", "handover": written.number,
    }  # fmt: skip
    assert (box(first).state, box(first).handed_at) == ("dispatched", NOON)
    assert Proof.objects.get().handover == written
    world.books_agree()


def test_it_refuses_what_does_not_belong_on_it_and_lets_the_rest_go(shop: None) -> None:
    good, held = labelled(2)
    (other,) = labelled(carrier="van")
    (bare,) = world.issued()
    (pickup,) = pickups()
    world.all_done(request_cancel(world.orders_of([held]), by=ADA))
    assert hand_to_carrier([good, held, other, bare, pickup], SF, by=LIN) == Outcome(
        (good,),
        {
            held: refused(Refusal.HELD, hold="cancel_requested"),
            other: refused(Refusal.OTHER_CARRIER, "carrier", expected="自有车队", given="顺丰"),
            bare: refused(Refusal.NO_WAYBILL_YET),
            pickup: refused(Refusal.NOT_FOR_DELIVERY),
        },
    )
    assert HandoverParcel.objects.count() == 1


def test_an_unknown_carrier_takes_nothing(shop: None) -> None:
    (made,) = labelled()
    outcome = hand_to_carrier([made], Trolley(carrier="pigeon"), by=LIN)
    assert outcome.reasons() == {made: Refusal.UNKNOWN_CARRIER}
    assert not Handover.objects.exists()


def test_twice_is_once(shop: None) -> None:
    boxes = labelled(2)
    world.all_done(hand_to_carrier(boxes, SF, by=LIN))
    before = everything()
    assert set(hand_to_carrier(boxes, SF, by=LIN).reasons().values()) == {Refusal.ALREADY_DONE}
    assert everything() == before


def test_own_vans_take_it_under_its_own_number(shop: None) -> None:
    (made,) = world.issued()
    world.all_done(choose_carrier([Choice(shipment=made, carrier="van")], by=LIN))
    world.all_done(hand_to_carrier([made], Trolley(carrier="van"), by=LIN))
    assert (number(made), box(made).state) == (box(made).number, "dispatched")
