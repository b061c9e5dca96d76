"""Every command of the journey, with documents on which it can be taken: one, or a thousand.

A row is named after its step; where one step is called in several ways, the way stands behind.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from gendan.journey.anytime import address, cancel, edit, holds, pauses, payments, split
from gendan.journey.s1_place.commands import place
from gendan.journey.s1_place.new_orders import NewLine
from gendan.journey.s2_review import commands as review
from gendan.journey.s2_review import shortage
from gendan.journey.s3_pick import commands as picking
from gendan.journey.s3_pick import short as short_picks
from gendan.journey.s4_issue import commands as issuing
from gendan.journey.s5_dispatch import commands as dispatching
from gendan.journey.s6_deliver import commands as delivering
from gendan.journey.s6_deliver import feed
from gendan.kernel import clock
from gendan.kernel.actor import SYSTEM, Actor
from gendan.kernel.outcome import Outcome
from gendan.process.words import ComeBackReason, Decision, PauseReason, ShortReason
from gendan.records.orders.models import OrderLine
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
Build = Callable[[int], Ids]


def call(command: Callable[..., Outcome], by: Actor, **rest: object) -> Prepare:
    """A command that takes ids."""
    return lambda ids: Call(command, ids, {"by": by, **rest})


def of(
    items: Callable[[Ids], Sequence[object]], command: Callable[..., Outcome], by: Actor
) -> Prepare:
    """A command that takes items, one for each document."""
    return lambda ids: Call(command, items(ids), {"by": by})


# --- documents -----------------------------------------------------------------------------


def short(count: int) -> Ids:
    """Orders with a shortage case."""
    return world.confirmed(count, "rare")


def arrived(count: int) -> Ids:
    """Orders with a shortage case, whose goods have come meanwhile."""
    orders = short(count)
    world.receive("rare", count)
    return orders


def processing(count: int) -> Ids:
    """Orders that are being picked."""
    return world.orders_of(world.picking(count))


def unwanted(count: int) -> Ids:
    """Orders that are being picked and that the customer wants no more."""
    orders = processing(count)
    world.all_done(cancel.request_cancel(orders, by=ADA))
    return orders


def unwanted_issued(count: int) -> Ids:
    """Orders whose boxes are issued and that the customer wants no more."""
    orders = world.orders_of(world.issued(count))
    world.all_done(cancel.request_cancel(orders, by=ADA))
    return orders


def moving(count: int) -> Ids:
    """Orders that are being picked and should go elsewhere."""
    orders = processing(count)
    world.all_done(address.request_address(addresses(orders), by=ADA))
    return orders


def held(count: int) -> Ids:
    """Orders held by hand."""
    orders = world.placed(count)
    world.all_done(holds.hold(orders, by=SAM, reason="核实地址"))
    return orders


def paused(count: int) -> Ids:
    """Shipments whose clock stands still."""
    boxes = world.to_pick(count)
    world.all_done(pauses.pause(boxes, by=MEI, reason=PauseReason.GOODS))
    return boxes


def picked(count: int) -> Ids:
    """Shipments of which every unit is picked."""
    boxes = world.picking(count)
    world.all_done(picking.pick_listed(boxes, by=MEI))
    return boxes


def nothing(count: int) -> Ids:
    """No documents yet: so many are to be placed."""
    return list(range(count))


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
    "place": (nothing, of(new, place, SAM)),
    "place, paid": (nothing, of(partial(new, paid=Decimal("72.50")), place, SAM)),
    "place, cash and carry": (nothing, of(partial(new, fulfilment="carry"), place, SAM)),
    "confirm": (world.placed, call(review.confirm, SAM)),
    "confirm, short of goods": (partial(world.placed, sku="rare"), call(review.confirm, SAM)),
    "record_contact": (short, call(shortage.record_contact, SAM, note="电话")),
    "decide_shortage, substitute": (short, choice(Decision.SUBSTITUTE)),
    "decide_shortage, ship_available": (short, choice(Decision.SHIP_AVAILABLE)),
    "decide_shortage, wait": (short, choice(Decision.WAIT)),
    "decide_shortage, reduce": (short, choice(Decision.REDUCE)),
    "decide_shortage, cancel": (short, choice(Decision.CANCEL)),
    "reserve_again": (arrived, call(shortage.reserve_again, SAM)),
    "reject": (world.placed, call(review.reject, SAM, reason="地址不配送")),
    "acknowledge": (world.to_pick, call(picking.acknowledge, MEI)),
    "start_pick": (world.to_pick, call(picking.start_pick, MEI)),
    "stop_pick": (picked, call(picking.stop_pick, MEI)),
    "reassign": (
        world.picking,
        lambda ids: Call(picking.reassign, ids, {"by": MEI, "to": colleague()}),
    ),
    "pick, scanned": (world.picking, of(scans, picking.pick, MEI)),
    "pick, as listed": (world.picking, call(picking.pick_listed, MEI)),
    "report_short, sent from elsewhere": (
        world.picking,
        of(partial(shorts, reason=ShortReason.DAMAGED), short_picks.report_short, MEI),
    ),
    "report_short, nobody has it": (
        world.picking,
        of(partial(shorts, reason=ShortReason.NOT_FOUND), short_picks.report_short, MEI),
    ),
    "pack": (picked, call(picking.pack, MEI)),
    "unpack": (world.packed, call(picking.unpack, MEI)),
    "issue": (world.packed, call(issuing.issue, MEI)),
    "reverse_issue": (world.issued, call(issuing.reverse_issue, MEI)),
    "dispatch": (world.issued, of(world.parcels, dispatching.dispatch, LIN)),
    "replace_waybill": (world.dispatched, of(world.parcels, dispatching.replace_waybill, LIN)),
    "record_carrier_event": (world.dispatched, of(words, feed.record_carrier_event, CAL)),
    "deliver": (world.dispatched, call(delivering.deliver, LIN)),
    "collect": (facts.pickups, call(delivering.collect, SAM)),
    "undo_deliver": (world.delivered, call(delivering.undo_deliver, BO, reason="记错")),
    "come_back": (
        world.dispatched,
        call(delivering.come_back, LIN, reason=ComeBackReason.REFUSED),
    ),
    "receive_back": (world.coming_back, call(delivering.receive_back, MEI)),
    "lose": (world.dispatched, call(delivering.lose, BO, reason="承运商认赔")),
    "cancel": (world.confirmed, call(cancel.cancel, ADA)),
    "request_cancel": (processing, call(cancel.request_cancel, ADA)),
    "accept_cancel": (unwanted, call(cancel.accept_cancel, MEI)),
    "accept_cancel, issued": (unwanted_issued, call(cancel.accept_cancel, MEI)),
    "refuse_cancel": (unwanted, call(cancel.refuse_cancel, MEI, reason="来不及")),
    "withdraw": (picked, call(cancel.withdraw, MEI, reason="箱子坏了")),
    "edit, to be picked": (world.confirmed, of(partial(edits, quantity=2), edit.edit, SAM)),
    "edit, being picked": (processing, of(partial(edits, quantity=0), edit.edit, SAM)),
    "change_address": (world.confirmed, of(addresses, address.change_address, ZOE)),
    "request_address": (processing, of(addresses, address.request_address, ADA)),
    "accept_address": (moving, call(address.accept_address, MEI)),
    "refuse_address": (moving, call(address.refuse_address, MEI, reason="来不及")),
    "split": (partial(world.packed, quantity=2), of(parts, split.split, MEI)),
    "hold": (world.placed, call(holds.hold, SAM, reason="核实地址")),
    "release": (held, call(holds.release, SAM)),
    "record_payment": (world.placed, of(money, payments.record_payment, SYSTEM)),
    "record_refund": (
        partial(world.placed, paid=Decimal("30.00")),
        of(money, payments.record_refund, ANN),
    ),
    "pause": (world.to_pick, call(pauses.pause, MEI, reason=PauseReason.GOODS)),
    "resume": (paused, call(pauses.resume, MEI)),
}
