"""What the stories ask of the books: stock, steps, holds."""

from gendan.kernel.journal import JournalEntry
from gendan.records.orders.models import Hold, OrderLine
from gendan.records.stock.models import StockLevel


def stock(sku: str, where: str = "W1") -> tuple[int, int, int]:
    """On hand, reserved, set aside."""
    return StockLevel.objects.values_list("on_hand", "reserved", "set_aside").get(
        product__sku=sku, warehouse__code=where
    )


def steps(order: int) -> list[str]:
    """What happened to an order, in order."""
    return list(
        JournalEntry.objects.filter(order_id=order).order_by("seq").values_list("step", flat=True)
    )


def held(order: int) -> set[str]:
    """The kinds of its open holds."""
    return set(Hold.objects.filter(order=order, released_at=None).values_list("kind", flat=True))


def line(order: int, sku: str) -> OrderLine:
    """Its line of that article."""
    return OrderLine.objects.get(order=order, product__sku=sku)
