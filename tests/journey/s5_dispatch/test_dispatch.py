"""Dispatch: the carrier takes the parcel under a number, and the customer hears of it."""

from datetime import UTC, datetime, timedelta

from gendan.journey.anytime.cancel import request_cancel
from gendan.journey.s5_dispatch.commands import Parcel, dispatch
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.shipments.models import Waybill
from tests import world
from tests.cast import ADA, LIN
from tests.journey.facts import box, changed, everything, news, number, pickups

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def test_dispatch_records_the_waybill_and_tells_the_customer(shop: None) -> None:
    (made,) = world.issued()
    (id,) = world.orders_of([made])
    with news() as came:
        outcome = dispatch([Parcel(shipment=made, carrier="sf", number=" SF1 ")], by=LIN, at=NOON)
    assert outcome == Outcome(done=(0,))
    assert came.journal == [
        (id, 8, "dispatch", "shipment", made, "issued", "dispatched", "shipped")
    ]
    assert came.told == {("dispatch", "shipment", made, "customer", 0)}
    assert came.moved == []
    assert changed(id, "dispatch") == {"carrier": "sf", "number": "SF1"}
    row = box(made)
    assert (row.state, row.handed_at, number(made)) == ("dispatched", NOON, "SF1")
    assert (row.waybill.recorded_by, row.waybill.recorded_at) == ("lin", NOON)  # type: ignore[union-attr]
    # Twenty-four working hours are two days of twelve.
    assert row.due_at == NOON + timedelta(days=2)


def test_dispatch_refuses_what_is_wrong_and_sends_the_rest(shop: None) -> None:
    taken, nameless, strange, twin, good, packed_ = world.issued(5) + world.packed()
    (pickup,) = pickups()
    (gone,) = world.dispatched()
    parcels = [
        Parcel(shipment=good, carrier="sf", number="SF1"),
        Parcel(shipment=twin, carrier="sf", number="SF1"),
        Parcel(shipment=taken, carrier="sf", number=number(gone)),
        Parcel(shipment=nameless, carrier="sf", number="  "),
        Parcel(shipment=strange, carrier="pigeon", number="P1"),
        Parcel(shipment=good, carrier="sf", number="SF2"),
        Parcel(shipment=packed_, carrier="sf", number="SF3"),
        Parcel(shipment=pickup, carrier="sf", number="SF4"),
        Parcel(shipment=gone, carrier="sf", number="SF5"),
    ]
    assert dispatch(parcels, by=LIN) == Outcome(
        (0,),
        {
            1: refused(Refusal.WAYBILL_TAKEN, "number", given="SF1"),
            2: refused(Refusal.WAYBILL_TAKEN, "number", given=number(gone)),
            3: refused(Refusal.MISSING, "number"),
            4: refused(Refusal.UNKNOWN_CARRIER, "carrier", given="pigeon"),
            5: refused(Refusal.REPEATED_IN_BATCH),
            6: refused(Refusal.WRONG_STATE, state="shipment.packed"),
            7: refused(Refusal.NOT_FOR_DELIVERY),
            8: refused(Refusal.ALREADY_DONE),
        },
    )
    assert world.state([good, twin, taken, nameless, strange]) == ["dispatched"] + ["issued"] * 4
    assert not Waybill.objects.filter(number__in=("SF2", "SF3", "SF4", "SF5", "P1")).exists()


def test_dispatch_twice_hands_over_once(shop: None) -> None:
    (made,) = world.issued()
    parcels = world.parcels([made])
    world.all_done(dispatch(parcels, by=LIN))
    before = everything()
    assert dispatch(parcels, by=LIN) == Outcome(refused={0: refused(Refusal.ALREADY_DONE)})
    assert everything() == before


def test_the_dock_does_not_let_go_while_a_cancellation_is_asked_for(shop: None) -> None:
    (made,) = world.issued()
    world.all_done(request_cancel(world.orders_of([made]), by=ADA))
    assert dispatch(world.parcels([made]), by=LIN) == Outcome(
        refused={0: refused(Refusal.HELD, hold="cancel_requested")}
    )


def test_one_number_of_two_carriers_is_two_waybills(shop: None) -> None:
    first, second = world.issued(2)
    parcels = [
        Parcel(shipment=first, carrier="sf", number="1"),
        Parcel(shipment=second, carrier="van", number="1"),
    ]
    assert dispatch(parcels, by=LIN).done == (0, 1)
