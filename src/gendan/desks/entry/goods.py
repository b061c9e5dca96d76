"""Which article is meant, and what a receipt costs and gets."""

from decimal import Decimal

from pydantic import Field

from gendan.desks.entry.asking import asked
from gendan.insight.selling import articles, quotes
from gendan.insight.selling.quotes import Quoted
from gendan.journey.s1_place.api import LINES
from gendan.journey.s1_place.checks import Article, total
from gendan.journey.s1_place.new_orders import NewLine, NewOrder
from gendan.kernel import clock
from gendan.kernel.money import ZERO, money
from gendan.kit.rest.bodies import Body, Code, Count, Money, Short
from gendan.kit.rest.identity import Caller
from gendan.kit.rest.problems import Kind, Problem
from gendan.kit.words import said
from gendan.process.model import Text
from gendan.process.words import Fulfilment


class Sought(Body):
    """What was typed or scanned."""

    store: Code
    text: Short


class LineToQuote(Body):
    """A line as it will be placed."""

    sku: Code
    quantity: Count
    unit_price: Money | None = None
    discount: Money = ZERO


class OrderToQuote(Body):
    """One of the orders that the receipt will be."""

    fulfilment: Fulfilment
    charges: Money = ZERO
    lines: list[LineToQuote] = Field(max_length=LINES)


class Receipt(Body):
    """What is to be sold."""

    store: Code
    orders: list[OrderToQuote] = Field(max_length=len(Fulfilment))


@asked(Sought)
def entry_articles(body: Sought, caller: Caller) -> object:
    """The articles that are called so. One statement."""
    found = articles.find(body.text, body.store, caller.actor)
    return {
        "found": [
            {
                "sku": article.sku,
                "name": _named(article.name, article.name_en),
                "gtin": article.gtin,
                "price": str(article.price),
                "free": article.free,
                "exact": article.exact,
            }
            for article in found
        ]
    }


@asked(Receipt)
def entry_quote(body: Receipt, caller: Caller) -> object:
    """Each line with its price, what is free, what is short and when it leaves; each order with
    its total. Four statements."""
    lines = [
        quotes.Asked(line.sku, line.quantity, order.fulfilment)
        for order in body.orders
        for line in order.lines
    ]
    quoted = quotes.quote(lines, body.store, caller.actor, clock.now())
    if quoted is None:
        raise Problem(Kind.NOT_FOUND)
    told, start = [], 0
    for order in body.orders:
        of_it = quoted[start : start + len(order.lines)]
        start += len(order.lines)
        told.append(_order(order, of_it, body.store))
    return {"orders": told, "total": str(sum((Decimal(str(o["total"])) for o in told), ZERO))}


def _order(order: OrderToQuote, quoted: list[Quoted], store: str) -> dict[str, object]:
    known = {
        line.sku: Article(one.article.id, one.article.price, one.article.name)
        for line, one in zip(order.lines, quoted, strict=True)
        if one.article
    }
    new = NewOrder(
        channel="",
        store=store,
        charges=order.charges,
        lines=tuple(
            NewLine(**{name: getattr(line, name) for name in LineToQuote.model_fields})
            for line in order.lines
            if line.sku in known
        ),
    )
    lines = [_line(line, one) for line, one in zip(order.lines, quoted, strict=True)]
    return {"lines": lines, "total": str(total(new, known))}


def _line(line: LineToQuote, one: Quoted) -> dict[str, object]:
    if one.article is None:
        return {"known": False}
    price = one.article.price if line.unit_price is None else line.unit_price
    return {
        "known": True,
        "name": _named(one.article.name, one.article.name_en),
        "price": str(one.article.price),
        "amount": str(money(line.quantity * price - line.discount)),
        "free": one.free,
        "short": one.short,
        "leaves_on": one.leaves_on and one.leaves_on.isoformat(),
        "instead": [
            {
                "sku": other.sku,
                "name": _named(other.name, other.name_en),
                "price": str(other.price),
                "free": other.free,
            }
            for other in one.instead
        ],
    }


def _named(name: str, name_en: str) -> str:
    return said(Text(name, name_en or name))
