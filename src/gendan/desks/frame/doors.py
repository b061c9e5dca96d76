"""The doors at the side of every screen: one's desks, the queues on them, and the lists."""

from dataclasses import dataclass, field

from django.urls import reverse

from gendan.desks.queues import Desk, Queue, desks_of
from gendan.insight.orders.counts import Counted, Counts
from gendan.kit.rest.identity import Caller
from gendan.process.definition import PROCESS
from gendan.process.model import Role, Text
from gendan.process.stock import STOCK


@dataclass(frozen=True, slots=True)
class Door:
    """Somewhere to go; how much waits there, and how much of it is late."""

    title: Text
    href: str
    icon: str = ""
    waits: int = 0
    late: int = 0
    inner: list["Door"] = field(default_factory=list)

    @property
    def inside(self) -> set[str]:
        """Where one is when one is behind this door, at one of its queues."""
        return {self.href, *(door.href for door in self.inner)} if self.inner else set()


def doors(caller: Caller, waiting: Counts) -> list[Door]:
    """The doors of a person."""
    found = []
    if caller.actor.role is Role.MANAGER:
        found.append(Door(Text("管理", "Management"), reverse("manager_desk"), "eye"))
    found += [_of_desk(desk, waiting) for desk in desks_of(caller.actor.role)]
    if caller.actor.may(PROCESS.step("dispatch")):
        found.append(Door(Text("发货台", "Dock"), reverse("dispatching"), "dock"))
    elif caller.actor.may(PROCESS.step("collect")):
        found.append(Door(Text("自提", "Pickups"), reverse("pickups"), "bag"))
    if caller.actor.may(PROCESS.step("pick")):
        found.append(Door(Text("扫描", "Scan"), reverse("scan"), "barcode"))
    if caller.actor.may(PROCESS.step("place")):
        found.append(Door(Text("开单", "New order"), reverse("new_order"), "plus"))
        found.append(Door(Text("导入订单", "Import orders"), reverse("imports"), "file"))
    found.append(Door(Text("全部订单", "All orders"), reverse("orders"), "list"))
    found.append(Door(Text("全部发货单", "All shipments"), reverse("shipments"), "box"))
    found.append(Door(Text("商品与库存", "Goods and stock"), reverse("stock"), "tag"))
    if caller.actor.may(STOCK.step("receive")):
        found.append(Door(Text("收货", "Receiving"), reverse("receipts"), "receive"))
        found.append(Door(Text("盘点", "Counting"), reverse("counts"), "tally"))
        found.append(Door(Text("调拨", "Transfers"), reverse("transfers"), "swap"))
    if caller.actor.role is Role.MANAGER:
        found.append(Door(Text("主数据", "Master data"), reverse("admin:index"), "table"))
    return found


def _of_desk(desk: Desk, waiting: Counts) -> Door:
    inner = [Door(desk.opening, reverse("desk", args=[desk.name]))] if desk.opening else []
    for queue in desk.queues:
        counted = _in_queue(queue, waiting)
        href = reverse("queue", args=[desk.name, queue.name])
        inner.append(Door(queue.title, href, "", counted.number, counted.late))
    return Door(
        desk.title,
        reverse("desk", args=[desk.name]),
        desk.icon,
        sum(door.waits for door in inner),
        sum(door.late for door in inner),
        inner,
    )


def _in_queue(queue: Queue, waiting: Counts) -> Counted:
    states = queue.filters.get("state") or queue.filters.get("status") or []
    assert isinstance(states, list), "states are listed"
    if queue.filters.get("unscanned"):
        return waiting.of("unscanned", states)
    if queue.filters.get("exception"):
        return waiting.of("exception", states)
    if queue.filters.get("claim"):
        return waiting.of("claim", states)
    if queue.document == "shipment":
        return waiting.of("shipment", states)
    if queue.filters.get("held"):
        return waiting.of("held", states)
    if queue.filters.get("feedback"):
        return waiting.of("feedback", states)
    if queue.filters.get("to_refund"):
        return waiting.of("to_refund", states)
    return waiting.of("order", states)
