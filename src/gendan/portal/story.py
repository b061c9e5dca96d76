"""The order's way as its customer tells it: our own steps, each parcel with what is in it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from gendan.kernel import masking
from gendan.kit.areas import area
from gendan.kit.words import said
from gendan.portal.moments import exactly, when
from gendan.portal.steps import GONE, Told
from gendan.process.definition import PROCESS
from gendan.process.model import Text
from gendan.process.words import (
    ACTS,
    CarrierCode,
    ExceptionKind,
    FeedbackKind,
    HoldKind,
    reason_words,
)
from gendan.records.orders import links

STATES = {
    "to_pick": Text("准备拣货", "To be picked"),
    "picking": Text("正在拣货", "Being picked"),
    "packed": Text("已打包", "Packed"),
    "issued": Text("已出库", "Packed and ready"),
    "dispatched": Text("运输中", "On its way"),
    "delivered": Text("已送达", "Delivered"),
    "coming_back": Text("退回途中", "Coming back to us"),
    "returned": Text("已退回", "Back with us"),
    "lost": Text("已丢失", "Lost"),
}
WAITS = Text("等缺货处理好再发", "Waits until it is settled what is short")
NEWS = {
    "place": Text("我们收到了您的订单", "We received your order"),
    "confirm": Text("库存已确认，开始备货", "Your goods are reserved"),
    "open_shortage": Text("有商品缺货，请您选择", "Some goods are short: your choice"),
    "decide_shortage": Text("您选了：{reason}", "You chose: {reason}"),
    "reject": Text("很抱歉，我们不能接这张订单", "We are sorry: we cannot accept this order"),
    "pack": Text("仓库已完成打包", "Packed in the warehouse"),
    "issue": Text("商品已出库", "The goods left the shelf"),
    "dispatch": Text("已交给承运商", "Handed to the carrier"),
    "replace_waybill": Text("换了运单号", "A new waybill number"),
    "deliver": Text("已送达", "Delivered"),
    "collect": Text("已取走", "Collected"),
    "hand_over": Text("已当面交付", "Handed over in the store"),
    "make_ready": Text("备好了，可以来取", "Ready to be collected"),
    "undo_deliver": Text("送达记录已更正", "The delivery was recorded by mistake"),
    "come_back": Text("包裹退回：{reason}", "The parcel comes back: {reason}"),
    "arrange": Text("配送有了安排：{reason}", "Arranged: {reason}"),
    "redirect": Text("包裹改送新地址", "The parcel goes to another address now"),
    "send_again": Text("同样的商品免费补发", "The same goods go out once more, free of charge"),
    "place_again": Text("为您免费补发", "Sent to you once more, free of charge"),
    "receive_back": Text("退回的包裹我们收到了", "The parcel is back with us"),
    "lose": Text("承运商确认包裹丢失", "The carrier says the parcel is lost"),
    "cancel": Text("订单已取消", "The order was cancelled"),
    "request_cancel": Text("已申请取消，等仓库答复", "Cancellation asked for"),
    "accept_cancel": Text("已同意取消", "Cancelled in time"),
    "refuse_cancel": Text("来不及取消，照常发出", "Too late to cancel; it goes out"),
    "edit": Text("订单内容有修改", "The order was changed"),
    "change_address": Text("收货地址已更改", "The address was changed"),
    "request_address": Text("已申请改地址，等仓库答复", "A new address was asked for"),
    "accept_address": Text("新地址已生效", "The new address holds"),
    "refuse_address": Text("来不及改地址，按原地址发", "Too late: it goes to the old address"),
    "record_payment": Text("收到您的付款", "We received your payment"),
    "record_refund": Text("已退款", "Money was refunded"),
    "record_feedback": Text("我们收到了您的反馈", "We heard what you told us"),
    "answer_feedback": Text("我们答复了您的反馈", "We answered you"),
}
# What is amiss with a parcel, as its customer is told.
ASTRAY = {
    ExceptionKind.NO_SCAN.value: Text(
        "承运商还没有揽收，我们在催", "The carrier has not collected it yet; we are pressing them"
    ),
    ExceptionKind.NO_MOVEMENT.value: Text(
        "运输停住了，我们在查", "It has stopped moving; we are looking into it"
    ),
    ExceptionKind.UNCOLLECTED.value: Text(
        "还在取件点等您取", "It still waits for you at the pickup point"
    ),
    ExceptionKind.FAILED.value: Text(
        "没有送到，我们在和承运商安排", "It could not be delivered; we are seeing to it"
    ),
    ExceptionKind.REFUSED.value: Text(
        "被拒收了，我们在处理", "It was refused; we are seeing to it"
    ),
    ExceptionKind.DISPUTED.value: Text(
        "您说没有收到，我们在查", "You say it did not arrive; we are looking into it"
    ),
    ExceptionKind.LOST.value: Text(
        "可能丢了，我们在找，也会给您一个办法",
        "It may be lost; we are searching, and will make it good",
    ),
}
HELD = {
    HoldKind.CANCEL_REQUESTED.value: Text(
        "已申请取消，仓库答复前不会发出。",
        "Cancellation asked for; nothing leaves until we answer.",
    ),
    HoldKind.ADDRESS_REQUESTED.value: Text(
        "已申请改地址，仓库答复前不会发出。",
        "A new address was asked for; nothing leaves till then.",
    ),
    HoldKind.AWAITING_PAYMENT.value: Text("等待付款。", "Waiting for your payment."),
}


def moment(text: str, now: datetime) -> dict[str, str]:
    """A moment for the page: in words, exactly, and for machines. `text`: as ISO 8601 has it."""
    there = datetime.fromisoformat(text).astimezone(now.tzinfo)
    return {"words": when(there, now), "exact": exactly(there, now), "iso": text}


def timeline(told: Told, now: datetime) -> list[dict[str, Any]]:
    """Our own steps, the newest first; of one done to many boxes at once, one line."""
    found: list[dict[str, Any]] = []
    boxes = [box["id"] for box in told["boxes"] if box["contents"]]
    for news in told["news"]:
        reason = said(reason_words(news["step"], why)) if (why := news["reason"]) else ""
        words = said(NEWS[news["step"]]).format(reason=reason).rstrip("：: ")
        at = moment(news["at"], now)
        if not found or (found[-1]["words"], found[-1]["at"]["exact"]) != (words, at["exact"]):
            found.append({"words": words, "at": at, "parcels": []})
        is_of_one = PROCESS.step(news["step"]).document == "shipment" and len(boxes) > 1
        if is_of_one and news["document"] in boxes:
            found[-1]["parcels"].insert(0, boxes.index(news["document"]) + 1)
    for one in found:
        one["parcels"] = ", ".join(str(place) for place in sorted(one["parcels"]))
    return found


def parcels(told: Told, now: datetime) -> list[dict[str, Any]]:
    """Each box: where it is, what is in it, what its carrier said."""
    names = {line["line"]: own(line["name"]) for line in told["lines"]}
    return [
        {
            "number": box["number"],
            "state": box["state"],
            "words": said(WAITS if _waits(box, told) else STATES[box["state"]]),
            "since": moment(box["delivered_at"] or box["since"], now),
            "carrier": own(box["carrier"]),
            "waybill": box["waybill"],
            "astray": _astray(box["astray"], now, is_sent_again=bool(box["again"])),
            "to": consignee(box["to"]) if box["to"] and box["state"] not in GONE else None,
            "again": other(box["again"]),
            "contents": [(names[line], quantity) for line, quantity in box["contents"]],
            "said": _said(box["said"], now),
            "former": [
                {"carrier": own(bill["carrier"]), "waybill": bill["waybill"],
                 "said": _said(bill["said"], now)}
                for bill in box["former"]
            ],
        }
        for box in told["boxes"]
        if box["contents"]
    ]  # fmt: skip


def _waits(box: Mapping[str, Any], told: Told) -> bool:
    """Whether nobody begins with it until it is settled what is short."""
    return box["state"] == "to_pick" and HoldKind.SHORTAGE.value in told["holds"]


def _said(events: Sequence[Sequence[str]], now: datetime) -> list[dict[str, Any]]:
    """What a carrier said, word for word; where it sent a code alone, what that means."""
    return [
        {"at": moment(at, now), "text": text or said(CarrierCode.of(code).label), "place": place}
        for at, text, place, code in events
    ]


def _astray(
    case: Mapping[str, Any] | None, now: datetime, *, is_sent_again: bool
) -> dict[str, str]:
    """What is amiss, and what was arranged about it; nothing where all is well. That it is sent
    once more stands beneath, with where."""
    if not case:
        return {}
    done = None if is_sent_again else case["arranged"]
    words = said(ACTS[done["action"]]) if done else ""
    wanted = moment(done["wanted_at"], now)["words"] if done and done["wanted_at"] else ""
    return {
        "words": said(ASTRAY[case["kind"]]),
        "arranged": " ".join(filter(None, (words, wanted))),
    }


def goods(told: Told) -> Iterator[dict[str, Any]]:
    """What was ordered beside what was sent."""
    sent: dict[int, int] = {}
    for box in told["boxes"]:
        if box["handed_at"]:
            for line, quantity in box["contents"]:
                sent[line] = sent.get(line, 0) + quantity
    by_place = {line["at"]: own(line["name"]) for line in told["lines"]}
    for line in told["lines"]:
        name = by_place[line["at"]]
        yield {
            "name": name, "letter": name[:1], "ordered": line["ordered"],
            "sent": sent.get(line["line"], 0), "cancelled": line["cancelled"],
            "substituted": line["substituted"], "short": line["short"],
            "amount": money(line["amount"], told), "instead_of": by_place.get(line["replaces"]),
        }  # fmt: skip


def sums(told: Told) -> dict[str, str]:
    """The money: what is empty is nothing."""
    total, paid, refunded = (Decimal(told[name]) for name in ("total", "paid", "refunded"))
    is_over = told["status"] in ("closed", "cancelled")  # nobody pays for what did not come
    owed = Decimal(0) if is_over and total > paid - refunded else total - paid + refunded
    return {
        "total": money(total, told),
        "charges": money(told["charges"], told) if Decimal(told["charges"]) else "",
        "paid": money(paid, told) if paid else "",
        "refunded": money(refunded, told) if refunded else "",
        "owed": money(owed, told) if owed > 0 else "",
        "overpaid": money(-owed, told) if owed < 0 else "",
    }


def feedback(told: Told, now: datetime) -> list[dict[str, Any]]:
    """What the customer told us, and what we said."""
    return [
        {
            "kind": said(FeedbackKind.of(one["kind"]).label), "words": one["words"],
            "pictures": one["pictures"], "answer": one["answer"], "at": moment(one["at"], now),
            "due_at": moment(one["due_at"], now),
        }
        for one in told["feedback"]
    ]  # fmt: skip


def other(order: Mapping[str, Any] | None) -> dict[str, str] | None:
    """Another order of the same customer, and where its page is."""
    if not order:
        return None
    return {"number": order["number"], "href": links.PATH + links.token(order["order"])}


def consignee(told: Told) -> dict[str, str]:
    """For whom it is, masked as everywhere."""
    return {
        "name": masking.mask_name(told["consignee"]),
        "phone": masking.mask_phone(told["phone"]),
        "area": area(told["province"], told["city"], told["district"]),
        "street": masking.mask_address(told["street"]),
    }


def money(amount: Decimal | str, told: Told) -> str:
    """An amount of the order."""
    sign = "¥" if told["currency"] == "CNY" else f"{told['currency']} "
    return f"{sign}{Decimal(amount):,.2f}"


def own(names: list[str | None]) -> str:
    """A name in the reader's language, the Chinese one where there is no other."""
    zh, en = (name or "" for name in names)
    return (en or zh) if (get_language() or "").startswith("en") else zh
