"""Cancellations that name no order, and corrections of stock: each has its effect once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from gendan.intake import house
from gendan.intake.claims import claim, claimed
from gendan.intake.drafts import Cancellation, Rejected, StockNote
from gendan.intake.house import House
from gendan.journey.anytime.edit import Edit, LineChange, edit
from gendan.kernel.actor import Actor
from gendan.kernel.outcome import Refused
from gendan.kernel.refusals import Refusal
from gendan.process.model import Text
from gendan.records.stock import ledger

# What these customers still have on order of these articles, the latest order first.
ON_ORDER = """
SELECT asked.customer, asked.sku, o.id, o.events, o.placed_at, line.id,
       line.quantity - line.cancelled - line.substituted
  FROM unnest(%s::text[], %s::text[]) AS asked (customer, sku)
  JOIN customer ON customer.reference = asked.customer
  JOIN customer_order AS o ON o.customer_id = customer.id AND o.channel_id = %s
  JOIN product ON product.sku = asked.sku
  JOIN order_line AS line ON line.order_id = o.id AND line.product_id = product.id
 WHERE line.quantity > line.cancelled + line.substituted
 ORDER BY o.placed_at DESC, o.id DESC, line.id
"""

PRODUCTS = "SELECT sku, id FROM product WHERE sku = ANY(%s)"

NO_ORDER = (
    Text("取消的是一张不认识的订单：这位客户此前没有订过这么多。",
         "It cancels goods of an unknown order: the customer had not ordered that many before."),
    Text("先导入更早的订单，或改成实际订过的数量。",
         "Import the earlier orders first, or correct the quantity."),
)  # fmt: skip
SETTLE_THERE = Text("在那张订单上处理。", "Settle it on that order.")


@dataclass
class Place:
    """Units of one line that may still be cancelled."""

    order: int
    version: int
    placed_at: datetime
    line: int
    left: int


Places = Mapping[tuple[str, str], Sequence[Place]]


def cancel(
    cancellations: Sequence[Cancellation], home: House, *, by: Actor
) -> tuple[int, list[Rejected]]:
    """Take the units off the latest earlier orders of the same customer that have them.

    A cancellation that does not find all its units changes nothing and is rejected. The number
    that had their effect, now or before, and the rejected."""
    refusing: dict[int, Refused] = {}
    while True:
        with transaction.atomic():
            before = claimed([one.key for one in cancellations])
            fresh = [one for one in cancellations if one.key not in before]
            places = _on_order(fresh, home.channel)
            found = {one.key: taken for one in fresh if (taken := _take(one, places, refusing))}
            if claim(list(found)) == set(found):
                refused = _edit([one for one in fresh if one.key in found], found, by)
                if not refused:
                    rejected = [
                        _rejected(one, places, refusing) for one in fresh if one.key not in found
                    ]
                    return len(cancellations) - len(rejected), rejected
                # Somebody has begun to pick these: look again without them. What only changed
                # meanwhile is looked at anew.
                refusing |= {
                    order: answer
                    for order, answer in refused.items()
                    if answer.reason is not Refusal.STALE
                }
            transaction.set_rollback(True)


def _on_order(
    cancellations: Sequence[Cancellation], channel: int
) -> dict[tuple[str, str], list[Place]]:
    pairs = sorted({(one.customer, one.sku) for one in cancellations})
    places: dict[tuple[str, str], list[Place]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            ON_ORDER, [[customer for customer, _ in pairs], [sku for _, sku in pairs], channel]
        )
        for customer, sku, *place in cursor.fetchall():
            places.setdefault((customer, sku), []).append(Place(*place))
    return places


def _take(one: Cancellation, places: Places, refusing: Collection[int]) -> list[tuple[Place, int]]:
    """The units that this cancellation takes, by place; none when there are too few."""
    earlier = [
        place
        for place in places.get((one.customer, one.sku), ())
        if place.placed_at < one.at and place.left and place.order not in refusing
    ]
    if sum(place.left for place in earlier) < one.units:
        return []
    wanted = one.units
    taken = []
    for place in earlier:
        if units := min(wanted, place.left):
            place.left -= units
            wanted -= units
            taken.append((place, units))
    return taken


def _edit(
    cancellations: Sequence[Cancellation],
    found: Mapping[str, list[tuple[Place, int]]],
    by: Actor,
) -> dict[int, Refused]:
    """Lower the lines; the orders that refused it."""
    left: dict[int, dict[int, int]] = {}
    versions: dict[int, int] = {}
    at: dict[int, datetime] = {}
    for one in cancellations:
        for place, _ in found[one.key]:
            left.setdefault(place.order, {})[place.line] = place.left
            versions[place.order] = place.version
            at[place.order] = max(one.at, at.get(place.order, one.at))
    edits = [
        Edit(order=order, lines=_changes(lines), version=versions[order])
        for order, lines in left.items()
    ]
    if not edits:
        return {}
    outcome = edit(edits, by=by, at=at)
    return {edits[position].order: answer for position, answer in outcome.refused.items()}


def _changes(lines: Mapping[int, int]) -> tuple[LineChange, ...]:
    return tuple(LineChange(line=line, quantity=left) for line, left in lines.items())


def _rejected(one: Cancellation, places: Places, refusing: Mapping[int, Refused]) -> Rejected:
    problem, remedy = NO_ORDER
    for place in places.get((one.customer, one.sku), ()):
        if answer := refusing.get(place.order):
            problem, remedy = Text(answer.sentence("zh-hans"), answer.sentence("en")), SETTLE_THERE
    return Rejected(rows=[one.row], faults=[one.row.bad("quantity", problem, remedy).fault])


def correct_stock(notes: Sequence[StockNote], home: House, *, by: Actor) -> None:
    """Post what was found, and write off what was lost; the file has no opening stock, so units
    that are written off come in first."""
    with transaction.atomic():
        fresh = claim([note.key for note in notes])
        house.add_products([], notes)
        products = _products({note.sku for note in notes})
        ledger.post(
            [
                movement
                for note in notes
                if note.key in fresh
                for movement in _movements(note, products[note.sku], home.warehouses[0])
            ],
            actor=by.name,
        )


def _movements(note: StockNote, product: int, warehouse: int) -> Iterable[ledger.Movement]:
    kinds = [("correct", note.units)]
    if note.units < 0:
        kinds = [("receipt", -note.units), ("write_off", note.units)]
    for kind, quantity in kinds:
        yield ledger.Movement(
            product=product, warehouse=warehouse, kind=kind, quantity=quantity, note=note.note
        )


def _products(skus: Collection[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(PRODUCTS, [list(skus)])
        return dict(cursor.fetchall())
