"""Orders as customers find them, built where the served program keeps its data.

They come by telephone: what comes from the web the worker confirms by rule, perhaps before we do.
"""

from gendan.journey.s6_deliver.commands import deliver
from gendan.records.cases.models import Feedback, ShortageCase
from gendan.records.orders import links
from gendan.records.orders.models import CustomerOrder
from tests import world
from tests.cast import LIN


def short() -> str:
    """The link of an order that lacks goods, as it stands in a message, without the host."""
    return links.PATH + links.token(world.confirmed(sku="rare", channel="phone")[0])


def placed() -> str:
    """The link of an order with which nothing was done yet."""
    return links.PATH + links.token(world.placed(channel="phone")[0])


def sent() -> str:
    """The link of an order that is on its way."""
    return links.PATH + links.token(world.orders_of(world.dispatched(channel="phone"))[0])


def decision(link: str) -> str:
    """What its customer chose."""
    return ShortageCase.objects.get(order=_order(link)).decision


def arrive(link: str) -> None:
    """Its parcels are there."""
    world.all_done(deliver(world.boxes([_order(link)]), by=LIN))


def told(link: str) -> str:
    """What its customer told us, each with its photos."""
    said = Feedback.objects.filter(order=_order(link)).order_by("id")
    return ", ".join(f"{one.kind} {one.feedbackpicture_set.count()}" for one in said)


def street(link: str) -> str:
    """Where it goes."""
    return CustomerOrder.objects.get(pk=_order(link)).street


def _order(link: str) -> int:
    order = links.order_of(link.removeprefix(links.PATH))
    assert order
    return order
