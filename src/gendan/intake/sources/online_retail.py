"""Online Retail: invoices, credit notes and corrections of stock, mixed in one list of lines.

Every line becomes one thing: a line of an order, a charge on one, a cancellation, a correction
of stock, or a problem for a person.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from gendan.intake import cells
from gendan.intake.drafts import Cancellation, Draft, Found, Rejected, StockNote
from gendan.intake.faults import BadOrder, BadRow, Fault
from gendan.intake.orders import read_orders
from gendan.intake.reading import Advance
from gendan.intake.source import Source
from gendan.intake.tables import Row
from gendan.journey.s1_place.checks import UNITS_MAX
from gendan.journey.s1_place.new_orders import NewLine, NewOrder
from gendan.kernel.money import ZERO, money
from gendan.process.model import Text

CREDIT = "C"  # the letter with which a credit note begins

CREDITED_CHARGE = (
    Text(
        "冲回的是运费、手续费之类，没有说是哪张订单。",
        "It credits a charge, and does not say of which order.",
    ),
    Text("查明是哪张订单，在那张订单上退款。", "Find the order and refund it there."),
)
NO_CUSTOMER = (
    Text(
        "没有客户编号，不知道取消的是谁的订单。",
        "Without a customer nobody knows whose order it cancels.",
    ),
    Text("补上客户编号再导入。", "Fill in the customer and import it again."),
)
ONLY_CHARGES = (
    Text("只有费用，没有商品，成不了订单。", "There are charges and no goods: no order."),
    Text("记到它所属的订单上。", "Add it to the order it belongs to."),
)
NOT_NEGATIVE = (
    Text("只有冲销单才能有负数。", "Only credit notes have negative numbers."),
    Text("核对数量和单价。", "Check quantity and price."),
)
NOT_POSITIVE = (
    Text("冲销单的数量应当是负数。", "The quantity on a credit note is negative."),
    Text("核对数量。", "Check the quantity."),
)
TOO_MANY = (Text("数量太大。", "The quantity is too large."), Text("核对数量。", "Check it."))
NOT_ZERO = (Text("数量不能是零。", "The quantity cannot be zero."), Text("填上数量。", "Give one."))


class Line:
    """One line of the list, read."""

    __slots__ = ("charge", "name", "price", "quantity", "row", "sku")

    def __init__(self, row: Row, charges: Sequence[str]) -> None:
        self.row = row
        # The same code in another case is the same article.
        self.sku = row.need("sku", cells.identifier).upper()
        self.quantity = row.need("quantity", cells.whole)
        self.price = row.need("unit_price", cells.price)
        self.name = row.take("name", cells.words, "")
        self.charge = self.sku in charges
        if not self.quantity:
            raise row.bad("quantity", *NOT_ZERO)
        if abs(self.quantity) > UNITS_MAX:
            raise row.bad("quantity", *TOO_MANY)

    def rejected(self, field: str, fault: tuple[Text, Text]) -> Rejected:
        """The line as a problem for a person."""
        return Rejected(rows=[self.row], faults=[self.row.bad(field, *fault).fault])


@dataclass(frozen=True, slots=True)
class Invoice:
    """What the lines of an invoice have in common."""

    source: Source
    reference: str
    at: datetime
    customer: str | None
    rows: list[Row]


def read(files: Sequence[Path], source: Source, advance: Advance) -> Iterator[Found]:
    """What the invoices of the files turn out to be."""
    return read_orders(files, source, partial(_found, source), advance)


def _found(source: Source, rows: list[Row]) -> list[Found]:
    assert source.house, "the mapping names the house"
    first = rows[0]
    person = first.take("customer_reference", cells.identifier, "")
    invoice = Invoice(
        source=source,
        reference=first.need("reference", cells.identifier),
        at=first.need("placed_at", partial(cells.moment, zone=source.zone)),
        customer=f"{source.house.channel}:{person}" if person else None,
        rows=rows,
    )
    if invoice.reference.startswith(CREDIT):
        return _credited(invoice)
    return _sold(invoice)


def _credited(invoice: Invoice) -> list[Found]:
    """Each line of a credit note stands for itself."""
    seen: Counter[str] = Counter()
    found: list[Found] = []
    for row in invoice.rows:
        try:
            found.append(_cancellation(invoice, Line(row, invoice.source.list("charges")), seen))
        except BadRow as bad:
            found.append(Rejected(rows=[row], faults=[bad.fault]))
    return found


def _cancellation(invoice: Invoice, line: Line, seen: Counter[str]) -> Found:
    if line.quantity > 0:
        return line.rejected("quantity", NOT_POSITIVE)
    if line.charge:
        return line.rejected("sku", CREDITED_CHARGE)
    if not invoice.customer:
        return line.rejected("customer_reference", NO_CUSTOMER)
    return Cancellation(
        row=line.row,
        key=_key(invoice, line, seen),
        customer=invoice.customer,
        sku=line.sku,
        units=-line.quantity,
        at=invoice.at,
        reason=invoice.reference,
    )


def _key(invoice: Invoice, line: Line, seen: Counter[str]) -> str:
    """The same for the same line; exact repetitions within an invoice are numbered."""
    assert invoice.source.house, "the mapping names the house"
    channel = invoice.source.house.channel
    key = f"{channel}:{invoice.reference}:{line.sku}:{line.quantity}:{line.price}"
    seen[key] += 1
    return f"{key}:{seen[key]}"


def _sold(invoice: Invoice) -> list[Found]:
    """An order with its charges, and corrections of stock."""
    lines: list[Line] = []
    faults: list[Fault] = []
    for row in invoice.rows:
        try:
            line = Line(row, invoice.source.list("charges"))
            if line.price < 0 or (line.quantity < 0 and line.price):
                raise row.bad("unit_price" if line.price < 0 else "quantity", *NOT_NEGATIVE)
            lines.append(line)
        except BadRow as bad:
            faults.append(bad.fault)
    if faults:
        raise BadOrder(faults)
    given_away = not invoice.customer and not any(line.price for line in lines)
    notes = [line for line in lines if line.quantity < 0 or given_away]
    sold = [line for line in lines if line not in notes]
    return [*_notes(invoice, notes), *_order(invoice, sold)]


def _notes(invoice: Invoice, lines: Sequence[Line]) -> Iterator[Found]:
    """Without a price and a customer a line says what was found, lost, or thrown away."""
    seen: Counter[str] = Counter()
    for line in lines:
        if line.charge:
            yield line.rejected("sku", ONLY_CHARGES)
        else:
            yield StockNote(
                row=line.row,
                key=_key(invoice, line, seen),
                sku=line.sku,
                name=line.name,
                currency=invoice.source.defaults["currency"],
                units=line.quantity,
                note=f"{invoice.reference} {line.name}".strip(),
            )


def _order(invoice: Invoice, lines: Sequence[Line]) -> list[Found]:
    assert invoice.source.house, "the mapping names the house"
    goods = [line for line in lines if not line.charge]
    charges = [line for line in lines if line.charge]
    if not goods:
        return [line.rejected("sku", ONLY_CHARGES) for line in charges]
    order = NewOrder(
        reference=invoice.reference,
        channel=invoice.source.house.channel,
        store=invoice.source.house.store,
        lines=tuple(
            NewLine(sku=line.sku, quantity=line.quantity, unit_price=line.price, name=line.name)
            for line in goods
        ),
        customer_reference=invoice.customer,
        province=invoice.rows[0].take("country", cells.words, ""),
        currency=invoice.source.defaults["currency"],
        charges=sum((money(line.quantity * line.price) for line in charges), ZERO),
        placed_at=invoice.at,
    )
    rows = [line.row for line in (*goods, *charges)]
    return [Draft(order=order, rows=rows, lines=[line.row for line in goods], charges=len(charges))]
