"""What the tests of stock work build, and what they read back."""

from gendan.kernel.outcome import Outcome
from gendan.records.stock.models import StockEntry, StockLevel, StockMovement
from gendan.records.stock.papers import Receipt, StockCount, Transfer
from gendan.stockroom.counts import Counted, NewCount, count, open_count
from gendan.stockroom.receipts import Arrival, NewReceipt, expect_goods, receive
from gendan.stockroom.transfers import NewTransfer, plan_transfer, send_transfer
from gendan.stockroom.units import Units
from tests import world
from tests.cast import MEI

NOTE = {"rare": 10, "cup": 4}


def note(lines: dict[str, int] | None = None, **rest: object) -> NewReceipt:
    """A delivery note nobody has entered yet."""
    usual: dict[str, object] = {
        "warehouse": "W1",
        "sender": "西湖茶厂",
        "reference": f"SH{next(world.serial)}",
        "lines": units(NOTE if lines is None else lines),
    }
    return NewReceipt(**(usual | rest))  # type: ignore[arg-type]


def units(lines: dict[str, int]) -> tuple[Units, ...]:
    """So many of each code."""
    return tuple(Units(code=code, quantity=quantity) for code, quantity in lines.items())


def made(outcome: Outcome) -> list[int]:
    """The papers that came into being; nothing was refused."""
    return list(world.all_done(outcome).made.values())


def expected(count: int = 1, lines: dict[str, int] | None = None, **rest: object) -> list[int]:
    """Receipts of which nothing came yet."""
    return made(expect_goods([note(lines, **rest) for _ in range(count)], by=MEI))


def arrive(number: str, **units: int) -> None:
    """So many of each code come under that receipt."""
    paper = Receipt.objects.get(number=number).pk
    arrivals = [Arrival(receipt=paper, code=code, quantity=n) for code, n in units.items()]
    world.all_done(receive(arrivals, by=MEI))


def receiving(count: int = 1) -> list[int]:
    """Receipts of which three units of what is rare came."""
    receipts = expected(count)
    world.all_done(
        receive([Arrival(receipt=id, code="rare", quantity=3) for id in receipts], by=MEI)
    )
    return receipts


def counting(
    count: int = 1, codes: tuple[str, ...] = ("tea", "cup"), where: str = "W1"
) -> list[int]:
    """Counts of which nothing is counted yet."""
    return made(open_count([NewCount(warehouse=where, codes=codes) for _ in range(count)], by=MEI))


def enter(paper: int, by, **found: int) -> Outcome:  # type: ignore[no-untyped-def]
    """Somebody counts so many of each."""
    return count(
        [Counted(count=paper, code=code, quantity=quantity) for code, quantity in found.items()],
        by=by,
    )


def planned(count: int = 1, lines: dict[str, int] | None = None) -> list[int]:
    """Transfers from W1 to W2 that have not left."""
    wanted = units({"tea": 5, "cup": 2} if lines is None else lines)
    return made(
        plan_transfer(
            [NewTransfer(source="W1", target="W2", lines=wanted) for _ in range(count)], by=MEI
        )
    )


def sent(count: int = 1, lines: dict[str, int] | None = None) -> list[int]:
    """Transfers in transit."""
    transfers = planned(count, lines)
    world.all_done(send_transfer(transfers, by=MEI))
    return transfers


def level(sku: str, where: str = "W1") -> tuple[int, int, int]:
    """On hand, reserved, set aside."""
    found = StockLevel.objects.filter(product__sku=sku, warehouse__code=where)
    return found.values_list("on_hand", "reserved", "set_aside").first() or (0, 0, 0)


def state(model: type[Receipt | StockCount | Transfer], id: int) -> str:
    """How far the paper is."""
    return str(model.objects.get(id=id).state)


def lines(model: type[Receipt | StockCount | Transfer], id: int, *fields: str) -> list[object]:
    """These fields of each line."""
    return list(model.objects.get(id=id).lines.order_by("id").values_list("product__sku", *fields))


def journal(document: str, id: int) -> list[tuple[object, ...]]:
    """What happened: step, was, now, who, reason."""
    found = StockEntry.objects.filter(document=document, document_id=id).order_by("id")
    return list(found.values_list("step", "was", "now", "actor", "reason"))


def moved(document: str, id: int) -> list[tuple[object, ...]]:
    """The movements that a paper explains: kind, SKU, warehouse, on hand, set aside, note."""
    found = StockMovement.objects.filter(document=document, document_id=id).order_by("id")
    return list(
        found.values_list(
            "kind", "product__sku", "warehouse__code", "quantity", "set_aside", "note"
        )
    )
