"""How each step is called with nothing special about it: the shortest honest call."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from gendan.journey.anytime import (
    address,
    cancel,
    edit,
    feedback,
    holds,
    pauses,
    payments,
    split,
)
from gendan.journey.s2_review import commands as review
from gendan.journey.s2_review import shortage
from gendan.journey.s3_pick import commands as picking
from gendan.journey.s3_pick import short, waves
from gendan.journey.s4_issue import commands as issuing
from gendan.journey.s5_dispatch import booking, choosing
from gendan.journey.s5_dispatch import commands as dispatching
from gendan.journey.s6_deliver import amends, astray, feed, pickups
from gendan.journey.s6_deliver import commands as delivering
from gendan.kernel import clock
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Outcome
from gendan.process.words import (
    Arrangement,
    ComeBackReason,
    Decision,
    ExceptionKind,
    ExceptionOutcome,
    FeedbackKind,
    PauseReason,
    Pursuit,
    ShortReason,
)
from gendan.records.cases.redirections import Elsewhere
from gendan.records.orders.models import OrderLine
from gendan.records.people.models import Staff
from gendan.records.shipments.contents import contents
from gendan.records.shipments.models import Shipment
from tests import world

Ids = Sequence[int]
Call = Callable[[Ids, Actor], Outcome]


def _said(ids: Ids) -> list[feedback.NewFeedback]:
    return [feedback.NewFeedback(order=id, kind=FeedbackKind.NOT_ARRIVED) for id in ids]


def _ways(ids: Ids) -> list[feedback.Ways]:
    return [feedback.Ways(order=id, email=True, sms=False) for id in ids]


def _scans(ids: Ids) -> list[picking.Scan]:
    inside = contents(ids)
    return [picking.Scan(shipment=id, code=_first_sku(inside, id)) for id in ids]


def _first_sku(inside: dict, id: int) -> str:  # type: ignore[type-arg]
    return inside[id][0].sku if inside.get(id) else "tea"


def _shorts(ids: Ids) -> list[short.Short]:
    inside = contents(ids)
    return [
        short.Short(
            shipment=id, code=_first_sku(inside, id), quantity=1, reason=ShortReason.NOT_FOUND
        )
        for id in ids
    ]


def _parts(ids: Ids) -> list[split.Part]:
    inside = contents(ids)
    return [
        split.Part(shipment=id, units={inside[id][0].line: 1} if inside.get(id) else {1: 1})
        for id in ids
    ]


def _words(ids: Ids) -> list[feed.CarrierWord]:
    numbers = dict(Shipment.objects.filter(id__in=ids).values_list("id", "waybill__number"))
    return [
        feed.CarrierWord(
            carrier="sf",
            number=numbers.get(id) or "none",
            key=str(next(world.serial)),
            at=clock.now(),
            scheme="kuaidi100",
            code="0",
        )
        for id in ids
    ]


def _edits(ids: Ids) -> list[edit.Edit]:
    first = dict(OrderLine.objects.filter(order__in=ids).order_by("-id").values_list("order", "id"))
    return [
        edit.Edit(order=id, lines=(edit.LineChange(line=first.get(id, 0), quantity=0),))
        for id in ids
    ]


def _addresses(ids: Ids) -> list[address.NewAddress]:
    return [
        address.NewAddress(order=id, consignee="李雷", phone="13900000000", street="新路 1 号")
        for id in ids
    ]


def _payments(ids: Ids) -> list[payments.NewPayment]:
    return [
        payments.NewPayment(
            order=id, amount=Decimal("0.01"), method="cash", reference=f"r{next(world.serial)}"
        )
        for id in ids
    ]


def _choices(ids: Ids) -> list[shortage.Choice]:
    return [shortage.Choice(order=id, decision=Decision.REDUCE, note="电话") for id in ids]


def colleague() -> int:
    """Somebody who can take over."""
    person, _ = Staff.objects.get_or_create(
        username="li", defaults={"name": "小李", "department": "warehouse"}
    )
    return person.pk


CALLS: dict[str, Call] = {
    "confirm": lambda ids, by: review.confirm(ids, by=by),
    "record_contact": lambda ids, by: shortage.record_contact(ids, by=by, note="电话"),
    "decide_shortage": lambda ids, by: shortage.decide(_choices(ids), by=by),
    "reserve_again": lambda ids, by: shortage.reserve_again(ids, by=by),
    "reject": lambda ids, by: review.reject(ids, by=by, reason="地址不配送"),
    "acknowledge": lambda ids, by: picking.acknowledge(ids, by=by),
    "start_pick": lambda ids, by: picking.start_pick(ids, by=by),
    "stop_pick": lambda ids, by: picking.stop_pick(ids, by=by),
    "plan_wave": lambda ids, by: waves.plan_wave(ids, by=by),
    "leave_wave": lambda ids, by: waves.leave_wave(ids, by=by),
    "undo_pick": lambda ids, by: picking.undo_pick(_scans(ids), by=by),
    "reassign": lambda ids, by: picking.reassign(ids, by=by, to=colleague()),
    "pick": lambda ids, by: picking.pick(_scans(ids), by=by),
    "report_short": lambda ids, by: short.report_short(_shorts(ids), by=by),
    "pack": lambda ids, by: picking.pack(ids, by=by),
    "unpack": lambda ids, by: picking.unpack(ids, by=by),
    "issue": lambda ids, by: issuing.issue(ids, by=by),
    "reverse_issue": lambda ids, by: issuing.reverse_issue(ids, by=by),
    "choose_carrier": lambda ids, by: choosing.choose_carrier(
        [choosing.Choice(shipment=id, carrier="van") for id in ids], by=by
    ),
    "book_waybill": lambda ids, by: booking.book_waybill(ids, by=by),
    "assign_waybill": lambda ids, by: dispatching.assign_waybill(world.parcels(ids), by=by),
    "dispatch": lambda ids, by: dispatching.dispatch(world.parcels(ids), by=by),
    "replace_waybill": lambda ids, by: dispatching.replace_waybill(world.parcels(ids), by=by),
    "record_carrier_event": lambda ids, by: feed.record_carrier_event(_words(ids), by=by),
    "deliver": lambda ids, by: delivering.deliver(ids, by=by),
    "make_ready": lambda ids, by: pickups.make_ready(ids, by=by),
    "collect": lambda ids, by: delivering.collect(ids, by=by),
    "undo_deliver": lambda ids, by: delivering.undo_deliver(ids, by=by, reason="记错"),
    "come_back": lambda ids, by: delivering.come_back(ids, by=by, reason=ComeBackReason.REFUSED),
    "receive_back": lambda ids, by: delivering.receive_back(ids, by=by),
    "lose": lambda ids, by: delivering.lose(ids, by=by, reason="认赔"),
    "open_exception": lambda ids, by: astray.open_exception(ids, by=by, kind=ExceptionKind.LOST),
    "take_exception": lambda ids, by: astray.take_exception(ids, by=by),
    "arrange": lambda ids, by: astray.arrange(ids, by=by, action=Arrangement.REDELIVER),
    "pursue": lambda ids, by: astray.pursue(ids, by=by, action=Pursuit.ASK),
    "redirect": lambda ids, by: amends.redirect(ids, by=by, to=Elsewhere(street="新路 1 号")),
    "send_again": lambda ids, by: amends.send_again(ids, by=by),
    "claim": lambda ids, by: amends.claim(ids, by=by, amount=Decimal(9)),
    "settle_claim": lambda ids, by: amends.settle_claim(ids, by=by, granted=Decimal(8)),
    "close_exception": lambda ids, by: astray.close_exception(
        ids, by=by, outcome=ExceptionOutcome.FALSE_ALARM
    ),
    "cancel": lambda ids, by: cancel.cancel(ids, by=by),
    "request_cancel": lambda ids, by: cancel.request_cancel(ids, by=by),
    "accept_cancel": lambda ids, by: cancel.accept_cancel(ids, by=by),
    "refuse_cancel": lambda ids, by: cancel.refuse_cancel(ids, by=by, reason="来不及"),
    "withdraw": lambda ids, by: cancel.withdraw(ids, by=by, reason="箱子坏了"),
    "edit": lambda ids, by: edit.edit(_edits(ids), by=by),
    "change_address": lambda ids, by: address.change_address(_addresses(ids), by=by),
    "request_address": lambda ids, by: address.request_address(_addresses(ids), by=by),
    "accept_address": lambda ids, by: address.accept_address(ids, by=by),
    "refuse_address": lambda ids, by: address.refuse_address(ids, by=by, reason="来不及"),
    "split": lambda ids, by: split.split(_parts(ids), by=by),
    "hold": lambda ids, by: holds.hold(ids, by=by, reason="核实地址"),
    "release": lambda ids, by: holds.release(ids, by=by),
    "record_payment": lambda ids, by: payments.record_payment(_payments(ids), by=by),
    "record_refund": lambda ids, by: payments.record_refund(_payments(ids), by=by),
    "record_feedback": lambda ids, by: feedback.record_feedback(_said(ids), by=by),
    "answer_feedback": lambda ids, by: feedback.answer_feedback(ids, by=by, answer="今天补发"),
    "choose_messages": lambda ids, by: feedback.choose_messages(_ways(ids), by=by),
    "pause": lambda ids, by: pauses.pause(ids, by=by, reason=PauseReason.CUSTOMER),
    "resume": lambda ids, by: pauses.resume(ids, by=by),
}
