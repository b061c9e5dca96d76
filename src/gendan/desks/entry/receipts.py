"""What became of the orders of a receipt, and what happens with each of them next."""

from django.urls import reverse
from django.utils import timezone
from pydantic import Field

from gendan.desks.entry.asking import asked
from gendan.insight.selling.placed import Placed, placed
from gendan.insight.words import PAYMENT
from gendan.kit.rest.bodies import Body, OrderNumber
from gendan.kit.rest.identity import Caller
from gendan.kit.words import said
from gendan.process.definition import PROCESS
from gendan.process.model import Text
from gendan.process.papers import ROLES
from gendan.process.words import Fulfilment, HoldKind

ORDER = PROCESS.document("order")
HELD = Text("已挂起：{hold}。先查清楚，再审核。", "Held: {hold}. Look into it before the review.")
UNPAID = Text(
    "已挂起：等待付款。钱到了在订单里点“收款”，就放行。",
    "Held: awaiting payment. Record the payment on the order when it came; that releases it.",
)
ENDED = Text("货已当面交付，不用再做什么。", "The customer has the goods; nothing is left to do.")
WAITS = Text("接下来由{who}处理。", "Next, it is with {who}.")
BY = Text("接下来由{who}处理，时限 {at}。", "Next, it is with {who}, by {at}.")


class Numbers(Body):
    """Of the orders that were placed."""

    numbers: list[OrderNumber] = Field(max_length=len(Fulfilment))


@asked(Numbers)
def entry_placed(body: Numbers, caller: Caller) -> object:
    """Each order as it stands. One statement."""
    return {"orders": [_told(order) for order in placed(body.numbers, caller.actor)]}


def _told(order: Placed) -> dict[str, object]:
    return {
        "number": order.number,
        "href": reverse("order", args=[order.number]),
        "fulfilment": said(Fulfilment.of(order.fulfilment).label),
        "status": said(ORDER.state(order.status).label),
        "is_done": order.status in ORDER.ends,
        "payment": said(PAYMENT[order.payment_status]),
        "total": str(order.total),
        "next": _next(order),
    }


def _next(order: Placed) -> str:
    if order.holds and order.holds[0] == HoldKind.AWAITING_PAYMENT.value:
        return said(UNPAID)
    if order.holds:
        return said(HELD).format(hold=said(HoldKind.of(order.holds[0]).label))
    owner = ORDER.state(order.status).owner
    if owner is None:
        return said(ENDED)
    who = said(ROLES[owner])
    if order.due_at is None:
        return said(WAITS).format(who=who)
    due = timezone.localtime(order.due_at)
    today = due.date() == timezone.localdate()
    return said(BY).format(who=who, at=f"{due:%H:%M}" if today else f"{due:%m-%d %H:%M}")
