"""Tales of goods that are short, and of parcels that do not simply arrive."""

from collections.abc import Generator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from gendan.demo.boxes import boxes
from gendan.demo.cast import CUSTOMER
from gendan.demo.day import Day, Tale
from gendan.demo.ways import (
    Placed,
    boxed,
    carried,
    fulfilled,
    handed_on,
    in_hand,
    labelled,
    on_the_road,
    paid_up,
    picked,
    placed,
    refunded,
    seen,
    taken_home,
    through,
    told,
    under_way,
)
from gendan.journey.anytime.feedback import (
    NewFeedback,
    Ways,
    answer_feedback,
    choose_messages,
    record_feedback,
)
from gendan.journey.s2_review.commands import confirm
from gendan.journey.s2_review.shortage import (
    Choice,
    decide,
    record_contact,
    reserve_again,
    waiting_for,
)
from gendan.journey.s5_dispatch import choosing
from gendan.journey.s5_dispatch.commands import assign_waybill, replace_waybill
from gendan.journey.s5_dispatch.handing import Trolley, hand_to_carrier
from gendan.journey.s6_deliver.amends import claim, redirect, send_again, settle_claim
from gendan.journey.s6_deliver.astray import (
    arrange,
    close_exception,
    open_exception,
    pursue,
    take_exception,
)
from gendan.journey.s6_deliver.commands import lose, receive_back, undo_deliver
from gendan.kernel.actor import SYSTEM
from gendan.process.model import Role
from gendan.process.words import (
    Arrangement,
    Decision,
    ExceptionKind,
    ExceptionOutcome,
    FeedbackKind,
    Fulfilment,
    PaymentMethod,
    Pursuit,
)
from gendan.records.cases.redirections import Elsewhere
from gendan.records.places.models import Warehouse
from gendan.records.products.models import Product
from gendan.records.stock import ledger

Told = Generator[datetime, None, Placed]


def takes_the_twin(day: Day) -> Tale:
    """Short: the customer opens the link and takes the substitute."""
    order = yield from _told_of_shortage(day, "TEA005")
    yield day.hours(0.3, 1.5)
    choice = Choice(order=order.id, decision=Decision.SUBSTITUTE)
    day.must(decide([choice], by=CUSTOMER, at=day.at), CUSTOMER)
    paid_up(day, order, CUSTOMER, PaymentMethod.ONLINE)
    fulfilled(day, order)


def sent_in_two_parts(day: Day) -> Tale:
    """Short: what is there goes now, the rest when it comes."""
    order = yield from _told_of_shortage(day, "BED005")
    by = day.cast.anyone(Role.SERVICE)
    note = day.says("电话联系，先发有货", "by phone: send what is there")
    choice = Choice(order=order.id, decision=Decision.SHIP_AVAILABLE, note=note)
    yield day.minutes(5, 20)
    day.must(decide([choice], by=by, at=day.at), by)
    known = tuple(box.id for box in boxes(order.id))
    fulfilled(day, order)
    yield day.minutes(240, 400)
    yield from _arrives(day, "BED005", known, order)


def waits_for_the_rest(day: Day) -> Tale:
    """Short: the customer waits, and so does the clock."""
    order = yield from _told_of_shortage(day, "KIT003")
    yield day.hours(0.3, 1.5)
    choice = Choice(order=order.id, decision=Decision.WAIT)
    day.must(decide([choice], by=CUSTOMER, at=day.at), CUSTOMER)
    yield day.minutes(120, 300)
    yield from _arrives(day, "KIT003", (), order)


def takes_less(day: Day) -> Tale:
    """Short: the customer takes what there is, and gets the difference back."""
    order = yield from _told_of_shortage(day, "OUT005")
    yield day.minutes(5, 30)
    by = day.cast.sales(order.new.store)
    note = day.says("电话联系，少要一件", "by phone: one less")
    choice = Choice(order=order.id, decision=Decision.REDUCE, note=note)
    day.must(decide([choice], by=by, at=day.at), by)
    fulfilled(day, order)
    yield from refunded(day, order)


def undecided(day: Day) -> Tale:
    """Short, told, and no answer yet."""
    yield from _told_of_shortage(day, "WEA005")


def new_number(day: Day) -> Tale:
    """The label was unreadable: another number, the old one void and kept."""
    order, box = yield from in_hand(day, day.shop.order("demo-tmall", day.at))
    parcel = yield from under_way(day, order, box, "demo-yto")
    yield day.minutes(10, 40)
    by = day.cast.dispatcher(box.warehouse)
    parcel = labelled(day, box, "demo-sf")
    day.must(replace_waybill([parcel], by=by, at=day.at), by)
    yield from carried(day, order, parcel)


def labelled_early(day: Day) -> Tale:
    """Another carrier than usual: settled and labelled before the van comes, and signed for."""
    order, box = yield from in_hand(day, day.shop.order("demo-web", day.at))
    yield from picked(day, box)
    yield from boxed(day, box)
    by = day.cast.dispatcher(box.warehouse)
    yield from seen(day, box, by, "issued")
    reason = day.says("客户要求发顺丰", "the customer asked for it")
    choice = choosing.Choice(shipment=box.id, carrier="demo-sf", reason=reason)
    day.must(choosing.choose_carrier([choice], by=by, at=day.at), by)
    yield day.minutes(2, 6)
    parcel = labelled(day, box, "demo-sf")
    day.must(assign_waybill([parcel], by=by, at=day.at), by)
    yield day.minutes(20, 60)
    trolley = Trolley(carrier="demo-sf", taken_by=day.says("周师傅", "Mr Zhou"))
    day.must(hand_to_carrier([box.id], trolley, by=by, at=day.at), by)
    yield from carried(day, order, parcel)


def arrives_broken(day: Day) -> Tale:
    """The customer wants no messages but by e-mail, and says what is wrong; service answers."""
    order, box = yield from in_hand(day, day.shop.order("demo-web", day.at))
    parcel = yield from under_way(day, order, box, "demo-sf")
    yield day.minutes(2, 9)
    ways = Ways(order=order.id, email=True, sms=False)
    day.must(choose_messages([ways], by=CUSTOMER, at=day.at), CUSTOMER)
    yield from carried(day, order, parcel)
    yield day.minutes(10, 40)
    words = day.says("外箱压坏了，里面碎了一件", "the box is crushed and one piece is broken")
    said = NewFeedback(order=order.id, kind=FeedbackKind.PROBLEM, words=words)
    day.must(record_feedback([said], by=CUSTOMER, at=day.at), CUSTOMER)
    yield day.minutes(10, 40)
    by = day.cast.anyone(Role.SERVICE)
    answer = day.says("对不起，我们补发一件。", "We are sorry, and send you another one.")
    day.must(answer_feedback([order.id], by=by, answer=answer, at=day.at), by)


def refused_at_the_door(day: Day) -> Tale:
    """Cash on delivery, refused: it comes back, and one article is spoilt."""
    new = day.shop.order("demo-phone", day.at, paid_by=None)
    order, box = yield from in_hand(day, replace(new, cash_on_delivery=True))
    parcel = yield from under_way(day, order, box, "demo-van")
    yield from on_the_road(day, order, parcel)
    yield day.hours(1, 3)
    told(day, order, parcel, "14", "客户拒收", order.new.district)
    yield day.minutes(200, 320)
    by = day.cast.picker(box.warehouse)
    spoilt = {box.id: {box.contents[0].sku: 1}}
    day.must(receive_back([box.id], by=by, scrapped=spoilt, at=day.at), by)


def nobody_home(day: Day) -> Tale:
    """Tried, kept at a pickup point, and sent back."""
    order, box = yield from in_hand(day, day.shop.order("demo-douyin", day.at))
    parcel = yield from under_way(day, order, box, "demo-zto")
    yield from on_the_road(day, order, parcel)
    yield day.hours(2, 4)
    told(day, order, parcel, "501", "无人应答，已放代收点", order.new.district)
    yield day.hours(6, 9)
    told(day, order, parcel, "6", "逾期未取，退回中", order.new.district)


def tried_again(day: Day) -> Tale:
    """Nobody can be reached: logistics asks, service arranges another day, and it arrives."""
    order, box = yield from in_hand(day, day.shop.order("demo-web", day.at))
    parcel = yield from under_way(day, order, box, "demo-zto")
    yield from on_the_road(day, order, parcel)
    yield day.hours(1, 2)
    told(day, order, parcel, "2", "电话无人接听，投递失败", order.new.district)
    day.must(open_exception([box.id], by=SYSTEM, kind=ExceptionKind.FAILED, at=day.at), SYSTEM)
    yield day.minutes(10, 30)
    by = day.cast.dispatcher(box.warehouse)
    day.must(take_exception([box.id], by=by, at=day.at), by)
    note = day.says("承运商说下午还能再送", "they can try again in the afternoon")
    day.must(pursue([box.id], by=by, action=Pursuit.ASK, note=note, at=day.at), by)
    yield day.minutes(5, 20)
    service = day.cast.anyone(Role.SERVICE)
    note = day.says("已联系客户，下午在家", "the customer is at home in the afternoon")
    arranged = arrange([box.id], by=service, action=Arrangement.REDELIVER, note=note, at=day.at)
    day.must(arranged, service)
    yield day.minutes(5, 20)
    to = Elsewhere(street=day.says("小区门口驿站", "the parcel shop at the gate"))
    day.must(redirect([box.id], by=service, to=to, note=note, at=day.at), service)
    yield day.hours(1, 3)
    told(day, order, parcel, "3", "已签收", order.new.district)


def gone_quiet(day: Day) -> Tale:
    """No scan for long; it was in the van all the time."""
    order, box = yield from in_hand(day, day.shop.order("demo-web", day.at))
    parcel = yield from under_way(day, order, box, "demo-yto")
    yield day.hours(1, 2)
    by = day.cast.dispatcher(box.warehouse)
    day.must(open_exception([box.id], by=by, kind=ExceptionKind.NO_SCAN, at=day.at), by)
    yield day.minutes(10, 30)
    note = day.says("司机说还在车上", "the driver has it in the van")
    alarm = ExceptionOutcome.FALSE_ALARM
    day.must(close_exception([box.id], by=by, outcome=alarm, note=note, at=day.at), by)
    yield from carried(day, order, parcel)


def lost_on_the_road(day: Day) -> Tale:
    """The carrier admits the loss; the manager confirms it, and the money goes back."""
    order, box = yield from in_hand(day, day.shop.order("demo-jd", day.at))
    parcel = yield from under_way(day, order, box, "demo-jdl")
    yield day.hours(2, 5)
    told(day, order, parcel, "2", "快件异常，正在查找", "")
    yield day.minutes(300, 420)
    by = day.cast.anyone(Role.MANAGER)
    reason = day.says("承运商确认丢失，同意赔付", "the carrier admits the loss and pays")
    day.must(lose([box.id], by=by, reason=reason, at=day.at), by)
    yield from refunded(day, order, all_of_it=True)


def sent_once_more(day: Day) -> Tale:
    """A parcel is lost: its carrier is to pay, and the customer gets the same goods again."""
    order, box = yield from in_hand(day, day.shop.order("demo-tmall", day.at))
    parcel = yield from under_way(day, order, box, "demo-yto")
    yield day.hours(2, 4)
    told(day, order, parcel, "2", "快件破损，无法派送", "")
    day.must(open_exception([box.id], by=SYSTEM, kind=ExceptionKind.LOST, at=day.at), SYSTEM)
    yield day.minutes(10, 40)
    by = day.cast.dispatcher(box.warehouse)
    note = day.says("外箱压坏，已拍照", "crushed; photos were taken")
    day.must(claim([box.id], by=by, amount=Decimal("60.00"), note=note, at=day.at), by)
    service = day.cast.anyone(Role.SERVICE)
    again = day.must(send_again([box.id], by=service, at=day.at), service).made[box.id]
    day.orders.append(again)
    yield day.hours(0.01, 0.05)
    day.must(confirm([again], by=SYSTEM, at=day.at, whole_only=True), SYSTEM)
    fulfilled(day, Placed(again, order.new))
    yield day.hours(1, 3)
    day.must(settle_claim([box.id], by=by, granted=Decimal("50.00"), at=day.at), by)


def without_a_word(day: Day) -> Tale:
    """Handed to the carrier, and then silence: late at logistics."""
    order, box = yield from in_hand(day, day.shop.order("demo-tmall", day.at))
    yield from under_way(day, order, box, "demo-zto")


def handed_out_by_mistake(day: Day) -> Tale:
    """The wrong parcel was ticked at the counter; the manager takes it back."""
    store = "demo-lakeside"
    new = day.shop.order("demo-web", day.at, store=store, fulfilment=Fulfilment.PICKUP)
    order, box = yield from in_hand(day, new)
    yield from picked(day, box)
    yield from boxed(day, box)
    yield day.minutes(20, 40)
    clerk = day.cast.sales(store)
    taken_home(day, box, clerk)
    yield day.minutes(5, 15)
    by = day.cast.anyone(Role.MANAGER)
    reason = day.says("点错了，客户还没来", "ticked by mistake; nobody came yet")
    day.must(undo_deliver([box.id], by=by, reason=reason, at=day.at), by)
    yield from handed_on(day, order, box)


def _told_of_shortage(day: Day, sku: str) -> Told:
    """An order for more than there is: the rule leaves it to sales, who tell the customer."""
    lines = (day.shop.more_than_there_is(sku), day.shop.line("SNK003", 1))
    order = placed(day, day.shop.order("demo-web", day.at, lines=lines))
    yield day.hours(0.01, 0.03)
    day.fails(confirm([order.id], by=SYSTEM, at=day.at, whole_only=True), SYSTEM)
    yield day.minutes(6, 20)
    by = day.cast.sales(order.new.store)
    day.must(confirm([order.id], by=by, at=day.at), by)
    yield day.minutes(10, 60)
    note = day.says("已电话说明，短信发了选项链接", "told by phone, link sent")
    day.must(record_contact([order.id], by=by, note=note, at=day.at), by)
    return order


def _arrives(day: Day, sku: str, known: tuple[int, ...], order: Placed) -> Tale:
    """Goods come in; who waits for them is served, first come first served."""
    product = Product.objects.values_list("id", flat=True).get(sku=sku)
    warehouse = Warehouse.objects.values_list("id", flat=True).get(code="demo-hz")
    by = day.cast.picker(warehouse)
    came = ledger.Movement(product=product, warehouse=warehouse, kind="receipt", quantity=12)
    ledger.post([came], actor=by.name)
    day.must(reserve_again(waiting_for([product]), by=by, at=day.at), by)
    for box in boxes(order.id, besides=known):
        day.start(through(day, order, box))
    yield from ()
