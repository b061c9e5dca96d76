"""What is wrong with a new order before anything is written: the first fault of each, by field."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from gendan.journey.s1_place.new_orders import NewLine, NewOrder
from gendan.kernel.money import LARGEST, is_money, money
from gendan.kernel.outcome import Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.process.words import ChannelKind, Fulfilment, PaymentMethod
from gendan.records.parties.contacts import normal_email, normal_phone

UNITS_MAX = 1_000_000  # in one line; beyond it is a slip of the keyboard
LINES_MAX = 5_000
TEXT_MAX = 2_000
TEXTS = ("name", "consignee", "province", "city", "district", "street", "remark", "reference",
         "customer_reference", "payment_reference")  # fmt: skip
PRIORITY_MAX = 32_767  # what smallint holds
CLOCK_SKEW = timedelta(minutes=5)  # other systems' clocks
CURRENCY = re.compile("[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Article:
    """A product as an order needs to know it."""

    id: int
    price: Decimal
    name: str


@dataclass(frozen=True, slots=True)
class Books:
    """What the house knows of the codes in a batch of new orders."""

    articles: Mapping[str, Article]
    channels: Mapping[str, tuple[int, str]]  # id and kind
    stores: Mapping[str, tuple[int, int]]  # id and calendar
    divisions: frozenset[str]
    staff: frozenset[int]


def price(line: NewLine, articles: Mapping[str, Article]) -> Decimal:
    """The line's own price, or the product's."""
    return articles[line.sku].price if line.unit_price is None else line.unit_price


def total(order: NewOrder, articles: Mapping[str, Article]) -> Decimal:
    """What is payable: every line to the cent, and the charges."""
    lines = sum(line.quantity * price(line, articles) - line.discount for line in order.lines)
    return money(lines + order.charges)


def awaits_payment(order: NewOrder, books: Books) -> bool:
    """Whether it is held until it is paid. Unless that was said, an order by telephone is: nobody
    has seen the customer's money, and the goods leave before anybody does."""
    if order.awaits_payment is not None:
        return order.awaits_payment
    _, kind = books.channels[order.channel]
    is_later = order.cash_on_delivery or order.fulfilment == Fulfilment.CARRY.value
    is_phoned = kind == ChannelKind.PHONE.value
    return is_phoned and not is_later and order.paid < total(order, books.articles)


def fault(order: NewOrder, books: Books, now: datetime) -> Refused | None:
    """The first thing that is wrong with the order; `None` when it can be placed."""
    return next(_faults(order, books, now), None)


def _faults(order: NewOrder, books: Books, now: datetime) -> Iterator[Refused]:
    if order.channel not in books.channels:
        yield refused(Refusal.UNKNOWN_CHANNEL, "channel", given=order.channel)
    if order.store not in books.stores:
        yield refused(Refusal.UNKNOWN_STORE, "store", given=order.store)
    yield from _of_people(order, books)
    yield from _of_money(order)
    if order.fulfilment not in Fulfilment.codes():
        yield refused(Refusal.BAD_CHOICE, "fulfilment", given=order.fulfilment)
    if order.awaits_payment and order.fulfilment == Fulfilment.CARRY.value:
        yield refused(Refusal.BAD_CHOICE, "awaits_payment", given=order.fulfilment)
    if order.placed_at and order.placed_at > now + CLOCK_SKEW:
        yield refused(Refusal.IN_FUTURE, "placed_at", given=order.placed_at.isoformat())
    yield from _of_texts(order)
    if abs(order.priority) > PRIORITY_MAX:
        yield refused(Refusal.TOO_LARGE, "priority", given=order.priority)
    if not order.lines:
        yield refused(Refusal.MISSING, "lines")
    if len(order.lines) > LINES_MAX:
        yield refused(Refusal.TOO_LARGE, "lines", given=len(order.lines))
    for place, line in enumerate(order.lines):
        yield from _of_line(line, f"lines[{place}]", books)
    payable = total(order, books.articles)
    if abs(payable) > LARGEST:
        yield refused(Refusal.TOO_LARGE, "lines", given=payable)


def _of_people(order: NewOrder, books: Books) -> Iterator[Refused]:
    for field in ("phone", "consignee_phone"):
        text = getattr(order, field)
        if text and not _reads(normal_phone, text):
            yield refused(Refusal.BAD_PHONE, field, given=text)
    if order.email and not _reads(normal_email, order.email):
        yield refused(Refusal.BAD_EMAIL, "email", given=order.email)
    if order.division is not None and order.division not in books.divisions:
        yield refused(Refusal.BAD_CHOICE, "division", given=order.division)
    if order.salesperson is not None and order.salesperson not in books.staff:
        yield refused(Refusal.UNKNOWN_PERSON, "salesperson", given=order.salesperson)


def _of_texts(order: NewOrder) -> Iterator[Refused]:
    for field in TEXTS:
        if len(getattr(order, field) or "") > TEXT_MAX:
            yield refused(Refusal.TOO_LONG, field, given=TEXT_MAX)


def _of_money(order: NewOrder) -> Iterator[Refused]:
    if not CURRENCY.fullmatch(order.currency):
        yield refused(Refusal.BAD_CURRENCY, "currency", given=order.currency)
    for field in ("charges", "paid"):
        if not is_money(getattr(order, field)):
            yield refused(Refusal.BAD_AMOUNT, field, given=getattr(order, field))
            return
    if abs(order.charges) > LARGEST:
        yield refused(Refusal.TOO_LARGE, "charges", given=order.charges)
    if order.paid < 0:
        yield refused(Refusal.NEGATIVE, "paid", given=order.paid)
    if order.paid > LARGEST:
        yield refused(Refusal.TOO_LARGE, "paid", given=order.paid)
    if order.payment_method not in PaymentMethod.codes():
        yield refused(Refusal.BAD_CHOICE, "payment_method", given=order.payment_method)
    if order.payment_reference.strip() and not order.paid:
        yield refused(Refusal.MISSING, "paid")


def _of_line(line: NewLine, field: str, books: Books) -> Iterator[Refused]:
    if line.sku not in books.articles:
        yield refused(Refusal.UNKNOWN_SKU, f"{field}.sku", sku=line.sku)
        return
    each = price(line, books.articles)
    if len(line.name) > TEXT_MAX:
        yield refused(Refusal.TOO_LONG, f"{field}.name", given=TEXT_MAX)
    if line.quantity <= 0:
        yield refused(Refusal.NOT_POSITIVE, f"{field}.quantity", given=line.quantity)
    if line.quantity > UNITS_MAX:
        yield refused(Refusal.TOO_LARGE, f"{field}.quantity", given=line.quantity)
    for name, amount in (("unit_price", each), ("discount", line.discount)):
        if not is_money(amount):
            yield refused(Refusal.BAD_AMOUNT, f"{field}.{name}", given=amount)
            return
    if each < 0:
        yield refused(Refusal.NEGATIVE, f"{field}.unit_price", given=each)
    if each * line.quantity > LARGEST:
        yield refused(Refusal.TOO_LARGE, f"{field}.unit_price", given=each)
    if line.discount < 0:
        yield refused(Refusal.NEGATIVE, f"{field}.discount", given=line.discount)
    if line.discount > each * line.quantity:
        yield refused(Refusal.DISCOUNT_TOO_LARGE, f"{field}.discount", given=line.discount)


def _reads(normal: Callable[[str], str], text: str) -> bool:
    try:
        normal(text)
    except ValueError:
        return False
    return True
