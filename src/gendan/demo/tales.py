"""What may happen to an order before it leaves: one tale for each, in the order of the journey."""

from dataclasses import replace
from datetime import timedelta

from gendan.demo.boxes import boxes
from gendan.demo.cast import CUSTOMER
from gendan.demo.day import Day, Tale
from gendan.demo.ways import (
    boxed,
    confirmed,
    finished,
    fulfilled,
    handed_on,
    in_hand,
    paid_up,
    picked,
    placed,
    refunded,
    through,
    usual,
)
from gendan.journey.anytime.address import NewAddress, accept_address, request_address
from gendan.journey.anytime.cancel import accept_cancel, cancel, refuse_cancel, request_cancel
from gendan.journey.anytime.edit import AddedLine, Edit, edit
from gendan.journey.anytime.holds import hold, release
from gendan.journey.anytime.split import Part, split
from gendan.journey.s3_pick.commands import Scan, acknowledge, pack, pick, reassign, undo_pick
from gendan.journey.s3_pick.short import Short, report_short
from gendan.journey.s3_pick.waves import leave_wave, plan_wave
from gendan.kernel.actor import SYSTEM
from gendan.process.model import Role
from gendan.process.words import Fulfilment, PaymentMethod, ShortReason

STREET_SHOPS = ("demo-lakeside", "demo-jingan", "demo-chunxi")
CHANNELS = ("demo-web", "demo-tmall", "demo-jd", "demo-douyin", "demo-phone")
SHARES = (22, 28, 20, 18, 12)  # in a hundred orders


def plain(day: Day) -> Tale:
    """An order like most."""
    channel = day.rng.choices(CHANNELS, SHARES)[0]
    yield from usual(day, day.shop.order(channel, day.at))


def carried_away(day: Day) -> Tale:
    """Cash and carry: bought in the shop and taken along; born delivered."""
    new = day.shop.order(
        "demo-store",
        day.at,
        store=day.rng.choice(STREET_SHOPS),
        fulfilment=Fulfilment.CARRY,
        paid_by=day.rng.choice((PaymentMethod.CASH, PaymentMethod.CARD, PaymentMethod.ONLINE)),
    )
    placed(day, new)
    yield from ()


def fetched(day: Day) -> Tale:
    """Ordered on the net, collected in the shop."""
    store = day.rng.choice(STREET_SHOPS)
    new = day.shop.order("demo-web", day.at, store=store, fulfilment=Fulfilment.PICKUP)
    yield from usual(day, new)


def cash_on_delivery(day: Day) -> Tale:
    """The courier brings the money back."""
    new = day.shop.order("demo-phone", day.at, paid_by=None)
    yield from usual(day, replace(new, cash_on_delivery=True))


def unpaid_at_first(day: Day) -> Tale:
    """A marketplace order that is not paid yet is an order with a hold."""
    new = day.shop.order("demo-tmall", day.at, paid_by=None)
    order = placed(day, replace(new, awaits_payment=True))
    yield day.minutes(3, 40)
    paid_up(day, order, SYSTEM, PaymentMethod.ONLINE)
    yield from confirmed(day, order)
    fulfilled(day, order)


def sent_twice(day: Day) -> Tale:
    """The same goods for the same phone within minutes: the second is held, then cancelled."""
    new = day.shop.order("demo-phone", day.at)
    day.start(usual(day, new))
    yield day.at + timedelta(minutes=3)
    again = placed(day, replace(new, placed_at=day.at))
    yield day.minutes(10, 25)
    by = day.cast.anyone(Role.SERVICE)
    reason = day.says("客户确认：重复下单", "customer confirms: ordered twice")
    day.must(cancel([again.id], by=by, reason=reason, at=day.at), by)
    yield from refunded(day, again)


def wants_more(day: Day) -> Tale:
    """Before picking the customer adds an article; the order is reviewed again."""
    order = placed(day, day.shop.order("demo-phone", day.at))
    yield from confirmed(day, order)
    yield day.minutes(1, 2)
    by = day.cast.sales(order.new.store)
    change = Edit(order=order.id, added=(AddedLine(sku="PAP007", quantity=2),))
    day.must(edit([change], by=by, at=day.at), by)
    paid_up(day, order, by, PaymentMethod.TRANSFER)
    yield from confirmed(day, order)
    fulfilled(day, order)


def customer_travels(day: Day) -> Tale:
    """Held by hand until the customer is back."""
    order = placed(day, day.shop.order("demo-phone", day.at))
    by = day.cast.anyone(Role.SERVICE)
    yield day.minutes(2, 4)
    reason = day.says("客户出差，回来再发", "customer travels; send it later")
    day.must(hold([order.id], by=by, reason=reason, at=day.at), by)
    yield day.minutes(200, 500)
    reason = day.says("客户回来了", "customer is back")
    day.must(release([order.id], by=by, reason=reason, at=day.at), by)
    yield from confirmed(day, order)
    fulfilled(day, order)


def cancelled_in_time(day: Day) -> Tale:
    """Nobody has touched it yet: cancelled at once."""
    order = placed(day, day.shop.order("demo-web", day.at))
    yield from confirmed(day, order)
    yield day.hours(0.02, 0.08)
    reason = day.says("拍错了", "ordered by mistake")
    day.must(cancel([order.id], by=CUSTOMER, reason=reason, at=day.at), CUSTOMER)
    yield from refunded(day, order)


def cancelled_while_picking(day: Day) -> Tale:
    """Being picked already: the warehouse is asked, and the box waits for the answer."""
    order, box = yield from in_hand(day, day.shop.order("demo-web", day.at))
    yield from picked(day, box)
    yield day.minutes(1, 2)
    reason = day.says("不想要了", "no longer wanted")
    day.must(request_cancel([order.id], by=CUSTOMER, reason=reason, at=day.at), CUSTOMER)
    yield day.minutes(1, 3)
    by = day.cast.picker(box.warehouse)
    day.fails(pack([box.id], by=by, at=day.at), by)
    yield day.minutes(2, 6)
    day.must(accept_cancel([order.id], by=by, at=day.at), by)
    yield from refunded(day, order)


def cancelled_too_late(day: Day) -> Tale:
    """The van is loaded: the warehouse says no, and the parcel goes out."""
    order, box = yield from in_hand(day, day.shop.order("demo-douyin", day.at))
    yield from picked(day, box)
    yield from boxed(day, box)
    yield day.minutes(1, 3)
    reason = day.says("买贵了", "found it cheaper")
    day.must(request_cancel([order.id], by=CUSTOMER, reason=reason, at=day.at), CUSTOMER)
    yield day.minutes(3, 9)
    by = day.cast.picker(box.warehouse)
    reason = day.says("已装车，来不及了", "on the van already")
    day.must(refuse_cancel([order.id], by=by, reason=reason, at=day.at), by)
    yield from handed_on(day, order, box)


def moved_house(day: Day) -> Tale:
    """Another address while it is being picked: the warehouse prints a new label."""
    order, box = yield from in_hand(day, day.shop.order("demo-web", day.at))
    yield day.minutes(1, 2)
    other = day.rng.choice(day.shop.buyers)
    wanted = NewAddress(
        order=order.id,
        consignee=order.new.name,
        phone=order.new.phone,
        division=other.division,
        province=other.province,
        city=other.city,
        district=other.district,
        street=other.street,
    )
    day.must(request_address([wanted], by=CUSTOMER, at=day.at), CUSTOMER)
    yield from picked(day, box)
    by = day.cast.picker(box.warehouse)
    yield day.minutes(1, 4)
    day.must(accept_address([order.id], by=by, at=day.at), by)
    yield from boxed(day, box)
    yield from handed_on(day, order, box)


def wrong_scan(day: Day) -> Tale:
    """The picker takes the neighbour's article: refused at the scan, not found by the customer.
    One of the right ones falls, and goes back to be looked at."""
    order, box = yield from in_hand(day, day.shop.order("demo-jd", day.at))
    yield day.minutes(1, 3)
    by = day.cast.picker(box.warehouse)
    inside = {content.sku for content in box.contents}
    neighbour = next(good for sku, good in day.shop.goods.items() if sku not in inside)
    day.fails(pick([Scan(shipment=box.id, code=neighbour.gtin)], by=by, at=day.at), by)
    fallen = Scan(shipment=box.id, code=box.contents[0].gtin, bin=box.contents[0].bin)
    yield day.minutes(0.5, 1)
    day.must(pick([fallen], by=by, at=day.at), by)
    yield day.minutes(0.5, 1)
    day.must(undo_pick([fallen], by=by, at=day.at), by)
    yield from finished(day, order, box)


def in_one_walk(day: Day) -> Tale:
    """Three orders for one walk; one is urgent after all, and is picked by itself."""
    orders = [placed(day, day.shop.order("demo-jd", day.at)) for _ in range(3)]
    for order in orders:
        yield from confirmed(day, order)
    together = [box.id for order in orders for box in boxes(order.id)]
    by = day.cast.overriding(day.says("仓库忙不过来，先替他们编好", "the warehouse is swamped"))
    yield day.minutes(1, 3)
    day.must(plan_wave(together, by=by, at=day.at), by)
    yield day.minutes(1, 3)
    day.must(leave_wave(together[-1:], by=by, at=day.at), by)
    for order in orders:
        fulfilled(day, order)


def end_of_shift(day: Day) -> Tale:
    """The picker goes home; a colleague goes on."""
    order, box = yield from in_hand(day, day.shop.order("demo-tmall", day.at))
    yield day.minutes(20, 60)
    colleague = day.cast.picker(box.warehouse)
    assert colleague.staff, "pickers are people"
    by = day.cast.overriding(day.says("到点下班，换人接着拣", "the shift is over"))
    day.must(reassign([box.id], by=by, to=colleague.staff, at=day.at), by)
    yield from finished(day, order, box)


def damaged_on_the_shelf(day: Day) -> Tale:
    """One is damaged; the next on the same shelf takes its place."""
    lines = (day.shop.line("KIT009", 2), day.shop.line("KIT010", 1))
    order, box = yield from in_hand(day, day.shop.order("demo-web", day.at, lines=lines))
    yield day.minutes(2, 5)
    by = day.cast.picker(box.warehouse)
    short = Short(shipment=box.id, code="KIT010", quantity=1, reason=ShortReason.DAMAGED)
    day.must(report_short([short], by=by, at=day.at), by)
    yield from finished(day, order, box)


def not_on_the_shelf(day: Day) -> Tale:
    """One cannot be found: a search task opens, and another warehouse sends it."""
    lines = (day.shop.line("OUT003", 1), day.shop.line("OUT007", 2))
    order, box = yield from in_hand(day, day.shop.order("demo-tmall", day.at, lines=lines))
    yield day.minutes(4, 9)
    by = day.cast.picker(box.warehouse)
    short = Short(shipment=box.id, code="OUT003", quantity=1, reason=ShortReason.NOT_FOUND)
    day.must(report_short([short], by=by, at=day.at), by)
    for now in boxes(order.id):
        if now.id == box.id:
            day.start(finished(day, order, now))
        else:
            day.start(through(day, order, now))


def two_boxes(day: Day) -> Tale:
    """Too much for one box: two boxes, two numbers."""
    lines = (day.shop.line("BED006", 2), day.shop.line("PET003", 2), day.shop.line("RIC001", 1))
    order, box = yield from in_hand(day, day.shop.order("demo-tmall", day.at, lines=lines))
    yield day.minutes(1, 3)
    by = day.cast.picker(box.warehouse)
    first = box.contents[0]
    part = Part(shipment=box.id, units={first.line: first.quantity})
    day.must(split([part], by=by, at=day.at), by)
    for half in boxes(order.id):
        day.start(finished(day, order, half))


def forgotten(day: Day) -> Tale:
    """Seen, and then nobody picks it: late, and the river says so."""
    order = placed(day, day.shop.order("demo-douyin", day.at))
    yield from confirmed(day, order)
    for box in boxes(order.id):
        yield day.minutes(5, 12)
        by = day.cast.picker(box.warehouse)
        day.must(acknowledge([box.id], by=by, at=day.at), by)


def unread(day: Day) -> Tale:
    """An order by telephone that nobody reviews."""
    placed(day, day.shop.order("demo-phone", day.at))
    yield from ()


def picked_at_leisure(day: Day) -> Tale:
    """Started late, but finished."""
    order = placed(day, day.shop.order("demo-jd", day.at))
    yield from confirmed(day, order)
    yield day.minutes(130, 200)
    fulfilled(day, order)
