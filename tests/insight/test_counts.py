"""How much waits where, for whoever reaches how far."""

from decimal import Decimal

from gendan.insight.orders.counts import Counted, counts
from gendan.journey.anytime.cancel import cancel
from gendan.journey.anytime.payments import NewPayment, record_refund
from gendan.kernel.actor import Actor
from gendan.process.model import Role
from gendan.records.places.models import Store
from tests import world
from tests.cast import ANN, SAM


def test_everybody_counts_what_is_within_their_reach(shop: None) -> None:
    world.to_pick(2)
    world.packed()
    stores = {store.code: frozenset({store.pk}) for store in Store.objects.all()}
    reach = {
        "everything": (None, None),
        "their store": (stores["S1"], None),
        "another store": (stores["S2"], None),
        "their warehouse": (None, frozenset({world.warehouse("W1")})),
        "another warehouse": (None, frozenset({world.warehouse("W2")})),
        "both": (stores["S1"], frozenset({world.warehouse("W1")})),
    }
    found = {
        name: counts(Actor("lin", Role.LOGISTICS, *scope)).of("shipment", ["to_pick"])
        for name, scope in reach.items()
    }
    assert found == {
        "everything": Counted(2),
        "their store": Counted(2),
        "another store": Counted(0),
        "their warehouse": Counted(2),
        "another warehouse": Counted(0),
        "both": Counted(2),
    }


def test_money_waits_to_go_back_until_all_of_it_went(shop: None) -> None:
    unpaid, paid = world.placed(2, channel="phone")
    world.pay(paid, "30.00")
    world.all_done(cancel([unpaid, paid], by=SAM))

    def waits() -> Counted:
        return counts(Actor("ann", Role.AFTERSALES)).of("to_refund", [])

    for amount, left in (("10.00", Counted(1)), ("20.00", Counted(0))):
        assert waits() == Counted(1)
        back = NewPayment(order=paid, amount=Decimal(amount), method="online", reference=amount)
        world.all_done(record_refund([back], by=ANN))
        assert waits() == left
