"""The demo shop itself: stores, warehouses and bins, channels, carriers, goods and stock.

Loaded once, in one transaction: a start that is interrupted leaves nothing behind.
"""

from dataclasses import dataclass
from datetime import time
from random import Random

from django.conf import settings
from django.db import connection, transaction

from gendan.demo import carriers, papers, people
from gendan.demo.goods import catalogue
from gendan.kernel.clock import WorkCalendar
from gendan.process.model import Text
from gendan.process.words import ChannelKind
from gendan.records.parties.contacts import initials
from gendan.records.parties.models import Channel
from gendan.records.places.models import Bin, Store, Supply, Warehouse
from gendan.records.products.models import Product, Substitute
from gendan.records.stock import ledger

ONLINE = "demo-online"
OPEN = ["08:00", "22:00"]  # every day of the week
CUTOFF = time(18)
LOADER = "demo"  # the name under which the first stock was received
ALONE = 20_111_111  # of the lock that keeps two first starts apart


@dataclass(frozen=True, slots=True)
class Place:
    """A store or a warehouse."""

    code: str
    name: Text


STORES = (
    Place(ONLINE, Text("四时集 官方网店", "Sishiji online")),
    Place("demo-lakeside", Text("杭州湖滨店", "Hangzhou Lakeside")),
    Place("demo-jingan", Text("上海静安店", "Shanghai Jing'an")),
    Place("demo-chunxi", Text("成都春熙店", "Chengdu Chunxi")),
)
MAIN = Place("demo-hz", Text("杭州主仓", "Hangzhou warehouse"))
SOUTH = Place("demo-gz", Text("广州南仓", "Guangzhou warehouse"))
# Each street shop has a back room that serves it first.
BACK_ROOMS = tuple(
    Place(f"{store.code}-back", Text(f"{store.name.zh}后仓", f"{store.name.en} back room"))
    for store in STORES[1:]
)
WAREHOUSES = (MAIN, SOUTH, *BACK_ROOMS)

# Code, name, kind, and whether the system may confirm its orders by itself.
CHANNELS = (
    ("demo-web", Text("官网", "Own shop"), ChannelKind.ONLINE, True),
    ("demo-tmall", Text("天猫", "Tmall"), ChannelKind.MARKETPLACE, True),
    ("demo-jd", Text("京东", "JD.com"), ChannelKind.MARKETPLACE, True),
    ("demo-douyin", Text("抖店", "Douyin"), ChannelKind.MARKETPLACE, True),
    ("demo-store", Text("门店", "Store"), ChannelKind.STORE, False),
    ("demo-phone", Text("电话", "Phone"), ChannelKind.PHONE, False),
)

SCARCE = ("TEA005", "BED005", "KIT003", "OUT005", "WEA005")  # short when the stories need it
SCARCE_UNITS = 2

SHELVE = """
UPDATE stock_level AS level SET bin_id = asked.bin_id
  FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])
       AS asked (product_id, warehouse_id, bin_id)
 WHERE level.product_id = asked.product_id AND level.warehouse_id = asked.warehouse_id
"""


def is_loaded() -> bool:
    """Whether the demo shop is here already."""
    return Store.objects.filter(code=ONLINE).exists()


def is_strange() -> bool:
    """Whether this house has a shop of its own, with which the demo must not mix."""
    return Store.objects.exclude(code__startswith="demo-").exists()


def load(seed: int) -> people.Logins | None:
    """Load the shop: all of it or nothing. The logins it made; `None` when it was there."""
    rng = Random(seed)  # noqa: S311 - invents stock and names, no secrets
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ALONE])
        if is_loaded():
            return None
        calendar = WorkCalendar.objects.create(
            code="demo", zone=settings.TIME_ZONE, week=[OPEN] * 7, cutoff=CUTOFF
        )
        stores, warehouses = _stores(calendar), _warehouses(calendar)
        _supplies(stores, warehouses)
        Channel.objects.bulk_create(
            Channel(code=code, name=name.zh, name_en=name.en, kind=kind.value, auto_confirm=auto)
            for code, name, kind, auto in CHANNELS
        )
        carriers.load()
        products = _products()
        _stock(products, warehouses, rng)
        people.load_customers(rng)
        logins = people.load_staff(stores, warehouses)
        papers.load(papers.Places(MAIN.code, SOUTH.code, BACK_ROOMS[0].code))
        return logins


def _stores(calendar: WorkCalendar) -> dict[str, int]:
    made = Store.objects.bulk_create(
        Store(code=place.code, name=place.name.zh, name_en=place.name.en, calendar=calendar)
        for place in STORES
    )
    return {store.code: store.pk for store in made}


def _warehouses(calendar: WorkCalendar) -> dict[str, int]:
    made = Warehouse.objects.bulk_create(
        Warehouse(code=place.code, name=place.name.zh, name_en=place.name.en, calendar=calendar)
        for place in WAREHOUSES
    )
    return {warehouse.code: warehouse.pk for warehouse in made}


def _supplies(stores: dict[str, int], warehouses: dict[str, int]) -> None:
    """The net is served by the big warehouses; a street shop asks its own back room first."""
    rows = []
    for store in STORES:
        served_by = [MAIN.code, SOUTH.code]
        if f"{store.code}-back" in warehouses:
            served_by.insert(0, f"{store.code}-back")
        rows += [
            Supply(store_id=stores[store.code], warehouse_id=warehouses[code], rank=rank)
            for rank, code in enumerate(served_by, start=1)
        ]
    Supply.objects.bulk_create(rows)


def _products() -> dict[str, int]:
    """Ids by SKU."""
    goods = catalogue()
    made = Product.objects.bulk_create(
        Product(
            sku=good.sku,
            gtin=good.gtin,
            name=good.name,
            name_en=good.name_en,
            initials=initials(good.name),
            price=good.price,
            weight_grams=good.weight_grams,
        )
        for good in goods
    )
    ids = {product.sku: product.pk for product in made}
    Substitute.objects.bulk_create(
        Substitute(product_id=ids[good.sku], substitute_id=ids[good.twin]) for good in goods
    )
    return ids


def _stock(products: dict[str, int], warehouses: dict[str, int], rng: Random) -> None:
    """Goods arrive everywhere, and each gets its shelf."""
    shelves: list[tuple[int, int, int]] = []
    received = []
    for place in WAREHOUSES:
        warehouse = warehouses[place.code]
        bins = _bins(warehouse, big=place in (MAIN, SOUTH))
        for nth, (sku, product) in enumerate(products.items()):
            units = _units(sku, place, rng)
            received.append(
                ledger.Movement(
                    product=product, warehouse=warehouse, kind="receipt", quantity=units
                )
            )
            shelves.append((product, warehouse, bins[nth % len(bins)]))
    ledger.post([movement for movement in received if movement.quantity], actor=LOADER)
    with connection.cursor() as cursor:
        cursor.execute(SHELVE, [list(column) for column in zip(*shelves, strict=True)])


def _units(sku: str, place: Place, rng: Random) -> int:
    if sku in SCARCE:
        return SCARCE_UNITS if place is MAIN else 0
    if place is MAIN:
        return rng.randrange(180, 420)
    if place is SOUTH:
        return rng.randrange(60, 180)
    return rng.randrange(6, 30)


def _bins(warehouse: int, *, big: bool) -> list[int]:
    """Ids of the bins in the order in which a picker walks past them."""
    codes = [
        f"{aisle}-{rack:02d}-{level}"
        for aisle in ("ABCDEF" if big else "A")
        for rack in range(1, 11)
        for level in (1, 2)
    ]
    made = Bin.objects.bulk_create(
        Bin(warehouse_id=warehouse, code=code, walk=walk) for walk, code in enumerate(codes)
    )
    return [shelf.pk for shelf in made]
