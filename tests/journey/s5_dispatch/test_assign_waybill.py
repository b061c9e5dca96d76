"""A parcel bears its number before it leaves: scanned from a label, or from a carrier's block."""

import pytest
from django.db import IntegrityError, connection, transaction

from gendan.journey.anytime.cancel import accept_cancel, request_cancel
from gendan.journey.s4_issue.commands import reverse_issue
from gendan.journey.s5_dispatch.choosing import Choice, choose_carrier, draw_waybill
from gendan.journey.s5_dispatch.commands import Parcel, assign_waybill, dispatch
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.carriers.models import NumberPattern
from gendan.records.parties.models import Carrier
from gendan.records.shipments.models import Waybill
from tests import world
from tests.cast import ADA, LIN, MEI
from tests.journey.facts import box, changed, everything, number, pickups

OVERLAPPING = (
    "INSERT INTO number_block (carrier_id, prefix, suffix, digits, check_kind, first, last, next)"
    " SELECT carrier_id, prefix, suffix, digits, '', 20, 30, 20 FROM number_block"
)


def labelled(shipment: int, carrier: str = "sf", given: str = "SF1") -> None:
    parcel = Parcel(shipment=shipment, carrier=carrier, number=given)
    world.all_done(assign_waybill([parcel], by=LIN))


def chosen(boxes: list[int], carrier: str) -> None:
    choices = [Choice(shipment=id, carrier=carrier) for id in boxes]
    world.all_done(choose_carrier(choices, by=LIN))


def test_a_number_is_stuck_on_and_goes_out_with_the_parcel(shop: None) -> None:
    (made,) = world.issued()
    (order,) = world.orders_of([made])
    labelled(made)
    row = box(made)
    assert (row.state, number(made), row.carrier.code) == ("issued", "SF1", "sf")  # type: ignore[union-attr]
    assert row.handed_at is None
    assert changed(order, "assign_waybill") == {"carrier": "sf", "number": "SF1"}
    world.all_done(dispatch([Parcel(shipment=made, carrier="sf", number="SF1")], by=LIN))
    assert (box(made).state, Waybill.objects.count()) == ("dispatched", 1)


def test_another_label_voids_the_first_and_so_does_another_number_at_the_dock(shop: None) -> None:
    (made,) = world.issued()
    labelled(made)
    labelled(made, given="SF2")
    world.all_done(dispatch([Parcel(shipment=made, carrier="van", number="V1")], by=LIN))
    found = Waybill.objects.order_by("id").values_list("number", "replaced_by__number")
    assert list(found) == [("SF1", "SF2"), ("SF2", "V1"), ("V1", None)]
    assert (number(made), box(made).carrier.code) == ("V1", "van")  # type: ignore[union-attr]


def test_it_refuses_what_is_wrong_and_labels_the_rest(shop: None) -> None:
    taken, misread, good = world.issued(3)
    (gone,) = world.dispatched()
    (pickup,) = pickups()
    NumberPattern.objects.create(
        carrier=Carrier.objects.get(code="sf"), pattern=r"[A-Z]{2}\d{9}CN", check_kind="s10"
    )
    parcels = [
        Parcel(shipment=taken, carrier="sf", number=number(gone)),
        Parcel(shipment=misread, carrier="sf", number="RB123456786CN"),
        Parcel(shipment=good, carrier="sf", number="RB123456785CN"),
        Parcel(shipment=gone, carrier="sf", number="SF9"),
        Parcel(shipment=pickup, carrier="sf", number="SF8"),
    ]
    assert assign_waybill(parcels, by=LIN) == Outcome(
        (2,),
        {
            0: refused(Refusal.WAYBILL_TAKEN, "number", given=number(gone)),
            1: refused(Refusal.WAYBILL_MISREAD, "number", given="RB123456786CN"),
            3: refused(Refusal.WRONG_STATE, state="shipment.dispatched"),
            4: refused(Refusal.NOT_FOR_DELIVERY),
        },
    )


def test_twice_is_once(shop: None) -> None:
    (made,) = world.issued()
    labelled(made)
    before = everything()
    again = Parcel(shipment=made, carrier="sf", number="SF1")
    assert assign_waybill([again], by=LIN).reasons() == {0: Refusal.ALREADY_DONE}
    assert everything() == before


def test_what_stays_in_the_house_after_all_loses_its_number(shop: None) -> None:
    reversed_, cancelled = world.issued(2)
    labelled(reversed_)
    labelled(cancelled, given="SF2")
    world.all_done(reverse_issue([reversed_], by=MEI))
    orders = world.orders_of([cancelled])
    world.all_done(request_cancel(orders, by=ADA))
    world.all_done(accept_cancel(orders, by=MEI))
    assert [box(id).waybill for id in (reversed_, cancelled)] == [None, None]
    assert not Waybill.objects.filter(voided_at=None).exists()
    world.books_agree()


def test_numbers_come_from_the_block_one_each_until_it_is_empty(shop: None) -> None:
    first, second, third = world.issued(3)
    chosen([first, second, third], "sf")
    world.block("sf", first=7, last=8)
    outcome = draw_waybill([first, second, third], by=LIN)
    assert outcome == Outcome(
        (first, second), {third: refused(Refusal.NO_NUMBERS_LEFT, "carrier", given="sf")}
    )
    assert [number(id) for id in (first, second)] == ["SFB000000000007", "SFB000000000008"]
    assert draw_waybill([first], by=LIN).reasons() == {first: Refusal.ALREADY_DONE}


def test_own_vans_carry_a_parcel_under_its_own_number(shop: None) -> None:
    made, undecided = world.issued(2)
    chosen([made], "van")
    outcome = draw_waybill([made, undecided], by=LIN)
    assert outcome.refused == {undecided: refused(Refusal.MISSING, "carrier")}
    assert number(made) == box(made).number


def test_no_number_of_a_block_goes_out_again_nor_stands_in_two_blocks(shop: None) -> None:
    block = world.block("sf", first=10, last=20)
    for statement in (
        "UPDATE number_block SET next = 15",
        "UPDATE number_block SET next = 14",
        OVERLAPPING,
    ):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        except IntegrityError:
            block.refresh_from_db()
            continue
        assert statement.endswith("15"), statement
    block.refresh_from_db()
    assert block.next == 15
    with pytest.raises(IntegrityError), transaction.atomic():
        world.block("sf", first=5, last=12)
