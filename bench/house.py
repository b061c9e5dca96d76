"""The house that is measured: one store, one warehouse, two thousand articles, many customers."""

from collections.abc import Mapping
from decimal import Decimal

from bench.wares import CUSTOMERS, PRODUCTS, RARE, RARE_UNITS, sku
from gendan.kernel import sql
from gendan.kernel.clock import WorkCalendar
from gendan.records.parties.models import Carrier, Channel
from gendan.records.places.models import Store, Supply, Warehouse
from gendan.records.products.models import Product
from gendan.records.stock import ledger

PLENTY = 100_000_000

PEOPLE = """
INSERT INTO customer (name, initials, phone, email)
SELECT '顾客' || nth, 'gk', '+86137' || lpad(nth::text, 8, '0'), ''
  FROM generate_series(1, %s) AS nth
"""


def build() -> None:
    """Furnish an empty, migrated database."""
    calendar = WorkCalendar.objects.create(code="house", week=[["09:00", "21:00"]] * 7)
    store = Store.objects.create(code="S1", name="总店", calendar=calendar)
    warehouse = Warehouse.objects.create(code="W1", name="总仓", calendar=calendar)
    Supply.objects.create(store=store, warehouse=warehouse)
    Channel.objects.create(code="web", name="官网", kind="online")
    Carrier.objects.create(code="van", name="自有车队")
    Product.objects.bulk_create(
        Product(sku=sku(nth), name=f"商品 {nth}", price=Decimal(10 + nth % 90))
        for nth in range(PRODUCTS)
    )
    sql.run(PEOPLE, [CUSTOMERS])
    _receive(dict.fromkeys(Product.objects.values_list("id", flat=True), PLENTY))


def offer_rare() -> None:
    """What everybody wants, and nobody ordered before."""
    rare = Product.objects.create(sku=RARE, name="限量款", price=Decimal(99))
    _receive({rare.pk: RARE_UNITS})


def _receive(arrivals: Mapping[int, int]) -> None:
    warehouse = Warehouse.objects.get().pk
    ledger.post(
        [
            ledger.Movement(product=product, warehouse=warehouse, kind="receipt", quantity=quantity)
            for product, quantity in arrivals.items()
        ],
        actor="bench",
    )
