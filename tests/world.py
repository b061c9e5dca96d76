"""Builders: a small shop, and documents at every place of the journey. Each returns ids."""

import itertools
from collections.abc import Sequence
from decimal import Decimal

from gendan.insight.verify.examination import verify
from gendan.journey.anytime.cancel import cancel
from gendan.journey.anytime.payments import NewPayment, record_payment
from gendan.journey.s1_place.commands import place
from gendan.journey.s1_place.new_orders import NewLine, NewOrder
from gendan.journey.s2_review.commands import confirm
from gendan.journey.s3_pick.commands import pack, pick_listed, start_pick
from gendan.journey.s4_issue.commands import issue
from gendan.journey.s5_dispatch.commands import Parcel, dispatch
from gendan.journey.s6_deliver.commands import come_back, deliver, lose, receive_back
from gendan.kernel.clock import WorkCalendar
from gendan.kernel.outcome import Outcome
from gendan.process.words import ComeBackReason
from gendan.records.carriers.models import NumberBlock
from gendan.records.orders.models import CustomerOrder
from gendan.records.parties.models import Carrier, Channel
from gendan.records.places.models import Store, Supply, Warehouse
from gendan.records.products.models import Product, Substitute
from gendan.records.shipments.models import Shipment
from gendan.records.stock import ledger
from tests.cast import BO, LIN, MEI, SAM

PRICES = {"tea": "30.00", "cup": "12.50", "pot": "88.00", "rare": "66.00", "twin": "60.00"}
GTINS = {"tea": "6901234567892", "cup": "6901234560015"}
PLENTY = 100_000
serial = itertools.count(1)


def shop() -> None:
    """A store served by two warehouses; plenty of tea, cups and pots; nothing of what is rare.

    `twin` may stand in for `rare`."""
    calendar = WorkCalendar.objects.create(code="house", week=[["09:00", "21:00"]] * 7)
    store, _ = Store.objects.bulk_create(
        Store(code=code, name=name, calendar=calendar)
        for code, name in (("S1", "湖滨店"), ("S2", "西溪店"))
    )
    first, second = Warehouse.objects.bulk_create(
        Warehouse(code=code, name=code, calendar=calendar) for code in ("W1", "W2")
    )
    Supply.objects.bulk_create(
        Supply(store=store, warehouse=warehouse, rank=rank)
        for rank, warehouse in enumerate((first, second), start=1)
    )
    Channel.objects.bulk_create([
        Channel(code="web", name="官网", kind="online", auto_confirm=True),
        Channel(code="phone", name="电话", kind="phone"),
    ])  # fmt: skip
    Carrier.objects.bulk_create([
        Carrier(code="sf", name="顺丰"), Carrier(code="van", name="自有车队", kind="own"),
    ])  # fmt: skip
    products = Product.objects.bulk_create(
        Product(sku=sku, name=sku, price=Decimal(price), gtin=GTINS.get(sku))
        for sku, price in PRICES.items()
    )
    articles = {product.sku: product.pk for product in products}
    Substitute.objects.create(product_id=articles["rare"], substitute_id=articles["twin"])
    ledger.post(
        [_arrival(articles[sku], first.pk, PLENTY) for sku in ("tea", "cup", "pot", "twin")],
        actor="test",
    )


def block(carrier: str, first: int = 0, last: int = 99_999_999) -> NumberBlock:
    """A carrier gave us numbers in advance; once."""
    made, _ = NumberBlock.objects.get_or_create(
        carrier=Carrier.objects.get(code=carrier), prefix="SFB", digits=12, first=first,
        defaults={"last": last, "next": first},
    )  # fmt: skip
    return made


def product(sku: str) -> int:
    """Its id."""
    return Product.objects.values_list("id", flat=True).get(sku=sku)


def warehouse(code: str = "W1") -> int:
    """Its id."""
    return Warehouse.objects.values_list("id", flat=True).get(code=code)


def receive(sku: str, quantity: int, where: str = "W1") -> None:
    """Goods arrive in a warehouse."""
    ledger.post([_arrival(product(sku), warehouse(where), quantity)], actor="test")


def _arrival(product: int, warehouse: int, quantity: int) -> ledger.Movement:
    return ledger.Movement(product=product, warehouse=warehouse, kind="receipt", quantity=quantity)


def new(sku: str = "tea", quantity: int = 1, **rest: object) -> NewOrder:
    """A new order nobody has placed yet, of one line unless `lines` says more."""
    number = next(serial)
    usual: dict[str, object] = {
        "channel": "web",
        "store": "S1",
        "reference": f"web-{number}",
        "name": "王小明",
        "phone": f"138{number:08d}",
        "province": "浙江省",
        "city": "杭州市",
        "district": "西湖区",
        "street": "文三路 1 号 2 单元 301",
        "lines": (NewLine(sku=sku, quantity=quantity),),
        "awaits_payment": False,
    }
    return NewOrder(**(usual | rest))  # type: ignore[arg-type]


def all_done(outcome: Outcome) -> Outcome:
    """The outcome, of which nothing was refused."""
    assert not outcome.refused, outcome.refused
    return outcome


def placed(count: int = 1, sku: str = "tea", quantity: int = 1, **rest: object) -> list[int]:
    """Orders in review."""
    orders = [new(sku, quantity, **rest) for _ in range(count)]
    return list(all_done(place(orders, by=SAM)).made.values())


def confirmed(count: int = 1, sku: str = "tea", quantity: int = 1, **rest: object) -> list[int]:
    """Orders whose goods are promised."""
    orders = placed(count, sku, quantity, **rest)
    all_done(confirm(orders, by=SAM))
    return orders


def boxes(orders: Sequence[int]) -> list[int]:
    """The shipments of these orders that are not void, in order of their ids."""
    found = Shipment.objects.filter(order__in=orders).exclude(state="cancelled").order_by("id")
    return list(found.values_list("id", flat=True))


def to_pick(count: int = 1, sku: str = "tea", quantity: int = 1, **rest: object) -> list[int]:
    """Shipments that wait for a picker; orders of their own."""
    return boxes(confirmed(count, sku, quantity, **rest))


def picking(count: int = 1, sku: str = "tea", quantity: int = 1, **rest: object) -> list[int]:
    """Shipments that somebody picks."""
    found = to_pick(count, sku, quantity, **rest)
    all_done(start_pick(found, by=MEI))
    return found


def packed(count: int = 1, sku: str = "tea", quantity: int = 1, **rest: object) -> list[int]:
    """Shipments whose boxes are closed."""
    found = picking(count, sku, quantity, **rest)
    all_done(pick_listed(found, by=MEI))
    all_done(pack(found, by=MEI))
    return found


def issued(count: int = 1, sku: str = "tea", quantity: int = 1, **rest: object) -> list[int]:
    """Shipments that left the books."""
    found = packed(count, sku, quantity, **rest)
    all_done(issue(found, by=MEI))
    return found


def parcels(shipments: Sequence[int]) -> list[Parcel]:
    """Each under a fresh number of 顺丰."""
    return [Parcel(shipment=id, carrier="sf", number=f"SF{next(serial):012d}") for id in shipments]


def dispatched(count: int = 1, sku: str = "tea", quantity: int = 1, **rest: object) -> list[int]:
    """Shipments on the road."""
    found = issued(count, sku, quantity, **rest)
    all_done(dispatch(parcels(found), by=LIN))
    return found


def go(shipment: int) -> None:
    """Carry one shipment from the shelf to the road."""
    all_done(start_pick([shipment], by=MEI))
    all_done(pick_listed([shipment], by=MEI))
    all_done(pack([shipment], by=MEI))
    all_done(issue([shipment], by=MEI))
    all_done(dispatch(parcels([shipment]), by=LIN))


def delivered(count: int = 1) -> list[int]:
    """Shipments that arrived."""
    found = dispatched(count)
    all_done(deliver(found, by=LIN))
    return found


def coming_back(count: int = 1) -> list[int]:
    """Shipments on their way home."""
    found = dispatched(count)
    all_done(come_back(found, by=LIN, reason=ComeBackReason.REFUSED))
    return found


def returned(count: int = 1) -> list[int]:
    """Shipments that came home."""
    found = coming_back(count)
    all_done(receive_back(found, by=MEI))
    return found


def lost(count: int = 1) -> list[int]:
    """Shipments that will never come."""
    found = dispatched(count)
    all_done(lose(found, by=BO, reason="承运商认赔"))
    return found


def void(count: int = 1) -> list[int]:
    """Shipments that were withdrawn."""
    orders = confirmed(count)
    found = boxes(orders)
    all_done(cancel(orders, by=SAM))
    return found


def partly_shipped(count: int = 1) -> list[int]:
    """Orders of which one box is on the road and another waits for a picker."""
    orders = []
    for _ in range(count):
        receive("rare", 1, "W2")
        orders += confirmed(lines=(NewLine(sku="tea", quantity=1), NewLine(sku="rare", quantity=1)))
    going = [box for order in orders for box in boxes([order])[:1]]
    all_done(start_pick(going, by=MEI))
    all_done(pick_listed(going, by=MEI))
    all_done(pack(going, by=MEI))
    all_done(issue(going, by=MEI))
    all_done(dispatch(parcels(going), by=LIN))
    return orders


def pay(order: int, amount: str) -> None:
    """Money comes for an order."""
    paid = NewPayment(
        order=order, amount=Decimal(amount), method="online", reference=f"pay-{next(serial)}"
    )
    all_done(record_payment([paid], by=SAM))


def orders_of(shipments: Sequence[int]) -> list[int]:
    """The orders of these shipments."""
    return list(
        Shipment.objects.filter(id__in=shipments).order_by("id").values_list("order", flat=True)
    )


def status(orders: Sequence[int]) -> list[str]:
    """The status word of each order, in the order asked."""
    found = dict(CustomerOrder.objects.filter(id__in=orders).values_list("id", "status"))
    return [found[order] for order in orders]


def state(shipments: Sequence[int]) -> list[str]:
    """The state of each shipment, in the order asked."""
    found = dict(Shipment.objects.filter(id__in=shipments).values_list("id", "state"))
    return [found[shipment] for shipment in shipments]


SHIPMENTS = {
    "to_pick": to_pick,
    "picking": picking,
    "packed": packed,
    "issued": issued,
    "dispatched": dispatched,
    "delivered": delivered,
    "coming_back": coming_back,
    "returned": returned,
    "lost": lost,
    "cancelled": void,
}

ORDERS = {
    "review": placed,
    "shortage": lambda count=1: confirmed(count, "rare"),
    "pending": confirmed,
    "processing": lambda count=1: orders_of(picking(count)),
    "ready": lambda count=1: orders_of(issued(count)),
    "partly_shipped": partly_shipped,
    "shipped": lambda count=1: orders_of(dispatched(count)),
    "completed": lambda count=1: orders_of(delivered(count)),
    "closed": lambda count=1: orders_of(returned(count)),
    "cancelled": lambda count=1: orders_of(void(count)),
}


def books_agree() -> None:
    """Every status, count, sum and journal is what its parts say."""
    report = verify()
    assert not report.differences, list(report.sentences())
