"""What a test reads back: the rows that a command left, short enough to be compared whole."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal

from gendan.kernel import sql
from gendan.kernel.journal import JournalEntry
from gendan.kernel.notices import Notice
from gendan.records.cases.models import DeliveryException
from gendan.records.dock import pictures
from gendan.records.orders.models import CustomerOrder, Hold, OrderLine, Payment
from gendan.records.shipments.models import PickRecord, Shipment, ShipmentLine
from gendan.records.stock.models import StockLevel, StockMovement, StockTask
from tests import world

# A table without a page has no row; to read nothing of a hundred takes longer than the rest.
TABLES = """
SELECT relname FROM pg_class
 WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
 ORDER BY relname
"""


@dataclass
class News:
    """What came to the journal, the notices and the stock ledger while a block ran."""

    journal: list[tuple[object, ...]] = field(default_factory=list)
    told: set[tuple[object, ...]] = field(default_factory=set)
    moved: list[tuple[object, ...]] = field(default_factory=list)


@contextmanager
def news() -> Iterator[News]:
    """Collect what the block brings about.

    `journal`: (order, seq, step, document, its id, was, now, status); `told`: (key, document,
    its id, recipient, occurrence); `moved`: (kind, sku, warehouse, on hand, set aside, box)."""
    found = News()
    before = [_last(JournalEntry), _last(Notice), _last(StockMovement)]
    yield found
    found.journal = list(
        JournalEntry.objects.filter(id__gt=before[0])
        .order_by("order_id", "seq")
        .values_list("order_id", "seq", "step", "document", "document_id", "was", "now", "status")
    )
    found.told = set(
        Notice.objects.filter(id__gt=before[1]).values_list(
            "key", "document", "document_id", "recipient", "occurrence"
        )
    )
    found.moved = list(
        StockMovement.objects.filter(id__gt=before[2])
        .order_by("id")
        .values_list(
            "kind", "product__sku", "warehouse__code", "quantity", "set_aside", "shipment_id"
        )
    )


def _last(model: type[JournalEntry | Notice | StockMovement]) -> int:
    return model.objects.order_by("-id").values_list("id", flat=True).first() or 0


def changed(order: int, step: str) -> object:
    """What the journal says was changed the last time `step` was taken for the order."""
    return _entry(order, step).changed


def reason(order: int, step: str) -> str:
    """The reason beside `step`, the last time it was taken for the order."""
    return _entry(order, step).reason


def _entry(order: int, step: str) -> JournalEntry:
    return JournalEntry.objects.filter(order_id=order, step=step).order_by("-seq")[0]


def stock(sku: str, where: str = "W1") -> tuple[int, int, int]:
    """On hand, reserved, set aside."""
    found = StockLevel.objects.filter(product__sku=sku, warehouse__code=where)
    return found.values_list("on_hand", "reserved", "set_aside").first() or (0, 0, 0)


def tasks() -> list[tuple[object, ...]]:
    """The warehouse's open tasks: kind, SKU, warehouse, units, shipment."""
    found = StockTask.objects.filter(settled_at=None).order_by("id")
    return list(
        found.values_list("kind", "product__sku", "warehouse__code", "quantity", "shipment_id")
    )


def lines(order: int) -> list[tuple[object, ...]]:
    """Each line: SKU, ordered, cancelled, substituted, short, in boxes."""
    found = OrderLine.objects.filter(order=order).order_by("ordinal")
    return list(
        found.values_list(
            "product__sku", "quantity", "cancelled", "substituted", "short", "allotted"
        )
    )


def line(order: int, sku: str) -> int:
    """The id of the order's line of that article."""
    return OrderLine.objects.values_list("id", flat=True).get(order=order, product__sku=sku)


def money(order: int) -> tuple[Decimal, Decimal, Decimal, str]:
    """Payable, paid, refunded, and the word for it."""
    found = CustomerOrder.objects.filter(id=order)
    return found.values_list("total", "paid", "refunded", "payment_status")[0]


def payments(order: int) -> list[tuple[Decimal, str, str]]:
    """Amount, method and reference of each."""
    found = Payment.objects.filter(order=order).order_by("id")
    return list(found.values_list("amount", "method", "reference"))


def holds(order: int) -> list[str]:
    """The kinds of the holds that are open."""
    found = Hold.objects.filter(order=order, released_at=None).order_by("kind", "id")
    return list(found.values_list("kind", flat=True))


def boxes(order: int) -> list[tuple[object, ...]]:
    """Each shipment: number's ending, warehouse, state, and its units by SKU."""
    found = Shipment.objects.filter(order=order).order_by("ordinal")
    return [
        (
            box.number.removeprefix(box.order.number),
            box.warehouse.code,
            box.state,
            contents(box.id),
        )
        for box in found.select_related("order", "warehouse")
    ]


def contents(shipment: int) -> dict[str, int]:
    """Units by SKU; what was taken out again is absent."""
    found = ShipmentLine.objects.filter(shipment=shipment, quantity__gt=0).order_by("id")
    return dict(found.values_list("product__sku", "quantity"))


def picked(shipment: int) -> list[tuple[object, ...]]:
    """The picking record: SKU, scanned code, bin, units, who."""
    found = PickRecord.objects.filter(shipment_line__shipment=shipment).order_by("id")
    return list(
        found.values_list("shipment_line__product__sku", "scanned", "bin", "quantity", "actor")
    )


def box(shipment: int) -> Shipment:
    """The row as it is now."""
    return Shipment.objects.get(id=shipment)


def order(id: int) -> CustomerOrder:
    """The row as it is now."""
    return CustomerOrder.objects.get(id=id)


def number(shipment: int) -> str:
    """The waybill number under which it travels."""
    found = box(shipment).waybill
    assert found is not None
    return str(found.number)


def pickups(count: int = 1) -> list[int]:
    """Shipments that wait in the store for their customers."""
    return world.issued(count, fulfilment="pickup")


def everything(but: Collection[str] = ()) -> dict[str, str]:
    """A fingerprint of every table that holds a row, to see that nothing at all has changed."""
    tables = [name for (name,) in sql.rows(TABLES) if name not in but]
    found = sql.rows(
        " UNION ALL ".join(
            f"SELECT '{table}', md5(string_agg(t::text, '|' ORDER BY t::text))"
            f' FROM "{table}" AS t'
            for table in tables
        )
    )
    return {table: told for table, told in found if told is not None}


def of(rows: Sequence[tuple[object, ...]], step: str) -> list[tuple[object, ...]]:
    """Those journal rows that are of that step."""
    return [row for row in rows if row[2] == step]


# The smallest picture there is: one white dot.
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg=="


def signature() -> pictures.Picture:
    """What somebody signed."""
    return pictures.read(DOT, "signature")


def astray(shipment: int) -> DeliveryException:
    """The latest case of a parcel that went astray."""
    return DeliveryException.objects.filter(shipment=shipment).latest("id")
