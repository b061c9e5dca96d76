"""The desks of the departments, and on each the queues of work that wait there.

A queue is a filter of the lists of orders or shipments, and the steps that are taken from it, the
usual one first. Who may take a step the process says; here stands what is shown where.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gendan.process.model import Role, Text

Filters = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Work that waits. `steps`: what is done with many at once, the usual one first. `without`:
    columns that tell nothing here."""

    name: str
    title: Text
    document: str  # order or shipment
    filters: Filters
    steps: tuple[str, ...]
    empty: Text  # what to do when there is nothing to do
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where a department works. `roles`: who sits there."""

    name: str
    title: Text
    icon: str
    roles: frozenset[Role]
    queues: tuple[Queue, ...] = field(default=())
    opening: Text | None = None  # the page of its own on which it opens; else its first queue

    def queue(self, name: str) -> Queue:
        """The queue of that name. Raises `KeyError`."""
        return {queue.name: queue for queue in self.queues}[name]


REVIEW = Queue(
    name="review",
    title=Text("待确认", "To review"),
    document="order",
    filters={"status": ["review"], "sort": "deadline"},
    steps=("confirm", "reject", "hold", "cancel"),
    empty=Text("没有待确认的订单。新订单一到就会出现在这里。",
               "Nothing to review. A new order shows here the moment it is placed."),
)  # fmt: skip
SHORT = Queue(
    name="shortage",
    title=Text("缺货待定", "Short of goods"),
    document="order",
    filters={"status": ["shortage"], "sort": "deadline"},
    steps=("record_contact", "decide_shortage", "reserve_again", "cancel"),
    empty=Text("没有缺货要问客户的订单。", "No customer waits to hear of missing goods."),
)
HELD = Queue(
    name="held",
    title=Text("挂起", "Held"),
    document="order",
    filters={"held": True},
    steps=("release", "cancel", "request_cancel"),
    empty=Text("没有被挂起的订单。", "No order is held."),
)
ASKED = Queue(
    name="asked",
    title=Text("申请取消、改址", "Cancellations and new addresses"),
    document="order",
    filters={"held": True, "status": ["pending", "processing", "ready", "partly_shipped"]},
    steps=("accept_cancel", "refuse_cancel", "accept_address", "refuse_address"),
    empty=Text("没有客户申请取消或改地址。", "Nobody asks for a cancellation or a new address."),
)
TO_PICK = Queue(
    name="to-pick",
    title=Text("待拣货", "To pick"),
    document="shipment",
    filters={"state": ["to_pick"], "sort": "deadline"},
    steps=("start_pick", "acknowledge", "withdraw", "pause"),
    empty=Text("没有待拣的货。订单一确认就会出现在这里。",
               "Nothing to pick. A confirmed order shows here at once."),
    without=("waybill", "picker"),
)  # fmt: skip
PICKING = Queue(
    name="picking",
    title=Text("拣货中", "Picking"),
    document="shipment",
    filters={"state": ["picking"], "sort": "deadline"},
    steps=("pack", "stop_pick", "reassign", "pause"),
    empty=Text("没有人在拣货。到“待拣货”里开始。", "Nobody is picking. Begin in “To pick”."),
    without=("waybill",),
)
PACKED = Queue(
    name="packed",
    title=Text("已打包", "Packed"),
    document="shipment",
    filters={"state": ["packed"]},
    steps=("issue", "unpack", "pause"),
    empty=Text("没有等出库的箱子。", "No packed box waits to be issued."),
    without=("bin",),
)
BACK = Queue(
    name="back",
    title=Text("退回中", "Coming back"),
    document="shipment",
    filters={"state": ["coming_back"]},
    steps=("receive_back",),
    empty=Text("没有退回的包裹在路上。", "No parcel is on its way back."),
    without=("bin",),
)
ISSUED = Queue(
    name="issued",
    title=Text("待发货", "To dispatch"),
    document="shipment",
    filters={"state": ["issued"], "sort": "deadline"},
    steps=("dispatch", "acknowledge", "collect", "reverse_issue"),
    empty=Text("没有待发的包裹。仓库一出库就会出现在这里。",
               "Nothing to dispatch. What the warehouse issues shows here at once."),
    without=("bin",),
)  # fmt: skip
UNSCANNED = Queue(
    name="unscanned",
    title=Text("未揽收", "Not collected"),
    document="shipment",
    filters={"state": ["dispatched"], "unscanned": True, "sort": "deadline"},
    steps=("replace_waybill", "deliver", "come_back", "open_exception"),
    empty=Text("交出去的包裹，承运商都扫到了。", "Carriers have scanned all that was handed over."),
    without=("bin",),
)
ASTRAY = Queue(
    name="exceptions",
    title=Text("配送异常", "Exceptions"),
    document="shipment",
    filters={"exception": True, "sort": "exception"},
    steps=("arrange", "pursue", "redirect", "send_again", "claim", "take_exception",
           "close_exception", "come_back", "lose"),
    empty=Text("没有配送异常。久无动静的、派送失败的包裹会自己出现在这里。",
               "No parcel goes astray. One that does shows here by itself."),
    without=("bin", "picker"),
)  # fmt: skip
CLAIMS = Queue(
    name="claims",
    title=Text("索赔中", "Claims"),
    document="shipment",
    filters={"claim": True},
    steps=("settle_claim", "send_again"),
    empty=Text("没有等承运商答复的索赔。", "No claim waits for a carrier's answer."),
    without=("bin", "picker"),
)
ON_THE_WAY = Queue(
    name="on-the-way",
    title=Text("在途", "On the way"),
    document="shipment",
    filters={"state": ["dispatched"], "sort": "deadline"},
    steps=("deliver", "come_back", "replace_waybill", "open_exception"),
    empty=Text("没有在途的包裹。", "No parcel is on the way."),
    without=("bin",),
)
ASKING = Queue(
    name="feedback",
    title=Text("客户反馈", "Feedback"),
    document="order",
    filters={"feedback": True},
    steps=("answer_feedback",),
    empty=Text("没有等答复的客户。", "No customer waits for an answer."),
)
REFUNDS = Queue(
    name="refunds",
    title=Text("待退款", "To refund"),
    document="order",
    filters={"to_refund": True},
    steps=("record_refund",),
    empty=Text("没有要退的款。", "Nothing is to be refunded."),
)

SALES = Desk(
    name="sales",
    title=Text("销售", "Sales"),
    icon="cart",
    roles=frozenset({Role.SALES, Role.MANAGER}),
    queues=(REVIEW, SHORT, HELD),
)
WAREHOUSE = Desk(
    name="warehouse",
    title=Text("仓储", "Warehouse"),
    icon="shelf",
    roles=frozenset({Role.WAREHOUSE, Role.MANAGER}),
    queues=(TO_PICK, PICKING, PACKED, ASKED, BACK),
    opening=Text("排拣", "Planning"),
)
LOGISTICS = Desk(
    name="logistics",
    title=Text("物流", "Logistics"),
    icon="truck",
    roles=frozenset({Role.LOGISTICS, Role.MANAGER}),
    queues=(ISSUED, ASTRAY, UNSCANNED, ON_THE_WAY, BACK, CLAIMS),
)
SERVICE = Desk(
    name="service",
    title=Text("客服", "Customer service"),
    icon="headset",
    roles=frozenset({Role.SERVICE, Role.MANAGER}),
    queues=(ASKING, ASTRAY, SHORT, HELD),
)
AFTERSALES = Desk(
    name="aftersales",
    title=Text("售后", "After-sales"),
    icon="return",
    roles=frozenset({Role.AFTERSALES, Role.MANAGER}),
    queues=(REFUNDS, ASKING, BACK),
)
# By which of its filters a queue waits for more than a state.
FACTS = frozenset({"held", "to_refund", "unscanned", "exception", "claim"})
DESKS = (SALES, WAREHOUSE, LOGISTICS, SERVICE, AFTERSALES)


def desk(name: str) -> Desk:
    """The desk of that name. Raises `KeyError`."""
    return {each.name: each for each in DESKS}[name]


def desks_of(role: Role) -> list[Desk]:
    """The desks at which somebody of that role sits."""
    return [desk for desk in DESKS if role in desk.roles]


def home_of(role: Role) -> Desk | None:
    """The desk of the department itself; managers have one of their own."""
    return next((desk for desk in DESKS if desk.name == role.value), None)


def usual_step(document: str, state: str = "", *, fact: str = "") -> str:
    """The step that is usual with a document in that state, or of which that fact is true, such as
    `held`; empty where no queue waits for one."""
    for queue in (queue for desk in DESKS for queue in desk.queues):
        states = queue.filters.get("state") or queue.filters.get("status") or ()
        assert isinstance(states, list | tuple), "states are listed"
        facts = FACTS & {*queue.filters}
        if queue.document != document or facts != ({fact} if fact else set()):
            continue
        if state in states or (fact and not states):
            return queue.steps[0]
    return ""
