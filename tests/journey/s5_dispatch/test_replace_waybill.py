"""Replacing a waybill: a new number, and the old one void but kept."""

from datetime import UTC, datetime

from gendan.journey.anytime.split import Part, split
from gendan.journey.s5_dispatch.commands import Parcel, replace_waybill
from gendan.journey.s6_deliver.feed import CarrierWord, record_carrier_event
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.shipments.models import CarrierEvent, Waybill
from tests import world
from tests.cast import CAL, LIN
from tests.journey.facts import box, everything, line, news, number

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def parcel(shipment: int, number: str = "SF1") -> Parcel:
    return Parcel(shipment=shipment, carrier="sf", number=number)


def test_replace_waybill_voids_the_old_number_and_tells_the_customer(shop: None) -> None:
    (made,) = world.dispatched()
    (id,) = world.orders_of([made])
    old = number(made)
    handed, due = box(made).handed_at, box(made).due_at
    with news() as came:
        outcome = replace_waybill([parcel(made)], by=LIN, at=NOON)
    assert outcome == Outcome(done=(0,))
    assert came.journal == [
        (id, 9, "replace_waybill", "shipment", made, "dispatched", "dispatched", "shipped")
    ]
    assert came.told == {("replace_waybill", "shipment", made, "customer", 9)}
    voided = Waybill.objects.get(number=old)
    assert (voided.voided_at, voided.voided_by) == (NOON, "lin")
    assert voided.replaced_by == box(made).waybill
    assert (number(made), box(made).handed_at, box(made).due_at) == ("SF1", handed, due)


def test_replace_waybill_refuses_what_is_not_out_and_replaces_the_rest(shop: None) -> None:
    (closed,) = world.issued()
    one, other = world.dispatched(2)
    kept = number(other)
    parcels = [parcel(closed), parcel(one, "SF2"), parcel(other, number(one))]
    assert replace_waybill(parcels, by=LIN) == Outcome(
        (1,),
        {
            0: refused(Refusal.WRONG_STATE, state="shipment.issued"),
            2: refused(Refusal.WAYBILL_TAKEN, "number", given=parcels[2].number),
        },
    )
    assert number(other) == kept
    assert Waybill.objects.get(number=kept).voided_at is None


def test_replace_waybill_twice_replaces_once(shop: None) -> None:
    (made,) = world.dispatched()
    world.all_done(replace_waybill([parcel(made)], by=LIN))
    before = everything()
    assert replace_waybill([parcel(made)], by=LIN) == Outcome(
        refused={0: refused(Refusal.ALREADY_DONE)}
    )
    assert everything() == before


def test_a_number_that_was_voided_may_be_used_again(shop: None) -> None:
    one, other = world.dispatched(2)
    freed = number(one)
    world.all_done(replace_waybill([parcel(one)], by=LIN))
    world.all_done(replace_waybill([parcel(other, freed)], by=LIN))
    assert number(other) == freed
    assert Waybill.objects.filter(number=freed).count() == 2


def test_a_number_that_another_box_travels_under_stays_live(shop: None) -> None:
    (made,) = world.dispatched(quantity=2)
    (id,) = world.orders_of([made])
    shared = number(made)
    parted = split([Part(shipment=made, units={line(id, "tea"): 1})], by=LIN).made[0]
    world.all_done(replace_waybill([parcel(parted)], by=LIN))
    assert (number(made), number(parted)) == (shared, "SF1")
    assert Waybill.objects.get(number=shared).voided_at is None


def test_what_the_carrier_says_of_the_old_number_is_still_said_of_the_parcel(shop: None) -> None:
    (made,) = world.dispatched()
    old = number(made)
    world.all_done(replace_waybill([parcel(made)], by=LIN))
    word = CarrierWord(carrier="sf", number=old, key="k", at=NOON, scheme="kuaidi100", code="1")
    assert record_carrier_event([word], by=CAL) == Outcome(done=(0,))
    assert CarrierEvent.objects.get().waybill.number == old
    assert box(made).carrier_status == "collected"
