"""Every command of the journey, with documents on which it can be taken: one, or a thousand.

A row is named after its step; where one step is called in several ways, the way stands behind.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

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
from gendan.journey.s1_place.commands import place
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s2_review import commands as review
from gendan.journey.s2_review import shortage
from gendan.journey.s3_pick import commands as picking
from gendan.journey.s3_pick import short as short_picks
from gendan.journey.s3_pick import waves
from gendan.journey.s4_issue import commands as issuing
from gendan.journey.s5_dispatch import booking, choosing, handing
from gendan.journey.s5_dispatch import commands as dispatching
from gendan.journey.s6_deliver import amends, astray, feed, pickups, proving
from gendan.journey.s6_deliver import commands as delivering
from gendan.kernel import clock
from gendan.kernel.actor import SYSTEM, Actor
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
from gendan.records.carriers.models import CarrierAccount
from gendan.records.cases.redirections import Elsewhere
from gendan.records.dock import pickup_codes
from gendan.records.orders.models import OrderLine
from gendan.records.parties.models import Carrier
from gendan.records.shipments.models import Shipment
from tests import world
from tests.calls import colleague
from tests.cast import ADA, ANN, BO, CAL, LIN, MEI, SAM, ZOE
from tests.journey import facts

Ids = list[int]
TWO = (NewLine(sku="tea", quantity=2), NewLine(sku="cup", quantity=1))


@dataclass(frozen=True)
class Call:
    """A command with its arguments: everything but reading the clock is settled."""

    command: Callable[..., Outcome]
    given: Sequence[object]
    rest: dict[str, object]

    def __call__(self) -> Outcome:
        return self.command(self.given, **self.rest)


Prepare = Callable[[Ids], Call]


@dataclass(frozen=True, eq=False)
class Build:
    """Documents of a kind: so many made anew, or those of another kind taken one step further."""

    step: Callable[..., Ids]
    of: "Build | None" = None

    def __call__(self, count: int) -> Ids:
        return self.step(self.of(count) if self.of else count)


def taken(command: Callable[..., Outcome], by: Actor, **rest: object) -> Callable[[Ids], Ids]:
    """The step of a build that takes a command on its documents."""

    def step(ids: Ids) -> Ids:
        world.all_done(command(ids, by=by, **rest))
        return ids

    return step


def call(command: Callable[..., Outcome], by: Actor, **rest: object) -> Prepare:
    """A command that takes ids."""
    return lambda ids: Call(command, ids, {"by": by, **rest})


def of(
    items: Callable[[Ids], Sequence[object]], command: Callable[..., Outcome], by: Actor
) -> Prepare:
    """A command that takes items, one for each document."""
    return lambda ids: Call(command, items(ids), {"by": by})


ELSEWHERE = Elsewhere(street="新路 1 号", consignee="李雷", phone="13900000000")

# --- documents -----------------------------------------------------------------------------


def nothing(count: int) -> Ids:
    """No documents yet: so many are to be placed."""
    return list(range(count))


def arrive(orders: Ids) -> Ids:
    """The goods these orders lack come."""
    world.receive("rare", len(orders))
    return orders


def go(boxes: Ids) -> Ids:
    """These leave the house."""
    world.all_done(dispatching.dispatch(world.parcels(boxes), by=LIN))
    return boxes


def pay_all(boxes: Ids) -> Ids:
    """The customers of these pay."""
    world.all_done(payments.record_payment(money(world.orders_of(boxes)), by=SYSTEM))
    return boxes


def move(orders: Ids) -> Ids:
    """The customers of these want them elsewhere."""
    world.all_done(address.request_address(addresses(orders), by=ADA))
    return orders


def choices_of_van(boxes: Ids) -> list[choosing.Choice]:
    """Own vans shall carry them."""
    return [choosing.Choice(shipment=id, carrier="van") for id in boxes]


def choose(boxes: Ids) -> Ids:
    """顺丰 shall carry these; it gave us numbers in advance."""
    wanted = [choosing.Choice(shipment=id, carrier="sf") for id in boxes]
    world.all_done(choosing.choose_carrier(wanted, by=LIN))
    world.block("sf")
    return boxes


def account(boxes: Ids) -> Ids:
    """顺丰 can be asked for numbers."""
    sf = Carrier.objects.get(code="sf")
    CarrierAccount.objects.get_or_create(
        carrier=sf, defaults={"adapter": "json", "url": "http://127.0.0.1:9/"}
    )
    return boxes


def stick(boxes: Ids) -> Ids:
    """These bear numbers."""
    world.all_done(dispatching.assign_waybill(world.parcels(boxes), by=LIN))
    return boxes


def same_parcels(boxes: Ids) -> list[dispatching.Parcel]:
    """Under the numbers they bear."""
    numbers = dict(Shipment.objects.filter(id__in=boxes).values_list("id", "waybill__number"))
    return [dispatching.Parcel(shipment=id, carrier="sf", number=numbers[id]) for id in boxes]


def handed(boxes: Ids, *, by: Actor) -> Outcome:
    """顺丰 takes them all, and signs."""
    trolley = handing.Trolley(carrier="sf", taken_by="张师傅", signature=facts.signature())
    return handing.hand_to_carrier(boxes, trolley, by=by)


def arrivals(boxes: Ids) -> list[proving.Arrival]:
    """Each with a picture."""
    return [proving.Arrival(shipment=id, pictures=(facts.signature(),)) for id in boxes]


def codes(boxes: Ids) -> list[pickups.Pickup]:
    """Each customer knows their code."""
    kept = pickup_codes.kept(boxes)
    return [pickups.Pickup(shipment=id, code=pickup_codes.code(id, kept[id].nonce)) for id in boxes]


def said(ids: Ids) -> list[feedback.NewFeedback]:
    """Their customers complain, each with a picture."""
    shown = (feedback.Shown("image/jpeg", facts.signature().content),)
    return [
        feedback.NewFeedback(order=id, kind=FeedbackKind.PROBLEM, words="有裂纹", pictures=shown)
        for id in ids
    ]


def ways(ids: Ids) -> list[feedback.Ways]:
    """Their customers want no short messages."""
    return [feedback.Ways(order=id, email=True, sms=False) for id in ids]


def complain(orders: Ids) -> Ids:
    """The customers of these wait for an answer."""
    world.all_done(feedback.record_feedback(said(orders), by=ZOE))
    return orders


NOTHING = Build(nothing)
PLACED = Build(world.placed)
HELD = Build(taken(holds.hold, SAM, reason="核实地址"), PLACED)
PAID = Build(partial(world.placed, paid=Decimal("30.00")))
RARE = Build(partial(world.placed, sku="rare"))
SHORT = Build(taken(review.confirm, SAM), RARE)  # with a shortage case
ARRIVED = Build(arrive, SHORT)
ASKING = Build(complain, PLACED)
CONFIRMED = Build(taken(review.confirm, SAM), PLACED)
TO_PICK = Build(world.boxes, CONFIRMED)
IN_WAVE = Build(taken(waves.plan_wave, MEI), TO_PICK)
PAUSED = Build(taken(pauses.pause, MEI, reason=PauseReason.GOODS), TO_PICK)
PICKING = Build(taken(picking.start_pick, MEI), TO_PICK)
PROCESSING = Build(world.orders_of, PICKING)  # orders
UNWANTED = Build(taken(cancel.request_cancel, ADA), PROCESSING)
MOVING = Build(move, PROCESSING)
PICKED = Build(taken(picking.pick_listed, MEI), PICKING)
PACKED = Build(taken(picking.pack, MEI), PICKED)
ISSUED = Build(taken(issuing.issue, MEI), PACKED)
READY = Build(world.orders_of, ISSUED)  # orders
UNWANTED_ISSUED = Build(taken(cancel.request_cancel, ADA), READY)
DISPATCHED = Build(go, ISSUED)
ASTRAY = Build(taken(astray.open_exception, LIN, kind=ExceptionKind.FAILED), DISPATCHED)
ASTRAY_PAID = Build(pay_all, ASTRAY)
CLAIMED = Build(taken(amends.claim, LIN, amount=Decimal(9)), ASTRAY)
DELIVERED = Build(taken(delivering.deliver, LIN), DISPATCHED)
COMING_BACK = Build(taken(delivering.come_back, LIN, reason=ComeBackReason.REFUSED), DISPATCHED)
DOUBLE = Build(partial(world.packed, quantity=2))
PICKUPS = Build(facts.pickups)
READY_PICKUPS = Build(taken(pickups.make_ready, SAM), PICKUPS)
CHOSEN = Build(choose, ISSUED)
BOOKABLE = Build(account, CHOSEN)
LABELLED = Build(stick, ISSUED)


# --- items ---------------------------------------------------------------------------------


def addresses(ids: Ids) -> list[address.NewAddress]:
    return [
        address.NewAddress(order=id, consignee="李雷", phone="13900000000", street="新路 1 号")
        for id in ids
    ]


def scans(ids: Ids) -> list[picking.Scan]:
    return [picking.Scan(shipment=id, code="tea", bin="A-1") for id in ids]


def shorts(ids: Ids, reason: ShortReason) -> list[short_picks.Short]:
    return [short_picks.Short(shipment=id, code="tea", quantity=1, reason=reason) for id in ids]


def lines(ids: Ids) -> dict[int, int]:
    """By order, its first line."""
    found = OrderLine.objects.filter(order__in=ids).order_by("-id")
    return dict(found.values_list("order", "id"))


def edits(ids: Ids, quantity: int) -> list[edit.Edit]:
    first = lines(ids)
    return [
        edit.Edit(order=id, lines=(edit.LineChange(line=first[id], quantity=quantity),))
        for id in ids
    ]


def parts(ids: Ids) -> list[split.Part]:
    first = lines(world.orders_of(ids))
    order = dict(Shipment.objects.filter(id__in=ids).values_list("id", "order"))
    return [split.Part(shipment=id, units={first[order[id]]: 1}) for id in ids]


def words(ids: Ids) -> list[feed.CarrierWord]:
    numbers = dict(Shipment.objects.filter(id__in=ids).values_list("id", "waybill__number"))
    return [
        feed.CarrierWord(
            carrier="sf",
            number=numbers[id],
            key=f"k{id}",
            at=clock.now(),
            scheme="kuaidi100",
            code="0",
        )
        for id in ids
    ]


def money(ids: Ids) -> list[payments.NewPayment]:
    return [
        payments.NewPayment(order=id, amount=Decimal("30.00"), method="cash", reference=f"r{id}")
        for id in ids
    ]


def choices(ids: Ids, decision: Decision) -> list[shortage.Choice]:
    return [shortage.Choice(order=id, decision=decision, note="电话") for id in ids]


def new(ids: Ids, **rest: object) -> list[object]:
    return [world.new(lines=TWO, **rest) for _ in ids]


def choice(decision: Decision) -> Prepare:
    return of(partial(choices, decision=decision), shortage.decide, SAM)


COMMANDS: dict[str, tuple[Build, Prepare]] = {
    "place": (NOTHING, of(new, place, SAM)),
    "place, paid": (NOTHING, of(partial(new, paid=Decimal("72.50")), place, SAM)),
    "place, cash and carry": (NOTHING, of(partial(new, fulfilment="carry"), place, SAM)),
    "confirm": (PLACED, call(review.confirm, SAM)),
    "confirm, short of goods": (RARE, call(review.confirm, SAM)),
    "record_contact": (SHORT, call(shortage.record_contact, SAM, note="电话")),
    "decide_shortage, substitute": (SHORT, choice(Decision.SUBSTITUTE)),
    "decide_shortage, ship_available": (SHORT, choice(Decision.SHIP_AVAILABLE)),
    "decide_shortage, wait": (SHORT, choice(Decision.WAIT)),
    "decide_shortage, reduce": (SHORT, choice(Decision.REDUCE)),
    "decide_shortage, cancel": (SHORT, choice(Decision.CANCEL)),
    "reserve_again": (ARRIVED, call(shortage.reserve_again, SAM)),
    "reject": (PLACED, call(review.reject, SAM, reason="地址不配送")),
    "acknowledge": (TO_PICK, call(picking.acknowledge, MEI)),
    "plan_wave": (TO_PICK, call(waves.plan_wave, MEI)),
    "plan_wave, given to somebody": (
        IN_WAVE,
        lambda ids: Call(waves.give_wave, ids, {"by": MEI, "to": colleague()}),
    ),
    "leave_wave": (IN_WAVE, call(waves.leave_wave, MEI)),
    "start_pick": (TO_PICK, call(picking.start_pick, MEI)),
    "stop_pick": (PICKED, call(picking.stop_pick, MEI)),
    "reassign": (
        PICKING,
        lambda ids: Call(picking.reassign, ids, {"by": MEI, "to": colleague()}),
    ),
    "pick, scanned": (PICKING, of(scans, picking.pick, MEI)),
    "pick, as listed": (PICKING, call(picking.pick_listed, MEI)),
    "undo_pick": (PICKED, of(scans, picking.undo_pick, MEI)),
    "report_short, sent from elsewhere": (
        PICKING,
        of(partial(shorts, reason=ShortReason.DAMAGED), short_picks.report_short, MEI),
    ),
    "report_short, nobody has it": (
        PICKING,
        of(partial(shorts, reason=ShortReason.NOT_FOUND), short_picks.report_short, MEI),
    ),
    "pack": (PICKED, call(picking.pack, MEI)),
    "unpack": (PACKED, call(picking.unpack, MEI)),
    "issue": (PACKED, call(issuing.issue, MEI)),
    "reverse_issue": (ISSUED, call(issuing.reverse_issue, MEI)),
    "choose_carrier": (ISSUED, of(choices_of_van, choosing.choose_carrier, LIN)),
    "book_waybill": (BOOKABLE, call(booking.book_waybill, LIN)),
    "assign_waybill": (ISSUED, of(world.parcels, dispatching.assign_waybill, LIN)),
    "assign_waybill, from a block": (CHOSEN, call(choosing.draw_waybill, LIN)),
    "dispatch": (ISSUED, of(world.parcels, dispatching.dispatch, LIN)),
    "dispatch, labelled before": (LABELLED, of(same_parcels, dispatching.dispatch, LIN)),
    "dispatch, handed over with a list": (
        LABELLED,
        lambda ids: Call(handed, ids, {"by": LIN}),
    ),
    "replace_waybill": (DISPATCHED, of(world.parcels, dispatching.replace_waybill, LIN)),
    "record_carrier_event": (DISPATCHED, of(words, feed.record_carrier_event, CAL)),
    "deliver": (DISPATCHED, call(delivering.deliver, LIN)),
    "deliver, each with its proof": (DISPATCHED, of(arrivals, proving.deliver_each, LIN)),
    "make_ready": (PICKUPS, call(pickups.make_ready, SAM)),
    "collect": (PICKUPS, call(delivering.collect, SAM)),
    "collect, by its code": (READY_PICKUPS, of(codes, pickups.collect_by_code, SAM)),
    "undo_deliver": (DELIVERED, call(delivering.undo_deliver, BO, reason="记错")),
    "come_back": (
        DISPATCHED,
        call(delivering.come_back, LIN, reason=ComeBackReason.REFUSED),
    ),
    "receive_back": (COMING_BACK, call(delivering.receive_back, MEI)),
    "lose": (DISPATCHED, call(delivering.lose, BO, reason="承运商认赔")),
    "deliver, what was astray": (ASTRAY, call(delivering.deliver, LIN)),
    "open_exception": (
        DISPATCHED,
        call(astray.open_exception, LIN, kind=ExceptionKind.NO_SCAN, note="没有揽收"),
    ),
    "take_exception": (ASTRAY, call(astray.take_exception, LIN)),
    "arrange": (ASTRAY, call(astray.arrange, ADA, action=Arrangement.REDELIVER)),
    "pursue": (ASTRAY, call(astray.pursue, LIN, action=Pursuit.ASK)),
    "redirect": (DISPATCHED, call(amends.redirect, ADA, to=ELSEWHERE)),
    "send_again": (ASTRAY_PAID, call(amends.send_again, ADA)),
    "claim": (ASTRAY, call(amends.claim, LIN, amount=Decimal(9))),
    "settle_claim": (CLAIMED, call(amends.settle_claim, LIN, granted=Decimal(8))),
    "close_exception": (
        ASTRAY,
        call(astray.close_exception, LIN, outcome=ExceptionOutcome.FALSE_ALARM),
    ),
    "cancel": (CONFIRMED, call(cancel.cancel, ADA)),
    "request_cancel": (PROCESSING, call(cancel.request_cancel, ADA)),
    "accept_cancel": (UNWANTED, call(cancel.accept_cancel, MEI)),
    "accept_cancel, issued": (UNWANTED_ISSUED, call(cancel.accept_cancel, MEI)),
    "refuse_cancel": (UNWANTED, call(cancel.refuse_cancel, MEI, reason="来不及")),
    "withdraw": (PICKED, call(cancel.withdraw, MEI, reason="箱子坏了")),
    "edit, to be picked": (CONFIRMED, of(partial(edits, quantity=2), edit.edit, SAM)),
    "edit, being picked": (PROCESSING, of(partial(edits, quantity=0), edit.edit, SAM)),
    "change_address": (CONFIRMED, of(addresses, address.change_address, ZOE)),
    "request_address": (PROCESSING, of(addresses, address.request_address, ADA)),
    "accept_address": (MOVING, call(address.accept_address, MEI)),
    "refuse_address": (MOVING, call(address.refuse_address, MEI, reason="来不及")),
    "split": (DOUBLE, of(parts, split.split, MEI)),
    "hold": (PLACED, call(holds.hold, SAM, reason="核实地址")),
    "release": (HELD, call(holds.release, SAM)),
    "record_payment": (PLACED, of(money, payments.record_payment, SYSTEM)),
    "record_refund": (
        PAID,
        of(money, payments.record_refund, ANN),
    ),
    "record_feedback": (PLACED, of(said, feedback.record_feedback, ZOE)),
    "answer_feedback": (ASKING, call(feedback.answer_feedback, ADA, answer="今天补发")),
    "choose_messages": (PLACED, of(ways, feedback.choose_messages, ZOE)),
    "pause": (TO_PICK, call(pauses.pause, MEI, reason=PauseReason.GOODS)),
    "resume": (PAUSED, call(pauses.resume, MEI)),
}
BUILDS = [build for build in globals().values() if isinstance(build, Build)]
