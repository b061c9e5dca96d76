"""Who shall carry a parcel is settled before it leaves; a number of somebody else is void."""

from gendan.journey.s5_dispatch.choosing import Choice, choose_carrier
from gendan.journey.s5_dispatch.commands import assign_waybill
from gendan.kernel.outcome import Outcome, refused
from gendan.kernel.refusals import Refusal
from gendan.records.shipments.models import Waybill
from tests import world
from tests.cast import LIN
from tests.journey.facts import box, changed, everything, pickups, reason


def test_a_carrier_is_chosen_and_the_journal_says_why(shop: None) -> None:
    (made,) = world.issued()
    (order,) = world.orders_of([made])
    choice = Choice(shipment=made, carrier="sf", reason="首重便宜 3 元，浙江次日达")
    assert choose_carrier([choice], by=LIN) == Outcome(done=(0,))
    row = box(made)
    assert (row.state, row.carrier.code, row.waybill) == ("issued", "sf", None)  # type: ignore[union-attr]
    assert changed(order, "choose_carrier") == {"carrier": "sf"}
    assert reason(order, "choose_carrier") == "首重便宜 3 元，浙江次日达"


def test_another_carrier_voids_the_number_of_the_first(shop: None) -> None:
    (made,) = world.issued()
    world.all_done(assign_waybill(world.parcels([made]), by=LIN))
    number = Waybill.objects.get(voided_at=None).number
    world.all_done(choose_carrier([Choice(shipment=made, carrier="van")], by=LIN))
    row = box(made)
    assert (row.carrier.code, row.waybill) == ("van", None)  # type: ignore[union-attr]
    assert Waybill.objects.get(number=number).voided_by == "lin"


def test_it_refuses_what_is_wrong_and_settles_the_rest(shop: None) -> None:
    strange, good = world.issued(2)
    (packed,) = world.packed()
    (pickup,) = pickups()
    choices = [
        Choice(shipment=strange, carrier="pigeon"),
        Choice(shipment=good, carrier="sf"),
        Choice(shipment=good, carrier="van"),
        Choice(shipment=packed, carrier="sf"),
        Choice(shipment=pickup, carrier="sf"),
    ]
    assert choose_carrier(choices, by=LIN) == Outcome(
        (1,),
        {
            0: refused(Refusal.UNKNOWN_CARRIER, "carrier", given="pigeon"),
            2: refused(Refusal.REPEATED_IN_BATCH),
            3: refused(Refusal.WRONG_STATE, state="shipment.packed"),
            4: refused(Refusal.NOT_FOR_DELIVERY),
        },
    )


def test_twice_is_once(shop: None) -> None:
    (made,) = world.issued()
    choice = Choice(shipment=made, carrier="sf")
    world.all_done(choose_carrier([choice], by=LIN))
    before = everything()
    assert choose_carrier([choice], by=LIN).reasons() == {0: Refusal.ALREADY_DONE}
    assert everything() == before
