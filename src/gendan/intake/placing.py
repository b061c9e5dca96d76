"""Drafts become orders, a batch at a time; what is refused goes back to its rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import DataError, IntegrityError, connection, transaction

from gendan.intake import house
from gendan.intake.drafts import Draft, Rejected
from gendan.intake.faults import Fault
from gendan.intake.source import Codes
from gendan.journey.s1_place import writing
from gendan.journey.s1_place.checks import Article, Books, fault
from gendan.journey.s1_place.commands import place
from gendan.journey.s1_place.new_orders import NewOrder
from gendan.kernel import clock
from gendan.kernel.actor import Actor
from gendan.kernel.money import ZERO
from gendan.kernel.outcome import Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.process.model import Text
from gendan.process.words import ChannelKind

IMPORT = ChannelKind.IMPORT.value
OF_LINE = re.compile(r"^lines\[(\d+)\](?:\.(\w+))?$")

HERE = """
SELECT asked.place
  FROM unnest(%s::int[], %s::text[], %s::text[]) AS asked (place, channel, reference)
  JOIN channel ON channel.code = asked.channel
  JOIN customer_order AS o ON o.channel_id = channel.id AND o.reference = asked.reference
"""


@dataclass(frozen=True)
class Placed:
    """What became of a batch of drafts. `orders`: by position, the id of the order."""

    orders: Mapping[int, int]
    known: frozenset[int]  # of them, the positions of those that were in the books before
    products: int  # articles made on the way
    rejected: Sequence[Rejected]


def place_drafts(drafts: Sequence[Draft], *, by: Actor, create_products: bool) -> Placed:
    """Place the orders; those that were placed before are found again, and nothing else happens.

    Should the database itself refuse one, in spite of every check, the others are placed."""
    try:
        return _place(drafts, by, create_products)
    except (DataError, IntegrityError) as problem:
        if len(drafts) == 1:
            return Placed({}, frozenset(), 0, [_refused_by_database(drafts[0], problem)])
    middle = len(drafts) // 2
    first = place_drafts(drafts[:middle], by=by, create_products=create_products)
    second = place_drafts(drafts[middle:], by=by, create_products=create_products)
    return Placed(
        {**first.orders, **{middle + place: id for place, id in second.orders.items()}},
        first.known | {middle + place for place in second.known},
        first.products + second.products,
        [*first.rejected, *second.rejected],
    )


def _place(drafts: Sequence[Draft], by: Actor, create_products: bool) -> Placed:
    with transaction.atomic():
        orders, unknown = _completed(drafts)
        products = _add_products(drafts, orders) if create_products else 0
        known = _known(orders)
        outcome = place(orders, by=by)
    known &= outcome.made.keys()
    return Placed(outcome.made, known, products, _rejected(drafts, {**outcome.refused, **unknown}))


def _add_products(drafts: Sequence[Draft], orders: Sequence[NewOrder]) -> int:
    """Make the articles of orders in which nothing else is wrong."""
    books = _assuming(writing.look_up(orders)(), orders, None, create_products=True)
    now = clock.now()
    good = [
        draft for draft, order in zip(drafts, orders, strict=True) if not fault(order, books, now)
    ]
    return house.add_products(good, [])


def _refused_by_database(draft: Draft, problem: Exception) -> Rejected:
    words = str(problem).strip().splitlines()[0]
    told = Text(f"数据库拒绝了这张订单：{words}", f"The database refused this order: {words}")
    remedy = Text("核对这一行的每一格。", "Check every cell of this row.")
    row = draft.rows[0]
    answer = Fault(str(row.header.file), row.line, "", "", told, remedy)
    return Rejected(rows=draft.rows, faults=[answer])


def rehearse(
    drafts: Sequence[Draft], *, by: Actor, create_products: bool, codes: Codes | None
) -> Placed:
    """Say what `place_drafts` would do, without writing anything.

    `codes` name the channel and the store that the import itself would make."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        orders, unknown = _completed(drafts)
        known = _known(orders)
        books = _assuming(writing.look_up(orders)(), orders, codes, create_products)
        refusals = dict(unknown)
        now = clock.now()
        for position, order in enumerate(orders):
            if position not in refusals and (answer := _answer(order, books, now, by)):
                refusals[position] = answer
        refusals |= _taken(orders, refusals, books)
    good = {position: 0 for position in range(len(drafts)) if position not in refusals}
    return Placed(good, known & good.keys(), 0, _rejected(drafts, refusals))


def _answer(order: NewOrder, books: Books, now: datetime, by: Actor) -> Refused | None:
    answer = fault(order, books, now)
    if answer is None and not by.reaches(books.stores[order.store][0], ()):
        return refused(Refusal.UNKNOWN_STORE, "store", given=order.store)
    return answer


def _completed(drafts: Sequence[Draft]) -> tuple[list[NewOrder], dict[int, Refused]]:
    """The orders with what has to be looked up: districts and salespeople."""
    districts, staff = house.divisions(drafts), house.people(drafts)
    orders: list[NewOrder] = []
    unknown: dict[int, Refused] = {}
    for position, draft in enumerate(drafts):
        order = draft.order
        if position in districts:
            order = replace(order, division=districts[position])
        if draft.salesperson:
            # Nobody has the number zero, so an unknown name is refused with the order.
            order = replace(order, salesperson=staff.get(draft.salesperson, 0))
        if order.salesperson == 0:
            unknown[position] = refused(
                Refusal.UNKNOWN_PERSON, "salesperson", given=draft.salesperson
            )
        orders.append(order)
    return orders, unknown


def _known(orders: Sequence[NewOrder]) -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            HERE,
            [
                list(range(len(orders))),
                [order.channel for order in orders],
                [order.reference for order in orders],
            ],
        )
        return frozenset(place for (place,) in cursor.fetchall())


def _assuming(
    books: Books, orders: Sequence[NewOrder], codes: Codes | None, create_products: bool
) -> Books:
    articles = dict(books.articles)
    if create_products:
        for order in orders:
            for line in order.lines:
                articles.setdefault(line.sku, Article(0, line.unit_price or ZERO, line.name))
    return replace(
        books,
        articles=articles,
        channels={codes.channel: (0, IMPORT), **books.channels} if codes else books.channels,
        stores={codes.store: (0, 0), **books.stores} if codes else books.stores,
    )


def _taken(
    orders: Sequence[NewOrder], refusals: Mapping[int, Refused], books: Books
) -> dict[int, Refused]:
    asked = {position: order for position, order in enumerate(orders) if position not in refusals}
    return {
        position: refused(Refusal.REFERENCE_TAKEN, "reference", given=orders[position].reference)
        for position, (_, goods) in writing.known(asked, books).items()
        if goods != writing.fingerprint(orders[position])
    }


def _rejected(drafts: Sequence[Draft], refusals: Mapping[int, Refused]) -> list[Rejected]:
    return [
        Rejected(rows=drafts[position].rows, faults=[_fault(drafts[position], answer)])
        for position, answer in sorted(refusals.items())
    ]


def _fault(draft: Draft, answer: Refused) -> Fault:
    """Where in the file the refused field stands."""
    row, field = draft.rows[0], answer.field
    if found := OF_LINE.match(field):
        row, field = draft.lines[int(found[1])], found[2] or ""
    column = row.header.name(field) if field else ""
    answer = replace(answer, field=column)
    return Fault(
        file=str(row.header.file),
        line=row.line,
        column=column,
        value=row.raw(field),
        problem=Text(answer.sentence("zh-hans"), answer.sentence("en")),
        remedy=Text(answer.remedy("zh-hans"), answer.remedy("en")),
    )
