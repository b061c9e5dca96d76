"""What a customer does on their page: one command each, as customer, once however often it comes.

A refusal is told in the customer's words; what the house calls it helps nobody out there.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict

from gendan.journey.anytime import address, cancel
from gendan.journey.anytime.feedback import (
    NewFeedback,
    Ways,
    choose_messages,
    record_feedback,
)
from gendan.journey.s2_review import shortage
from gendan.journey.s6_deliver.commands import deliver
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.repeat import KeyReused, once
from gendan.kit.words import said
from gendan.portal.may import CUSTOMER, May
from gendan.portal.steps import Told
from gendan.process.model import Text
from gendan.process.words import Decision, FeedbackKind, ProofKind
from gendan.records.cases.feedback import Shown
from gendan.records.cases.models import PICTURE_MAX, WORDS_MAX
from gendan.records.dock import pictures

KEY = re.compile(r"[0-9a-f-]{8,64}")
PICTURES_MAX = 3

DONE = {
    "choose": Text("收到，我们按您的选择办。", "Thank you; we do as you chose."),
    "address": Text("新地址我们收到了。", "We have the new address."),
    "cancel": Text("取消的要求我们收到了。", "We have your cancellation."),
    "received": Text("谢谢确认，祝您使用愉快。", "Thank you for confirming."),
    "missing": Text("收到，我们马上查，尽快答复您。", "We look into it at once and answer you."),
    "tell": Text("收到，我们尽快答复您。", "Thank you; you will hear from us."),
    "messages": Text("通知方式已记下。", "Your choice is noted."),
}
SAYS = {
    Refusal.OFFER_EXPIRED: Text(
        "选择的期限已过。请联系我们，我们再想办法。",
        "The time to choose is over. Please contact us; we will find a way.",
    ),
    Refusal.NO_OPEN_CASE: Text("这件事已经办好了。", "This is settled already."),
    Refusal.ALREADY_DONE: Text("这件事已经办好了。", "This is settled already."),
    Refusal.NO_SUBSTITUTE: Text(
        "替代品刚刚没有了，请另选一种办法。", "The substitute has just gone; please choose again."
    ),
    Refusal.SHORT_STOCK: Text(
        "替代品刚刚没有了，请另选一种办法。", "The substitute has just gone; please choose again."
    ),
    Refusal.NOTHING_CHANGES: Text("地址和原来一样。", "The address is as it was."),
    Refusal.BAD_PHONE: Text("电话号码好像不对。", "The phone number does not look right."),
    Refusal.MISSING: Text("还有没填的。", "Something is not filled in yet."),
    Refusal.TOO_LONG: Text("太长了，请写短些。", "It is too long; please shorten it."),
    Refusal.BAD_PICTURE: Text(
        "照片要是 JPEG 或 PNG，每张不超过 5 MB，最多三张。",
        "Photos must be JPEG or PNG of at most 5 MB, three at most.",
    ),
}
OTHERWISE = Text(
    "订单刚刚有了变化，这一步现在做不了。请看看最新的情况，或联系我们。",
    "The order has just moved on and this cannot be done now. Look again, or contact us.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a customer wants of their order."""

    order: int
    told: Told
    may: May
    given: QueryDict
    files: Sequence[UploadedFile]


def take(what: str, request: HttpRequest, order: int, told: Told, may: May) -> str:
    """Do it; what to tell the customer if it was refused, else nothing."""
    key = request.POST.get("key", "")
    if not KEY.fullmatch(key):
        return said(OTHERWISE)
    asked = Asked(order, told, may, request.POST, request.FILES.getlist("pictures"))
    try:
        outcome = once(CUSTOMER, f"portal {order} {key}", _Act(ACTS[what], asked), *_given(asked))
    except KeyReused:
        return said(OTHERWISE)
    return _words(outcome)


class _Act:
    """One of the acts with what it needs: what tells two requests apart stands beside it."""

    def __init__(self, act: Callable[[Asked], Outcome], asked: Asked) -> None:
        self.__name__ = act.__name__
        self._act, self._asked = act, asked

    def __call__(self, *_: object) -> Outcome:
        return self._act(self._asked)


def _given(asked: Asked) -> list[list[str]]:
    return sorted(
        [name, *asked.given.getlist(name)]
        for name in asked.given
        if name not in ("csrfmiddlewaretoken", "key")
    )


def _words(outcome: Outcome) -> str:
    if not outcome.refused:
        return ""
    refusal = next(iter(outcome.refused.values()))
    return said(SAYS.get(refusal.reason, OTHERWISE))


def _refused(reason: Refusal, field: str = "") -> Outcome:
    answer: Mapping[int, Refused] = {0: refused(reason, field)}
    return Outcome(refused=answer)


def _choose(asked: Asked) -> Outcome:
    code = asked.given.get("decision", "")
    if code not in Decision.codes():
        return _refused(Refusal.MISSING)
    choice = shortage.Choice(order=asked.order, decision=Decision.of(code))
    return shortage.decide([choice], by=CUSTOMER)


def _address(asked: Asked) -> Outcome:
    given = asked.given
    new = address.NewAddress(
        order=asked.order,
        consignee=given.get("consignee", "").strip(),
        phone=given.get("phone", "").strip(),
        province=given.get("province", "").strip(),
        city=given.get("city", "").strip(),
        district=given.get("district", "").strip(),
        street=given.get("street", "").strip(),
    )
    if asked.may.address == "change_address":
        return address.change_address([new], by=CUSTOMER)
    return address.request_address([new], by=CUSTOMER)


def _cancel(asked: Asked) -> Outcome:
    reason = asked.given.get("words", "").strip()[:WORDS_MAX]
    take_back = cancel.cancel if asked.may.cancel == "cancel" else cancel.request_cancel
    return take_back([asked.order], by=CUSTOMER, reason=reason)


def _received(asked: Asked) -> Outcome:
    """Of the boxes of this order alone, whatever number was sent."""
    number = asked.given.get("shipment", "")
    boxes = [box["id"] for box in asked.told["boxes"] if box["number"] == number]
    return deliver(boxes, by=CUSTOMER) if boxes else _refused(Refusal.NOT_FOUND)


def _missing(asked: Asked) -> Outcome:
    words = asked.given.get("shipment", "")
    known = words if any(box["number"] == words for box in asked.told["boxes"]) else ""
    said_so = NewFeedback(order=asked.order, kind=FeedbackKind.NOT_ARRIVED, words=known)
    return record_feedback([said_so], by=CUSTOMER)


def _tell(asked: Asked) -> Outcome:
    code = asked.given.get("kind", "")
    if code not in FeedbackKind.codes():
        return _refused(Refusal.MISSING)
    try:
        shown = _shown(asked.files)
    except pictures.NoPicture:
        return _refused(Refusal.BAD_PICTURE)
    words = asked.given.get("words", "").strip()
    new = NewFeedback(order=asked.order, kind=FeedbackKind.of(code), words=words, pictures=shown)
    return record_feedback([new], by=CUSTOMER)


def _messages(asked: Asked) -> Outcome:
    ways = Ways(order=asked.order, email="email" in asked.given, sms="sms" in asked.given)
    return choose_messages([ways], by=CUSTOMER)


def _shown(files: Sequence[UploadedFile]) -> tuple[Shown, ...]:
    files = [file for file in files if file.size]
    if len(files) > PICTURES_MAX or any((file.size or 0) > PICTURE_MAX for file in files):
        raise pictures.NoPicture
    read = [pictures.bare(file.read(), ProofKind.PHOTO.value, PICTURE_MAX) for file in files]
    return tuple(Shown(picture.media, picture.content) for picture in read)


ACTS: Mapping[str, Callable[[Asked], Outcome]] = {
    "choose": _choose,
    "address": _address,
    "cancel": _cancel,
    "received": _received,
    "missing": _missing,
    "tell": _tell,
    "messages": _messages,
}
