"""Which lists there are, by their addresses: orders, shipments, and the queues of the desks."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404

from gendan.desks.lists.kinds import KINDS, ORDERS, SHIPMENTS, Kind
from gendan.desks.queues import Filters, desks_of
from gendan.process.model import Role, Text

ALL_ORDERS = Text("全部订单", "All orders")
ALL_SHIPMENTS = Text("全部发货单", "All shipments")


@dataclass(frozen=True, slots=True)
class Listed:
    """A list: its address without the first slash, what it lists, what narrows it always, and
    which columns tell nothing there and show only where somebody chose them."""

    path: str
    kind: Kind
    title: Text
    fixed: Filters
    without: tuple[str, ...] = ()


WHOLE = {
    "orders": Listed("orders", ORDERS, ALL_ORDERS, {}),
    "shipments": Listed("shipments", SHIPMENTS, ALL_SHIPMENTS, {}, ("bin",)),
}


def listed(path: str, role: Role) -> Listed:
    """The list at that address. Raises `PermissionDenied` for a desk where the role does not sit,
    and `Http404` where there is no list."""
    if path in WHOLE:
        return WHOLE[path]
    below, _, rest = path.partition("/")
    name, _, queue_name = rest.partition("/")
    if below != "desks":
        raise Http404(path)
    desk = next((desk for desk in desks_of(role) if desk.name == name), None)
    if desk is None:
        raise PermissionDenied(name)
    try:
        queue = desk.queue(queue_name)
    except KeyError:
        raise Http404(path) from None
    return Listed(path, KINDS[queue.document], queue.title, queue.filters, queue.without)
