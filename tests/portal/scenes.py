"""Orders as customers find them, built where the served program keeps its data.

They come by telephone: what comes from the web the worker confirms by rule, perhaps before we do.
"""

from gendan.journey.s6_deliver.commands import deliver
from gendan.records.cases.models import ShortageCase
from gendan.records.orders import links
from tests import world
from tests.cast import LIN


def short() -> str:
    """The link of an order that lacks goods, as it stands in a message, without the host."""
    return links.PATH + links.token(world.confirmed(sku="rare", channel="phone")[0])


def sent() -> str:
    """The link of an order that is on its way."""
    return links.PATH + links.token(world.orders_of(world.dispatched(channel="phone"))[0])


def decision(link: str) -> str:
    """What its customer chose."""
    return ShortageCase.objects.get(order=links.order_of(link.removeprefix(links.PATH))).decision


def arrive(link: str) -> None:
    """Its parcels are there."""
    order = links.order_of(link.removeprefix(links.PATH))
    assert order
    world.all_done(deliver(world.boxes([order]), by=LIN))
