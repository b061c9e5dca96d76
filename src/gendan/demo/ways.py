"""The usual way of an order, stage by stage, told with the commands that people use."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection

from gendan.demo.boxes import Box, boxes
from gendan.demo.day import Day, Tale
from gendan.journey.anytime.payments import NewPayment, record_payment, record_refund
from gendan.journey.s1_place.commands import place
from gendan.journey.s1_place.new_orders import NewOrder
from gendan.journey.s2_review.commands import confirm
from gendan.journey.s3_pick.commands import Scan, acknowledge, pack, pick, start_pick
from gendan.journey.s4_issue.commands import issue
from gendan.journey.s5_dispatch.commands import Parcel, dispatch
from gendan.journey.s6_deliver.feed import CarrierWord, follow_proposals, record_carrier_event
from gendan.journey.s6_deliver.pickups import Pickup, collect_by_code, make_ready
from gendan.kernel.actor import SYSTEM, Actor
from gendan.process.model import Role
from gendan.process.words import ChannelKind, Fulfilment, PaymentMethod
from gendan.records.dock import pickup_codes

OWN_VANS = "demo-van"
CARRIERS = ("demo-sf", "demo-zto", "demo-yto", "demo-jdl", OWN_VANS)
# How each carrier's numbers look: what they begin with, and how many digits follow.
NUMBERS = {
    "demo-sf": ("SF", 13),
    "demo-zto": ("78", 12),
    "demo-yto": ("YT", 13),
    "demo-jdl": ("JDVB", 11),
    OWN_VANS: ("CD", 8),
}
TARE = 150  # grams of cardboard
BY_RULE = (ChannelKind.ONLINE.value, ChannelKind.MARKETPLACE.value)

MONEY = "SELECT total, paid - refunded FROM customer_order WHERE id = %s"


Sending = Generator[datetime, None, Parcel]


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that was placed, as it was asked for."""

    id: int
    new: NewOrder

    @property
    def is_collected(self) -> bool:
        """Whether the customer comes for it."""
        return self.new.fulfilment == Fulfilment.PICKUP.value


InHand = Generator[datetime, None, tuple[Placed, Box]]


def usual(day: Day, new: NewOrder) -> Tale:
    """Placed, confirmed, picked, sent and delivered."""
    order = placed(day, new)
    yield from confirmed(day, order)
    fulfilled(day, order)


def placed(day: Day, new: NewOrder) -> Placed:
    """Somebody wants something."""
    by = day.cast.taker(new.channel, new.store)
    outcome = day.must(place([new], by=by), by)
    day.orders.append(outcome.made[0])
    return Placed(outcome.made[0], new)


def confirmed(day: Day, order: Placed) -> Tale:
    """Trusted channels are confirmed by the system within minutes; the rest is read by sales."""
    if day.cast.kinds[order.new.channel] in BY_RULE:
        yield day.hours(0.01, 0.05)
        day.must(confirm([order.id], by=SYSTEM, at=day.at, whole_only=True), SYSTEM)
    else:
        yield day.minutes(4, 27)
        by = day.cast.sales(order.new.store)
        day.must(confirm([order.id], by=by, at=day.at), by)


def fulfilled(day: Day, order: Placed, *, besides: tuple[int, ...] = ()) -> None:
    """Every box of the order goes its way."""
    for box in boxes(order.id, besides=besides):
        day.start(through(day, order, box))


def through(day: Day, order: Placed, box: Box) -> Tale:
    """One box, from the shelf to the customer."""
    yield from taken(day, box)
    yield from finished(day, order, box)


def in_hand(day: Day, new: NewOrder) -> InHand:
    """An order of which a picker has the first box in hand; other boxes go their way."""
    order = placed(day, new)
    yield from confirmed(day, order)
    box, *others = boxes(order.id)
    for other in others:
        day.start(through(day, order, other))
    yield from taken(day, box)
    return order, box


def finished(day: Day, order: Placed, box: Box) -> Tale:
    """A box in hand, to the customer."""
    yield from picked(day, box)
    yield from boxed(day, box)
    yield from handed_on(day, order, box)


def handed_on(day: Day, order: Placed, box: Box) -> Tale:
    """One issued box, to the customer: collected, or carried."""
    if order.is_collected:
        yield from collected(day, order, box)
    else:
        parcel = yield from sent(day, order, box)
        yield from carried(day, order, parcel)


def taken(day: Day, box: Box) -> Tale:
    """A picker sees the work and takes it."""
    by = day.cast.picker(box.warehouse)
    yield from seen(day, box, by, "to_pick")
    yield day.minutes(6, 95)
    day.must(start_pick([box.id], by=by, at=day.at), by)


def seen(day: Day, box: Box, by: Actor, where: str) -> Tale:
    """Who gets the work says so, unless they have; each hand-over is a new one."""
    if box.seen and box.state == where:
        return
    yield day.minutes(2, 14)
    day.must(acknowledge([box.id], by=by, at=day.at), by)


def picked(day: Day, box: Box) -> Tale:
    """Shelf by shelf, every article is scanned that is not in the box yet."""
    by = day.cast.picker(box.warehouse)
    for content in box.contents:
        if not content.unpicked:
            continue
        yield day.minutes(1, 6)
        scan = Scan(shipment=box.id, code=content.gtin, quantity=content.unpicked, bin=content.bin)
        day.must(pick([scan], by=by, at=day.at), by)


def boxed(day: Day, box: Box) -> Tale:
    """The box is closed, and its goods leave the books."""
    by = day.cast.picker(box.warehouse)
    yield day.minutes(2, 10)
    weight = sum(day.shop.goods[c.sku].weight_grams * c.quantity for c in box.contents) + TARE
    day.must(pack([box.id], by=by, at=day.at, weight_grams={box.id: weight}), by)
    yield from issued(day, box)


def issued(day: Day, box: Box) -> Tale:
    """The goods issue note is written."""
    by = day.cast.picker(box.warehouse)
    yield day.minutes(3, 25)
    day.must(issue([box.id], by=by, at=day.at), by)


def sent(day: Day, order: Placed, box: Box, carrier: str = "") -> Sending:
    """A carrier takes the parcel; the customer gets the number."""
    by = day.cast.dispatcher(box.warehouse)
    yield from seen(day, box, by, "issued")
    yield day.minutes(15, 110)
    parcel = labelled(day, box, carrier or _carrier_for(day, order.new))
    day.must(dispatch([parcel], by=by, at=day.at), by)
    return parcel


def under_way(day: Day, order: Placed, box: Box, carrier: str) -> Sending:
    """A box in hand, to that carrier."""
    yield from picked(day, box)
    yield from boxed(day, box)
    return (yield from sent(day, order, box, carrier))


def labelled(day: Day, box: Box, carrier: str) -> Parcel:
    """The box with a fresh number of that carrier."""
    begins, digits = NUMBERS[carrier]
    number = f"{begins}{day.rng.randrange(10**digits):0{digits}d}"
    return Parcel(shipment=box.id, carrier=carrier, number=number)


def carried(day: Day, order: Placed, parcel: Parcel) -> Tale:
    """On the road, loaded in the morning, signed for."""
    yield from on_the_road(day, order, parcel)
    yield from signed_for(day, order, parcel)


def on_the_road(day: Day, order: Placed, parcel: Parcel) -> Tale:
    """The parcel travels as far as the courier's van."""
    yield day.hours(0.5, 3)
    told(day, order, parcel, "103", "已揽收", "")
    yield day.hours(2, 6)
    told(day, order, parcel, "0", "快件运输中", "")
    yield from loaded(day, order, parcel)


def loaded(day: Day, order: Placed, parcel: Parcel) -> Tale:
    """The next morning it is in the courier's van."""
    yield day.morning()
    told(day, order, parcel, "5", "派送中，请保持电话畅通", order.new.district)


def signed_for(day: Day, order: Placed, parcel: Parcel) -> Tale:
    """At the door; paid there if need be."""
    yield day.hours(0.5, 5)
    told(day, order, parcel, "301", "已签收，本人签收", order.new.district)
    if order.new.cash_on_delivery:
        by = day.cast.anyone(Role.LOGISTICS)
        paid_up(day, order, by, PaymentMethod.COD)


def told(day: Day, order: Placed, parcel: Parcel, code: str, text: str, where: str) -> None:
    """The carrier says something of the parcel, and the system does what it suggests."""
    by = Actor(parcel.carrier.removeprefix("demo-"), Role.CARRIER)
    word = CarrierWord(
        carrier=parcel.carrier,
        number=parcel.number,
        key=f"{parcel.number}:{code}:{day.at.isoformat()}",
        at=day.at,
        scheme="kuaidi100",
        code=code,
        text=text,
        place=where,
    )
    day.must(record_carrier_event([word], by=by), by)
    for outcome in follow_proposals([order.id]):
        day.must(outcome, SYSTEM)


def collected(day: Day, order: Placed, box: Box) -> Tale:
    """The customer is told the code, and comes to the shop for it."""
    day.must(make_ready([box.id], by=SYSTEM, at=day.at), SYSTEM)
    yield day.minutes(60, 480)
    taken_home(day, box, day.cast.sales(order.new.store), order.new.name)


def taken_home(day: Day, box: Box, clerk: Actor, name: str = "") -> None:
    """Handed over against the code; whoever was told none yet shows who they are."""
    told = pickup_codes.kept([box.id]).get(box.id)
    pickup = Pickup(
        shipment=box.id,
        code=pickup_codes.code(box.id, told.nonce) if told else "",
        without_code="" if told else day.says("核对了手机尾号", "telephone number compared"),
        received_by=name,
    )
    day.must(collect_by_code([pickup], by=clerk, at=day.at), clerk)


def paid_up(day: Day, order: Placed, by: Actor, method: PaymentMethod) -> None:
    """What is still owed is paid."""
    total, had = _money(order)
    if total > had:
        payment = _payment(day, order, total - had, method)
        day.must(record_payment([payment], by=by, at=day.at), by)


def refunded(day: Day, order: Placed, *, all_of_it: bool = False) -> Tale:
    """What was paid too much goes back, or all of it."""
    yield day.minutes(10, 60)
    total, had = _money(order)
    owed = had if all_of_it else had - total
    if owed > 0:
        by = day.cast.anyone(Role.AFTERSALES)
        refund = _payment(day, order, owed, PaymentMethod.ONLINE)
        day.must(record_refund([refund], by=by, at=day.at), by)


def _carrier_for(day: Day, new: NewOrder) -> str:
    """京东 carries its own; own vans drive in the city of the main warehouse."""
    if new.channel == "demo-jd":
        return "demo-jdl"
    if new.city == "杭州市":
        return OWN_VANS
    return day.rng.choice(CARRIERS[:3])


def _money(order: Placed) -> tuple[Decimal, Decimal]:
    """What is payable, and what we have of it."""
    with connection.cursor() as cursor:
        cursor.execute(MONEY, [order.id])
        total, had = cursor.fetchone()
    return total, had


def _payment(day: Day, order: Placed, amount: Decimal, method: PaymentMethod) -> NewPayment:
    reference = f"{day.at:%Y%m%d%H%M%S}"
    return NewPayment(
        order=order.id, amount=amount, method=method.value, reference=reference, at=day.at
    )
