"""Placing: somebody wants something from us, and we write it down once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from gendan.journey.s1_place import suspicion, writing
from gendan.journey.s1_place.checks import Books, fault
from gendan.journey.s1_place.new_orders import NewOrder
from gendan.journey.s1_place.writing import Inquiry, Placing
from gendan.kernel import clock, sql
from gendan.kernel.actor import Actor
from gendan.kernel.batch import Batch, Row
from gendan.kernel.numbers import ask_order_numbers
from gendan.kernel.outcome import Outcome, Refused, refused
from gendan.kernel.refusals import Refusal
from gendan.kernel.taking import taking
from gendan.process.definition import PROCESS
from gendan.process.words import Fulfilment
from gendan.records.orders.models import CustomerOrder
from gendan.records.shipments import planning
from gendan.records.shipments.allocation import Allocation, Box, Wanted, WantedLine
from gendan.records.stock import ledger

PLACE = PROCESS.step("place")
FIRST = PROCESS.document("order").states[0].code


def place(orders: Sequence[NewOrder], *, by: Actor, asked: Inquiry | None = None) -> Outcome:
    """Place new orders. Items are positions; `made` gives each one's order.

    An order whose channel reference is known gives the order it already has, and no second
    effect; with other goods it is refused. Cash and carry is handed over at once. `asked`, where
    the caller has inquired already, is of these orders and perhaps more. Raises `PermissionDenied`
    and `TooMany` as every command does."""
    now = clock.now()
    at = {position: order.placed_at or now for position, order in enumerate(orders)}
    with taking(PLACE, CustomerOrder, range(len(orders)), by=by, at=at) as batch, sql.flowing():
        asked = asked or writing.inquire(orders)
        fresh = ask_order_numbers(len(orders))
        batch.ask_calendars(min(at.values(), default=now))
        known = asked.books()
        batch.refuse_each(_refusals(orders, known, by))
        repeated = _repeated(batch, orders, known, _carried(batch, orders))
        served = planning.suppliers() if _carried(batch, orders) else {}
        carried = _boxes_to_carry(batch, orders, known, served)
        customers = writing.customers([orders[i] for i in batch.items], asked.customers())
        placing = _numbered(batch, orders, known, customers, fresh())
        ids = writing.write_orders(placing.values(), known)
        suspects = suspicion.ask(placing)
        line_ids = writing.write_lines(placing.values(), known)
        writing.write_payments(placing.values(), by.name)
        placed = {id: placing[number] for number, id in ids().items()}
        written = {made.position for made in placed.values()}
        left = [position for position in batch.items if position not in written]
        repeated |= _repeated(batch, orders, known, left)
        _leave_on_the_shelf(carried, placed)
        batch.born(*_births(placed))
        suspicion.hold_back(batch, placed, known, suspects())
        _hand_over(batch, placed, line_ids, carried, served)
    done = tuple(sorted((*batch.items, *repeated)))
    numbers = {id: made.number for id, made in placed.items()}
    return Outcome(done, batch.outcome.refused, {**repeated, **batch.made}, numbers)


def _refusals(orders: Sequence[NewOrder], books: Books, by: Actor) -> dict[int, Refused]:
    now = clock.now()
    answers = {}
    for position, order in enumerate(orders):
        answer = fault(order, books, now)
        if answer is None and not by.reaches(books.stores[order.store][0], ()):
            answer = refused(Refusal.UNKNOWN_STORE, "store", given=order.store)
        if answer is not None:
            answers[position] = answer
    return answers


def _carried(batch: Batch, orders: Sequence[NewOrder]) -> list[int]:
    return [i for i in batch.items if orders[i].fulfilment == Fulfilment.CARRY.value]


def _repeated(
    batch: Batch, orders: Sequence[NewOrder], books: Books, positions: Sequence[int]
) -> dict[int, int]:
    """Take out of the batch what the channel's reference has already; by position, its order.

    Asked before stock is taken for what is carried away, and of the others when the database
    did not write them."""
    asked = {i: orders[i] for i in positions if orders[i].known_as}
    if not asked:
        return {}
    known = writing.known(asked, books)
    differing = {
        position: refused(Refusal.REFERENCE_TAKEN, "reference", given=orders[position].reference)
        for position, (_, goods) in known.items()
        if goods != writing.fingerprint(orders[position])
    }
    batch.refuse_each(differing)
    same = {position: id for position, (id, _) in known.items() if position not in differing}
    batch.drop(same)
    return same


def _boxes_to_carry(
    batch: Batch,
    orders: Sequence[NewOrder],
    books: Books,
    served: Mapping[int, list[planning.Supplier]],
) -> dict[int, list[Box]]:
    """By position, the boxes of what is carried away at once; refused where it is not there."""
    wanted = [
        Wanted(
            position,
            0,
            tuple(s.warehouse for s in served.get(books.stores[orders[position].store][0], ())),
            tuple(
                WantedLine(ordinal, books.articles[line.sku].id, line.quantity)
                for ordinal, line in enumerate(orders[position].lines, start=1)
            ),
        )
        for position in _carried(batch, orders)
    ]
    if not wanted:
        return {}
    allocation = planning.reserve_waiting(wanted, whole_only=True)
    batch.refuse_each(
        {
            position: refused(
                Refusal.SHORT_STOCK, "lines", sku=orders[position].lines[min(missing) - 1].sku
            )
            for position, missing in allocation.missing.items()
        }
    )
    boxes: dict[int, list[Box]] = {}
    for box in allocation.boxes:
        boxes.setdefault(box.order, []).append(box)
    return boxes


def _numbered(
    batch: Batch,
    orders: Sequence[NewOrder],
    books: Books,
    customers: Mapping[str, int],
    numbers: Sequence[str],
) -> dict[str, Placing]:
    """What is left of the batch, by the number of each; more `numbers` than it has are given up."""
    placing = {}
    for position, number in zip(batch.items, numbers, strict=False):
        new = orders[position]
        store, calendar = books.stores[new.store]
        promise = batch.promise("order", FIRST, calendar, batch.at(position))
        placing[number] = Placing(
            position=position,
            new=new,
            number=number,
            channel=books.channels[new.channel][0],
            store=store,
            calendar=calendar,
            customer=writing.customer_of(new, customers),
            goods=writing.fingerprint(new),
            at=batch.at(position),
            at_risk_at=promise.at_risk_at,
            due_at=promise.due_at,
        )
    return placing


def _leave_on_the_shelf(carried: Mapping[int, list[Box]], placed: Mapping[int, Placing]) -> None:
    """What was promised to orders that turned out to be there already is free again."""
    written = {made.position for made in placed.values()}
    unclaimed = [box for position in carried.keys() - written for box in carried[position]]
    ledger.reserve({spot: -units for spot, units in Allocation(unclaimed).units().items()})


def _births(placed: Mapping[int, Placing]) -> tuple[dict[int, Row], dict[int, datetime]]:
    rows = {
        made.position: Row(id, id, "", made.store, (), made.calendar) for id, made in placed.items()
    }
    return rows, {id: made.at for id, made in placed.items()}


def _hand_over(
    batch: Batch,
    placed: Mapping[int, Placing],
    line_ids: Callable[[], Mapping[tuple[int, int], int]],
    carried: Mapping[int, list[Box]],
    served: Mapping[int, list[planning.Supplier]],
) -> None:
    """Cash and carry: the customer leaves with the goods, all in the same transaction."""
    if not carried:
        return
    ids = line_ids()
    boxes = [
        Box(
            id,
            box.warehouse,
            tuple(
                WantedLine(ids[id, line.line], line.product, line.quantity) for line in box.lines
            ),
        )
        for id, made in placed.items()
        for box in carried.get(made.position, ())
    ]
    if boxes:
        planning.box_handed_over(batch, boxes, served)
