"""What stands on top of the customer's page: where the order is, in one sentence."""

from datetime import date, datetime, timedelta

from gendan.kit.words import said
from gendan.portal.moments import day, when
from gendan.portal.steps import Told, Units, units
from gendan.portal.story import ASTRAY
from gendan.process.model import Text
from gendan.process.words import CarrierCode, Fulfilment

REVIEW = Text("我们收到了您的订单，正在确认", "We received your order and are checking it")
SHORT = Text("有商品缺货，请您选择", "Some goods are short: your choice, please")
CHOSEN = Text("缺货按您的选择处理中", "We do as you chose about what is short")
PENDING = Text("已确认，准备拣货", "Confirmed; we are about to pick it")
PROCESSING = Text("正在拣货打包", "We are packing your goods")
ISSUED = Text("已出库，等承运商取走", "Packed; waiting for the carrier")
READY = Text("商品已备好，可以来取", "Your goods are ready; please come")
SOME = Text(
    "部分发货：{sent} 件已发，{left} 件在准备", "Partly sent: {sent} on the way, {left} to come"
)
MOVING = Text("正在运输途中", "On its way to you")
OUT = Text("正在派送，请留意电话", "Out for delivery; please keep your phone near")
POINT = Text("已到取件点，请取件", "At the pickup point; please collect it")
FAILED = Text("这次没有送到，会再派送", "Not delivered this time; they will try again")
BACK = Text("包裹正在退回", "The parcel is on its way back to us")
BACK_SOME = Text("{units} 件正在退回或没有送到", "{units} units are coming back or did not arrive")
DONE = Text("已送达", "Delivered")
FETCHED = Text("已取走", "Collected")
CANCELLED = Text("订单已取消", "The order is cancelled")
AGAIN = Text("没有送到的商品已补发", "What did not arrive was sent once more")
CLOSED = Text("订单已结束，商品没有送到", "The order has ended without a delivery")
BY = Text("预计{when}前送达", "Expected by {when}")
ABOUT = Text("预计{day}送达", "Expected {day}")
LATER = Text("比预计的晚了，很抱歉", "Later than expected; we are sorry")
ARRIVED = Text("{when} 送达", "Delivered {when}")
CARRIER = {
    CarrierCode.OUT_FOR_DELIVERY.value: OUT,
    CarrierCode.AT_PICKUP_POINT.value: POINT,
    CarrierCode.ATTEMPT_FAILED.value: FAILED,
}
OPEN = {"review": REVIEW, "pending": PENDING, "processing": PROCESSING}


def headline(told: Told, now: datetime) -> tuple[str, str]:
    """The sentence, and what stands below it: both in the reader's language."""
    count = units(told)
    where, below = _where(told, count), ""
    if amiss := _amiss(told):
        return amiss, ""
    if told["status"] in ("completed", "closed", "cancelled"):
        return where, _ended(told, count, now)
    if by := by_promise(told, now):
        # Under way the date is what is asked for; before, what is being done stands above it.
        on_its_way = told["status"] == "shipped" and not count.back
        where, below = (by, where) if on_its_way else (where, by)
    elif told["promised_by"]:
        below = said(LATER)
    elif expected := _expected(told, now):
        where, below = said(ABOUT).format(day=day(expected, now)), where
    if count.back and told["status"] != "shipped":
        below = said(BACK_SOME).format(units=count.back)
    return where, below


def by_promise(told: Told, now: datetime) -> str:
    """By when it was promised, while that can still be kept."""
    promised = _moment(told["promised_by"])
    return said(BY).format(when=when(promised, now)) if promised and promised > now else ""


def _amiss(told: Told) -> str:
    """The gravest thing that is amiss with a parcel: an expected date would be mere hope."""
    kinds = {box["astray"]["kind"] for box in told["boxes"] if box["astray"]}
    gravest = [kind for kind in ASTRAY if kind in kinds][-1:]
    return said(ASTRAY[gravest[0]]) if gravest else ""


def _expected(told: Told, now: datetime) -> date | None:
    """The day on which the last parcel arrives as its carrier's tariff has it, where nothing was
    promised; none once that has passed, or where a tariff is lacking."""
    moving = [box for box in told["boxes"] if box["state"] == "dispatched"]
    if told["status"] != "shipped" or not moving or any(box["days"] is None for box in moving):
        return None
    days = [
        datetime.fromisoformat(box["handed_at"]).astimezone(now.tzinfo).date()
        + timedelta(days=box["days"])
        for box in moving
    ]
    return max(days) if max(days) >= now.date() else None


def _where(told: Told, count: Units) -> str:
    status = told["status"]
    if status == "shortage":
        return said(CHOSEN if told["case"] and told["case"]["decision"] else SHORT)
    if status == "partly_shipped":
        left = count.wanted - count.handed
        return said(SOME).format(sent=count.handed, left=max(left, 0))
    if status == "ready":
        is_fetched = told["fulfilment"] == Fulfilment.PICKUP.value
        return said(READY if is_fetched else ISSUED)
    if status == "shipped":
        moving = [box for box in told["boxes"] if box["state"] in ("dispatched", "coming_back")]
        if moving and all(box["state"] == "coming_back" for box in moving):
            return said(BACK)
        known = [CARRIER[c] for box in moving if (c := box["carrier_status"]) in CARRIER]
        return said(known[0] if known else MOVING)
    if status == "completed":
        return said(DONE if told["fulfilment"] == Fulfilment.DELIVERY.value else FETCHED)
    if status == "closed" and any(box["again"] for box in told["boxes"] if box["contents"]):
        return said(AGAIN)
    return said({"closed": CLOSED, "cancelled": CANCELLED, **OPEN}[status])


def _ended(told: Told, count: Units, now: datetime) -> str:
    if told["status"] == "completed":
        last = max(
            (box["delivered_at"] for box in told["boxes"] if box["delivered_at"]), default=""
        )
        moment = _moment(last)
        return when(moment, now) if moment else ""
    return said(BACK_SOME).format(units=count.back) if count.back else ""


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
