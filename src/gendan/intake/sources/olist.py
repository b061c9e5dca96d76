"""Olist: orders with the times of their whole lives, contradictions included.

A contradiction is kept as the file has it and counted by kind; only what is missing altogether
is filled in, with the nearest time before it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from gendan.intake import cells
from gendan.intake.cells import bad
from gendan.intake.drafts import Draft, Found, Life
from gendan.intake.faults import BadOrder, BadRow, Fault
from gendan.intake.orders import read_orders
from gendan.intake.reading import Advance
from gendan.intake.source import Source
from gendan.intake.tables import Row
from gendan.journey.s1_place.new_orders import NewLine, NewOrder
from gendan.kernel.money import ZERO
from gendan.process.model import Text

UNLISTED = "OLIST-UNLISTED"  # the article of an order whose lines the file does not have
WEIGHT_MAX = 10_000_000  # grams
LAST_SECOND = time(23, 59, 59)  # delivery on the promised day is on time
DIFFERS = (
    Text("同一张订单的各行写得不一样。", "The rows of this order say different things here."),
    Text("改成一致。", "Make them agree."),
)
SHIPPED = ("shipped", "completed", "closed")
UNSHIPPED = ("review", "pending", "processing", "shortage")
REPEATED = ("status", "placed_at", "approved", "handed", "delivered", "promised_by")


@dataclass(frozen=True, slots=True)
class Times:
    """The milestones as the file has them."""

    placed: datetime
    approved: datetime | None
    handed: datetime | None
    delivered: datetime | None
    promised: datetime | None


def read(files: Sequence[Path], source: Source, advance: Advance) -> Iterator[Found]:
    """The orders of the files, each with its life."""
    return read_orders(files, source, partial(_draft, source), advance)


def _draft(source: Source, rows: list[Row]) -> list[Found]:
    faults: list[Fault] = []
    lines: list[NewLine] = []
    listed = [row for row in rows if cells.clean(row.raw("sku"))]
    for row in listed:
        try:
            lines.append(_line(row))
        except BadRow as problem:
            faults.append(problem.fault)
    faults += _differing(rows)
    if faults:
        raise BadOrder(faults)
    times = _times(rows[0], source)
    freight = sum((row.take("charges", cells.amount, ZERO) for row in listed), ZERO)
    paid = rows[0].take("paid", cells.amount, ZERO)
    life = _life(source, rows, listed, times, _money(lines) + freight - paid, paid)
    if not lines:
        lines, freight = [_unlisted(paid)], ZERO
    order = _order(source, rows[0], tuple(lines), times, freight)
    weights = {line.sku: _weight(row) for line, row in zip(lines, listed, strict=False)}
    return [Draft(order=order, rows=rows, lines=rows, weights=weights, life=life)]


def _differing(rows: Sequence[Row]) -> Iterator[Fault]:
    first = rows[0]
    for row in rows[1:]:
        for field in REPEATED:
            if row.raw(field) != first.raw(field):
                yield row.bad(field, *DIFFERS).fault
                break


def _line(row: Row) -> NewLine:
    sku = row.need("sku", cells.identifier)
    return NewLine(
        sku=sku,
        quantity=1,
        unit_price=row.need("unit_price", cells.amount),
        name=row.take("name", cells.words, "") or f"article {sku[:8]}",
    )


def _unlisted(paid: Decimal) -> NewLine:
    return NewLine(sku=UNLISTED, quantity=1, unit_price=paid, name="article not in the file")


def _weight(row: Row) -> int:
    return min(max(row.take("weight_grams", cells.whole, 0), 0), WEIGHT_MAX)


def _money(lines: Sequence[NewLine]) -> Decimal:
    return sum((line.unit_price or ZERO for line in lines), ZERO)


def _times(row: Row, source: Source) -> Times:
    when = partial(cells.moment, zone=source.zone)
    return Times(
        placed=row.need("placed_at", when),
        approved=row.take("approved", when, None),
        handed=row.take("handed", when, None),
        delivered=row.take("delivered", when, None),
        promised=row.take("promised_by", when, None),
    )


def _order(
    source: Source, row: Row, lines: tuple[NewLine, ...], times: Times, freight: Decimal
) -> NewOrder:
    assert source.house, "the mapping names the house"
    person = row.take("customer_reference", cells.identifier, "")
    promised = times.promised and datetime.combine(
        times.promised.astimezone(source.zone).date(), LAST_SECOND, source.zone
    )
    prefix = row.take("street", cells.identifier, "")
    return NewOrder(
        reference=row.need("reference", cells.identifier),
        channel=source.house.channel,
        store=source.house.store,
        lines=lines,
        customer_reference=f"{source.house.channel}:{person}" if person else None,
        province=row.take("province", cells.words, ""),
        city=row.take("city", cells.words, ""),
        street=f"CEP {prefix}" if prefix else "",
        currency=source.defaults["currency"],
        charges=freight,
        placed_at=times.placed,
        promised_by=promised,
    )


def _life(
    source: Source,
    rows: Sequence[Row],
    listed: Sequence[Row],
    times: Times,
    difference: Decimal,
    paid: Decimal,
) -> Life:
    status = rows[0].need("status", cells.identifier)
    ends = source.table("ends")
    if status not in ends:
        raise rows[0].bad("status", *_unknown_status(ends))
    end = ends[status]
    if end == "cancelled" and (times.handed or times.delivered):
        end = "closed"
    approved = times.approved or times.placed
    handed = times.handed or approved
    sellers = [row.raw("seller") for row in listed]
    seen = list(dict.fromkeys(sellers))
    oddities = [
        *(kind for kind, holds in ODDITIES_OF_TIME.items() if holds(end, times)),
        *_oddities_of_goods(listed, seen, difference, paid),
    ]
    known = [time for time in (times.placed, approved, times.handed, times.delivered) if time]
    return Life(
        status=status,
        end=end,
        was_approved=times.approved is not None,
        approved=approved,
        paid=paid,
        handed=handed,
        delivered=times.delivered or _arrival(handed, times.promised),
        ended=max(known),
        method=source.table("methods").get(rows[0].raw("payment_method"), "other"),
        boxes=tuple(seen.index(seller) + 1 for seller in sellers) or (1,),
        oddities=tuple(oddities),
    )


def _unknown_status(ends: Iterable[str]) -> tuple[Text, Text]:
    known = ", ".join(ends)
    problem = bad(
        "没有这种订单状态。",
        "There is no such order status.",
        f"只有这些：{known}。",
        f"There are only these: {known}.",
    )
    return problem.problem, problem.remedy


def _arrival(handed: datetime, promised: datetime | None) -> datetime:
    """A stand-in for an arrival without a time: the promised day, if it lay after the handing."""
    return promised if promised and promised > handed else handed + timedelta(days=1)


def _before(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one < other


# What in the times contradicts itself or the file's status, or is missing.
ODDITIES_OF_TIME: Mapping[str, Callable[[str, Times], bool]] = {
    "approval_time_missing": lambda end, t: not t.approved and end != "review",
    "approved_before_purchase": lambda _, t: _before(t.approved, t.placed),
    "shipping_time_missing": lambda end, t: not t.handed and end in SHIPPED,
    "shipped_before_approval": lambda _, t: _before(t.handed, t.approved),
    "shipped_before_purchase": lambda _, t: _before(t.handed, t.placed),
    "shipping_time_against_status": lambda end, t: bool(t.handed) and end in UNSHIPPED,
    "cancelled_after_shipping": lambda end, t: bool(t.handed) and end == "closed",
    "delivery_time_missing": lambda end, t: not t.delivered and end == "completed",
    "delivered_before_shipped": lambda _, t: _before(t.delivered, t.handed),
    "delivered_before_purchase": lambda _, t: _before(t.delivered, t.placed),
    "delivery_time_against_status": lambda end, t: (
        bool(t.delivered) and end in (*UNSHIPPED, "shipped")
    ),
    "cancelled_after_delivery": lambda end, t: bool(t.delivered) and end == "closed",
    "promised_before_purchase": lambda _, t: _before(t.promised, t.placed),
}


def _oddities_of_goods(
    listed: Sequence[Row], sellers: Sequence[str], difference: Decimal, paid: Decimal
) -> Iterator[str]:
    if not listed:
        yield "no_lines"
    elif difference:
        yield "money_differs"
    if not paid:
        yield "no_payment"
    if len(sellers) > 1:
        yield "several_sellers"
