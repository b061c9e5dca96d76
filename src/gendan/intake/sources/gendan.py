"""Our own template, and every mapping that fits it: one row per order line."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from gendan.intake import cells
from gendan.intake.cells import bad
from gendan.intake.drafts import Draft, Found
from gendan.intake.faults import BadOrder, BadRow, Fault
from gendan.intake.orders import read_orders
from gendan.intake.reading import Advance
from gendan.intake.source import Source
from gendan.intake.tables import Row
from gendan.journey.s1_place.new_orders import NewLine, NewOrder
from gendan.kernel.money import ZERO
from gendan.process.model import Text
from gendan.process.words import Coded, Fulfilment, PaymentMethod

T = TypeVar("T")

PRIORITIES = range(-100, 101)
OF_ORDER = (
    "channel",
    "store",
    "placed_at",
    "name",
    "phone",
    "email",
    "customer_reference",
    "consignee",
    "consignee_phone",
    "province",
    "city",
    "district",
    "street",
    "division",
    "fulfilment",
    "currency",
    "charges",
    "paid",
    "payment_method",
    "payment_reference",
    "cash_on_delivery",
    "awaits_payment",
    "salesperson",
    "promised_by",
    "priority",
    "remark",
)
DIFFERS = (
    Text("同一张订单的各行写得不一样。", "The rows of this order say different things here."),
    Text("改成一致，或只在第一行填写。", "Make them agree, or fill in the first row only."),
)


def read(files: Sequence[Path], source: Source, advance: Advance) -> Iterator[Found]:
    """The orders of the files."""
    return read_orders(files, source, partial(_draft, source), advance)


def _draft(source: Source, rows: list[Row]) -> list[Found]:
    faults: list[Fault] = []
    lines = [line for row in rows if (line := _kept(faults, row, _line))]
    faults += _differing(rows)
    head = {
        field: row for field in OF_ORDER for row in reversed(rows) if cells.clean(row.raw(field))
    }
    order = _kept(faults, rows[0], partial(_order, source, head, tuple(lines)))
    if faults or order is None:
        raise BadOrder(faults)
    person = head.get("salesperson", rows[0]).take("salesperson", cells.identifier, "")
    return [Draft(order=order, rows=rows, lines=rows, salesperson=person)]


def _kept(faults: list[Fault], row: Row, read: Callable[[Row], T]) -> T | None:
    try:
        return read(row)
    except BadRow as problem:
        faults.append(problem.fault)
        return None


def _differing(rows: Sequence[Row]) -> Iterator[Fault]:
    for field in OF_ORDER:
        first = next((text for row in rows if (text := cells.clean(row.raw(field)))), "")
        for row in rows:
            if (text := cells.clean(row.raw(field))) and text != first:
                yield row.bad(field, *DIFFERS).fault
                break


def _line(row: Row) -> NewLine:
    return NewLine(
        sku=row.need("sku", cells.identifier),
        quantity=row.need("quantity", cells.whole),
        unit_price=row.take("unit_price", cells.amount, None),
        discount=row.take("discount", cells.amount, ZERO),
        name=row.take("line_name", cells.words, ""),
    )


def _order(
    source: Source, head: dict[str, Row], lines: tuple[NewLine, ...], first: Row
) -> NewOrder:
    def take(field: str, read: Callable[[str], T], otherwise: T) -> T:
        return head.get(field, first).take(field, read, otherwise)

    def text(field: str) -> str:
        return take(field, cells.words, source.defaults.get(field, ""))

    def code(field: str) -> str:
        if field in source.defaults and field not in head:
            return source.defaults[field]
        return head.get(field, first).need(field, cells.identifier)

    when = partial(cells.moment, zone=source.zone)
    channel = code("channel")
    person = take("customer_reference", cells.identifier, "")
    return NewOrder(
        reference=first.need("reference", cells.identifier),
        channel=channel,
        store=code("store"),
        lines=lines,
        placed_at=take("placed_at", when, None),
        promised_by=take("promised_by", when, None),
        name=text("name"),
        phone=take("phone", _phone, ""),
        email=take("email", cells.identifier, ""),
        customer_reference=f"{channel}:{person}" if person else None,
        consignee=text("consignee"),
        consignee_phone=take("consignee_phone", _phone, ""),
        division=take("division", cells.identifier, None),
        province=text("province"),
        city=text("city"),
        district=text("district"),
        street=text("street"),
        remark=text("remark"),
        currency=take("currency", cells.identifier, source.defaults.get("currency", "CNY")),
        charges=take("charges", cells.amount, ZERO),
        paid=take("paid", cells.amount, ZERO),
        fulfilment=take("fulfilment", _choice(Fulfilment), Fulfilment.DELIVERY.value),
        payment_method=take("payment_method", _choice(PaymentMethod), PaymentMethod.ONLINE.value),
        payment_reference=text("payment_reference"),
        cash_on_delivery=take("cash_on_delivery", cells.yes_or_no, False),
        awaits_payment=take("awaits_payment", cells.yes_or_no, None),
        priority=take("priority", _priority, 0),
    )


def _phone(text: str) -> str:
    text = cells.clean(text)
    if cells.masked(text):
        raise bad(
            "电话被遮住了一部分。",
            "The phone is partly hidden.",
            "填上完整的电话，或留空。",
            "Give the whole number, or leave it empty.",
        )
    return text


def _choice(kinds: type[Coded]) -> Callable[[str], str]:
    """Reads a coded word in either language."""
    known = {
        spelling.casefold(): kind.value
        for kind in kinds
        for spelling in (kind.value, kind.label.zh, kind.label.en)
    }

    def read(text: str) -> str:
        word = cells.clean(text).casefold()
        if word not in known:
            choices = "、".join(kind.label.zh for kind in kinds)
            codes = ", ".join(kinds.codes())
            raise bad(
                "不在可选范围内。",
                "It is none of the choices.",
                f"从 {choices} 中选。",
                f"Choose one of {codes}.",
            )
        return known[word]

    return read


def _priority(text: str) -> int:
    number = cells.whole(text)
    if number not in PRIORITIES:
        raise bad(
            "优先级在 -100 到 100 之间。",
            "Priority lies between -100 and 100.",
            "改成这个范围内的数。",
            "Give a number within.",
        )
    return number
