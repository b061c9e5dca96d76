"""How much waits where, for whoever reaches how far."""

from gendan.insight.orders.counts import Counted, counts
from gendan.kernel.actor import Actor
from gendan.process.model import Role
from gendan.records.places.models import Store
from tests import world


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
